// What the API does with jobs of any type: enqueue and show.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Backend, getJob, resultOf, withRequest } from "../../core/jobs/engine.ts";
import { enqueueByName } from "../../core/jobs/enqueue/index.ts";
import { accepted, readEnqueue } from "./enqueue-request.ts";
import { json } from "./json-response.ts";
import { refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { viewJob } from "./view-job.ts";

type Response = APIGatewayProxyStructuredResultV2;

/** The body is the payload. Every registered type can be enqueued: docs/decisions/0003. */
export async function enqueue(backend: Backend, request: HttpRequest, typeName: string): Promise<Response> {
  const { payload, options } = readEnqueue(backend, request, typeName);
  const enqueued = await enqueueByName(backend, typeName, payload, options);
  return accepted(enqueued, viewJob(enqueued.job), "/jobs");
}

export async function show(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  if (request.query.include !== undefined) {
    return await (await import("./late-routes.ts")).inspect(backend, request, id);
  }
  refuseParameters(request);
  const job = await getJob(backend, id);
  const [whole, result] = await Promise.all([withRequest(backend, job), resultOf(backend, job)]);
  return json(200, viewJob(whole, result));
}
