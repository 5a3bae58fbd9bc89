// GET /jobs/{id}?include=…: what an operator asks of a job beyond its record. Loaded when it is asked for.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod";
import { type Backend, type Job, resultOf, VisibleError } from "../../core/jobs/engine.ts";
import { inspectJob, type TimelineEvent, type Wait } from "../../core/jobs/operate/inspector.ts";
import { json } from "./json-response.ts";
import { readQuery } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { iso, viewJob } from "./view-job.ts";
import type { InspectionView } from "./views.ts";

const parts = ["inspection", "stacks", "log", "record"] as const;
const MOST_LINES = 1_000;

const Include = z.strictObject({
  include: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(parts, `must be of ${parts.join(", ")}, joined by commas`))),
});

export async function inspect(
  backend: Backend,
  request: HttpRequest,
  id: string,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { include } = readQuery(Include, request);
  const inspection = await inspectJob(backend, id);
  const { job } = inspection;
  const [result, log] = await Promise.all([
    resultOf(backend, job),
    include.includes("log") ? linesOf(backend, job) : undefined,
  ]);
  const view = viewJob(job, result);
  return json(200, {
    ...view,
    ...(include.includes("stacks") && { attempts: withStacks(view.attempts, job) }),
    ...(include.includes("inspection") && { inspection: viewInspection(inspection) }),
    ...(log && { log }),
    ...(include.includes("record") && { record: await backend.store.get(id) }),
  });
}

function viewInspection(inspection: Awaited<ReturnType<typeof inspectJob>>): InspectionView {
  const { failure, waits, timeline, group, followUps } = inspection;
  return {
    ...(failure && { failure }),
    waits: waits.map(viewWait),
    timeline: timeline.map(({ at, ...event }: TimelineEvent) => ({ at: iso(at), ...event })),
    ...(group && { group }),
    followUps,
  };
}

const viewWait = ({ since, until, ...wait }: Wait) => ({
  ...wait,
  ...(since !== undefined && { since: iso(since) }),
  ...(until !== undefined && { until: iso(until) }),
});

const withStacks = <View extends { error?: object | undefined }>(views: readonly View[], { attempts }: Job) =>
  views.map((view, index) => {
    const stack = attempts[index]?.error?.stack;
    return stack === undefined ? view : { ...view, error: { ...view.error, stack } };
  });

async function linesOf({ jobLog }: Backend, job: Job) {
  if (!jobLog) {
    // On AWS a query may read the log groups of the whole account (logs:GetQueryResults knows no resource): no right for a token.
    throw new VisibleError(
      "log-unavailable",
      "this API reads no log; `show ID --log --stage STAGE` reads it with your own credentials",
    );
  }
  const { entries, isCut } = await jobLog.linesOf(job.id, { from: job.createdAt, limit: MOST_LINES });
  return { isCut, entries: entries.map((entry) => ({ ...entry, at: iso(entry.at) })) };
}
