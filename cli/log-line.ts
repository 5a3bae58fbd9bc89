// Words a line of the log for people: time, level, what happened, and the fields that say more.
import type { LogEntry } from "../core/jobs/index.ts";
import { visibleLine } from "../core/visible-text.ts";

/** Fields that a reader looks up elsewhere: in the record, or with `--json`. */
const LEFT_OUT = ["messageId", "requestId", "err", "jobId", "jobType"];

/** `2026-11-25 21:44:05.123 warn  rep_… report:monthly  job failed  HttpError: …  retryInSeconds=30` */
export function logLine(
  { at, level, message, function: by, fields }: LogEntry,
  whose: "job" | "function",
): string {
  const { jobId, jobType, err } = fields;
  const job = [jobId, jobType].filter((part) => typeof part === "string").join(" ");
  const time = new Date(at).toISOString().slice(0, 23).replace("T", " ");
  const said = Object.entries(fields)
    .filter(([name, value]) => !LEFT_OUT.includes(name) && value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const parts = [whose === "job" ? job : (by ?? ""), message, describeError(err), ...said];
  const shown = parts.filter((part) => part !== "").map(visibleLine);
  return `${time} ${level.padEnd(5)} ${shown.join("  ")}`;
}

/** An error as the log keeps it, without its stack. */
function describeError(err: unknown): string {
  if (typeof err !== "object" || err === null) return "";
  const { type = "Error", message = "" } = err as { type?: unknown; message?: unknown };
  return `${type}: ${message}`;
}
