// Words a line of the log for people: time, level, what happened, and the fields that say more.
import type { LogEntry } from "../core/jobs/index.ts";
import { visibleLine } from "../core/visible-text.ts";
import { duration, utc } from "./words.ts";

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
    .map(([name, value]) => forPeople(name, value))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const parts = [whose === "job" ? job : (by ?? ""), message, describeError(err), ...said];
  const shown = parts.filter((part) => part !== "").map(visibleLine);
  return `${time} ${level.padEnd(5)} ${shown.join("  ")}`;
}

/** `durationMs: 352.4` → `duration: 0.35 s`, a time of the epoch as a time; what is in an object likewise. */
function forPeople(name: string, value: unknown): [name: string, value: unknown] {
  if (typeof value === "number") {
    if (name.endsWith("Ms")) return [name.slice(0, -"Ms".length), inUnits(value)];
    if (name.endsWith("Seconds")) return [name.slice(0, -"Seconds".length), inUnits(value * 1_000)];
    if (Number.isInteger(value) && isEpochMs(value)) return [name, `${utc(value).replace(" ", "T")}Z`];
    return [name, Number.isInteger(value) ? value : Number(value.toFixed(2))];
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [name, value];
  return [name, Object.fromEntries(Object.entries(value).map((entry) => forPeople(...entry)))];
}

const inUnits = (ms: number): string => (ms < 100 ? `${Math.round(ms)} ms` : duration(ms));

/** Of this century: no count is as high. */
const isEpochMs = (value: number): boolean => value > 946_684_800_000 && value < 4_102_444_800_000;

/** An error as the log keeps it, without its stack. */
function describeError(err: unknown): string {
  if (typeof err !== "object" || err === null) return "";
  const { type = "Error", message = "" } = err as { type?: unknown; message?: unknown };
  return `${type}: ${message}`;
}
