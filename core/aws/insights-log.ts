// The log lines of a job on AWS: asked of CloudWatch Logs Insights, with the credentials of whoever asks.
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { type JobLines, type JobLog, type LogEntry, toLogEntry, VisibleError } from "../jobs/index.ts";
import { asAwsError } from "./aws-error.ts";
import { type AwsAccess, askAws } from "./aws-request.ts";
import { explainError } from "./explained-client.ts";

export type InsightsOptions = AwsAccess & {
  /** Of the functions: `/aws/lambda/app-stage-Consumer`. At most 50, which is Insights' limit. */
  logGroups: readonly string[];
  now?(): number;
  /** Between two looks at the query. */
  pause?(): Promise<void>;
};

const PAUSE_MS = 500;
/** A query of a month of a busy stage takes seconds; one that takes longer is stopped, since it is paid by what it reads. */
const MOST_LOOKS = 120;
/** Insights gives no more. */
const MOST_LINES = 10_000;
/** What a line says of its time may differ from CloudWatch's by so much. */
const MARGIN_SECONDS = 60;

const Started = z.object({ queryId: z.string() });
const Results = z.object({
  status: z.string(),
  results: z
    .array(z.array(z.object({ field: z.string().optional(), value: z.string().optional() })))
    .default([]),
});

export function createInsightsLog({
  logGroups,
  now = Date.now,
  pause = pauseABit,
  ...access
}: InsightsOptions): JobLog {
  /** [CloudWatch Logs API: JSON 1.1] */
  const call = (action: string, body: object): Promise<unknown> =>
    askAws(access, {
      ...{ service: "logs", method: "POST", path: "/", body },
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `Logs_20140328.${action}` },
    });

  async function query(jobId: string, from: number, limit: number): Promise<LogEntry[]> {
    const { queryId } = Started.parse(
      await call("StartQuery", {
        logGroupNames: logGroups,
        startTime: Math.floor(from / 1000) - MARGIN_SECONDS,
        endTime: Math.ceil(now() / 1000) + MARGIN_SECONDS,
        queryString: `fields @timestamp, @message | filter jobId = ${quoted(jobId)} | sort @timestamp desc | limit ${limit}`,
      }),
    );
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const { status, results } = Results.parse(await call("GetQueryResults", { queryId }));
      if (status === "Complete") return results.map(entryOf).filter((entry) => entry !== undefined);
      if (status !== "Scheduled" && status !== "Running") throw new Error(`the query ended as ${status}`);
      await pause();
    }
    await call("StopQuery", { queryId }).catch(() => {});
    throw new Error(`the query has not ended after ${(MOST_LOOKS * PAUSE_MS) / 1000} s, and was stopped`);
  }

  return {
    isAtHand: false,
    async linesOf(jobId, { from, limit }): Promise<JobLines> {
      try {
        const found = await query(jobId, from, Math.min(limit + 1, MOST_LINES));
        return { entries: found.slice(0, limit).toReversed(), isCut: found.length > limit };
      } catch (error) {
        throw explain(error, logGroups);
      }
    },
  };
}

const pauseABit = (): Promise<void> => sleep(PAUSE_MS);

/** A string of the query language: nothing in it ends it. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

function entryOf(row: z.infer<typeof Results>["results"][number]): LogEntry | undefined {
  const value = (name: string) => row.find(({ field }) => field === name)?.value;
  const text = value("@message") ?? "";
  const entry = toLogEntry(json(text) ?? {});
  if (entry) return entry;
  // A line of Lambda's own that is no JSON of ours.
  const at = Date.parse(`${value("@timestamp")?.replace(" ", "T")}Z`);
  return Number.isNaN(at) ? undefined : { at, level: "info", message: text.trim(), fields: {} };
}

function json(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

function explain(error: unknown, logGroups: readonly string[]): VisibleError {
  const { name, message } = explainError(asAwsError(error));
  const remedy = /AccessDenied/.test(name)
    ? "allow logs:StartQuery on these groups, and logs:GetQueryResults and logs:StopQuery"
    : "check LOG_GROUPS, the region and the credentials";
  return new VisibleError(
    "log-unavailable",
    `the log groups ${logGroups.join(", ")} were not read: ${name}: ${message}; ${remedy}`,
    { retryAfterSeconds: 30 },
    { cause: error },
  );
}
