// The log lines of a job, wherever they are kept: what an adapter gives, and how it is asked for.

export type LogEntry = {
  /** ms. */
  at: number;
  /** `info`, `warn`, … */
  level: string;
  /** The fixed event: `job failed`. */
  message: string;
  /** The function that wrote it, or the part of the local AWS. */
  function?: string;
  /** What else the line says. */
  fields: Record<string, unknown>;
};

export type JobLines = {
  /** Oldest first. */
  entries: LogEntry[];
  /** There are more: these are the latest. */
  isCut: boolean;
};

/** Locally the file beside the data of `dev`; on AWS CloudWatch Logs Insights. */
export interface JobLog {
  /**
   * @param query.from when the job was created, about (ms): nothing before is looked at.
   * @throws VisibleError `log-unavailable` that says how to mend it.
   */
  linesOf(jobId: string, query: { from: number; limit: number }): Promise<JobLines>;
}

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
