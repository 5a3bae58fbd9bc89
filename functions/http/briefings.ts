// What the API does with briefings: ask for one, list, show, cancel, delete.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import Negotiator from "negotiator";
import * as z from "zod";
import type { Briefing } from "../../core/briefings/briefing.ts";
import { enqueueGenerateBriefing } from "../../core/briefings/enqueue.ts";
import { generateBriefing } from "../../core/briefings/job.ts";
import type { BriefingRequestInput } from "../../core/briefings/request.ts";
import {
  type Backend,
  cancelJob,
  deleteJob,
  getJob,
  getResult,
  invalidRequest,
  type Job,
  JobStatus,
  jobNotFound,
  listJobs,
  VisibleError,
  waiting,
} from "../../core/jobs/index.ts";
import { json } from "./json-response.ts";
import type { HttpRequest } from "./request.ts";
import { viewJob, viewSummary } from "./views.ts";

type Response = APIGatewayProxyStructuredResultV2;

/** W3C trace context; anything else is not passed on. */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const NoParameters = z.strictObject({});

/** @throws VisibleError `invalid-request`, also for a parameter that the route does not know. */
function readQuery<T>(schema: z.ZodType<T>, request: HttpRequest): T {
  const parsed = schema.safeParse(request.query);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error);
}

export async function submit(backend: Backend, request: HttpRequest): Promise<Response> {
  readQuery(NoParameters, request);
  const body = request.json(backend.settings.jobs.maxRequestBytes);
  const idempotencyKey = request.header("idempotency-key");
  const traceparent = TRACEPARENT.exec(request.header("traceparent") ?? "")?.[0];
  const { job, created } = await enqueueGenerateBriefing(backend, body as BriefingRequestInput, {
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(traceparent === undefined ? {} : { traceparent }),
  });
  return json(202, viewJob(job), {
    location: `/briefings/${job.id}`,
    ...(created ? {} : { "idempotent-replayed": "true" }),
  });
}

const ListParameters = z.strictObject({
  status: JobStatus.optional(),
  limit: z.coerce.number("must be a whole number from 1 to 100").int().min(1).max(100).default(20),
  cursor: z.string().optional(),
});

export async function list(backend: Backend, request: HttpRequest): Promise<Response> {
  const { status, limit, cursor } = readQuery(ListParameters, request);
  // The ledger holds jobs of every type.
  const page = await listJobs(backend, {
    type: generateBriefing.name,
    order: "newest",
    limit,
    ...(status === undefined ? {} : { status }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return json(200, { ...page, items: page.items.map(viewSummary) });
}

const isBriefing = (job: Pick<Job, "type">): boolean => job.type === generateBriefing.name;

async function getBriefingJob(backend: Backend, id: string): Promise<Job> {
  const job = await getJob(backend, id);
  if (isBriefing(job)) return job;
  throw jobNotFound(id);
}

const representations = ["application/json", "text/markdown", "text/html"] as const;

export async function show(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  readQuery(NoParameters, request);
  const accept = request.header("accept") ?? "*/*";
  const mediaType = new Negotiator({ headers: { accept } }).mediaType([...representations]);
  if (mediaType === undefined) {
    throw new VisibleError("not-acceptable", `accept one of ${representations.join(", ")}, not ${accept}`);
  }
  const job = await getBriefingJob(backend, id);
  const briefing = await getResult(backend, generateBriefing, job);
  if (mediaType === "application/json") return json(200, viewJob(job, briefing), { vary: "accept" });
  if (briefing === undefined) throw notFinished(job);
  return {
    statusCode: 200,
    headers: {
      "content-type": `${mediaType}; charset=utf-8`,
      "cache-control": "no-store",
      vary: "accept",
      // The page is safe by itself; these hold should it ever not be.
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
      "x-content-type-options": "nosniff",
    },
    body: await render(briefing, mediaType),
  };
}

async function render(briefing: Briefing, mediaType: string): Promise<string> {
  if (mediaType === "text/markdown") {
    return (await import("../../core/briefings/render-markdown.ts")).renderMarkdown(briefing);
  }
  return (await import("../../core/briefings/render-html.ts")).renderHtml(briefing);
}

const notFinished = (job: Job) =>
  new VisibleError(
    "not-finished",
    `the briefing is ${job.status}; ask for application/json to see how far it is`,
    {
      jobId: job.id,
      jobStatus: job.status,
      ...(job.endedAt === undefined ? { retryAfterSeconds: 5 } : {}),
    },
  );

/** Cancels what waits, deletes the data of what has ended. */
export async function cancelOrDelete(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  readQuery(NoParameters, request);
  const job = await getBriefingJob(backend, id);
  if (waiting.includes(job.status)) return json(200, viewJob(await cancelJob(backend, id)));
  await deleteJob(backend, id);
  return { statusCode: 204 };
}
