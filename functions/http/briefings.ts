// What the API does with briefings, in the domain's words over the engine's calls: ask for one, list, show, cancel, delete.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Briefing } from "../../core/briefings/briefing.ts";
import { deliveryStates } from "../../core/briefings/deliver/delivery-states.ts";
import { enqueueGenerateBriefing } from "../../core/briefings/enqueue.ts";
import { generateBriefing } from "../../core/briefings/job.ts";
import type { BriefingRequestInput } from "../../core/briefings/request.ts";
import {
  type Backend,
  getJob,
  getResult,
  type Job,
  jobNotFound,
  listJobs,
  VisibleError,
  withRequest,
} from "../../core/jobs/engine.ts";
import { accepted, readEnqueue } from "./enqueue-request.ts";
import { json } from "./json-response.ts";
import { PageParameters, readQuery, refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { viewBriefing, viewBriefingSummary } from "./view-briefing.ts";

type Response = APIGatewayProxyStructuredResultV2;

export async function submit(backend: Backend, request: HttpRequest): Promise<Response> {
  const { payload, options } = readEnqueue(backend, request, generateBriefing.name);
  const enqueued = await enqueueGenerateBriefing(backend, payload as BriefingRequestInput, options);
  return accepted(enqueued, viewBriefing(enqueued.job), "/briefings");
}

export async function list(backend: Backend, request: HttpRequest): Promise<Response> {
  const { status, limit, cursor } = readQuery(PageParameters, request);
  // The job store holds jobs of every type.
  const page = await listJobs(backend, {
    type: generateBriefing.name,
    order: "newest",
    limit,
    ...(status === undefined ? {} : { status }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return json(200, { ...page, items: page.items.map(viewBriefingSummary) });
}

/** @throws VisibleError `job-not-found`, also for a job of another type. */
export async function getBriefingJob(backend: Backend, id: string): Promise<Job> {
  const job = await getJob(backend, id);
  if (job.type === generateBriefing.name) return job;
  throw jobNotFound(id);
}

const representations = ["application/json", "text/markdown", "text/html"] as const;

export async function show(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  const accept = request.header("accept") ?? "*/*";
  // No other route negotiates: not loaded at a cold start.
  const { default: Negotiator } = await import("negotiator");
  const mediaType = new Negotiator({ headers: { accept } }).mediaType([...representations]);
  if (mediaType === undefined) {
    throw new VisibleError("not-acceptable", `accept one of ${representations.join(", ")}, not ${accept}`);
  }
  const job = await getBriefingJob(backend, id);
  const briefing = await getResult(backend, generateBriefing, job);
  if (mediaType === "application/json") {
    const deliveries = await deliveryStates(backend, job);
    const seen = { briefing, deliveries };
    return json(200, viewBriefing(await withRequest(backend, job), seen), { vary: "accept" });
  }
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
