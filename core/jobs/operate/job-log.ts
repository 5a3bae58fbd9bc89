// Reads a line of the log, as pino writes it.
import type { LogEntry } from "../ports.ts";

const OWN = ["timestamp", "time", "level", "msg", "function", "jobId"];

/** A line as pino writes it; undefined for what is none. */
export function toLogEntry(line: Readonly<Record<string, unknown>>): LogEntry | undefined {
  const { timestamp, time = timestamp, level, msg } = line;
  const at = typeof time === "number" ? time : Date.parse(String(time));
  if (Number.isNaN(at) || typeof msg !== "string") return undefined;
  return {
    at,
    level: typeof level === "string" ? level.toLowerCase() : "info",
    message: msg,
    ...(typeof line.function === "string" && { function: line.function }),
    fields: Object.fromEntries(Object.entries(line).filter(([name]) => !OWN.includes(name))),
  };
}
