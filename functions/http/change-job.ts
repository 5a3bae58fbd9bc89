// What the API does to jobs that are there: run now, cancel, delete. Loaded by the first request for one of these.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Backend, getJob, withRequest } from "../../core/jobs/engine.ts";
import { runNow } from "../../core/jobs/operate/index.ts";
import * as remove from "./cancel-or-delete.ts";
import { json } from "./json-response.ts";
import { refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { viewJob } from "./view-job.ts";

type Response = APIGatewayProxyStructuredResultV2;

export async function cancelOrDelete(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  const completed = await remove.completeDeletion(backend, id);
  return completed ?? (await remove.cancelOrDelete(backend, await getJob(backend, id), viewJob));
}

export async function cancel(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return await remove.cancel(backend, { id }, viewJob);
}

/** Its message is sent; it runs as soon as the consumer is free. */
export async function run(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return json(202, viewJob(await withRequest(backend, await runNow(backend, id))), {
    location: `/jobs/${id}`,
  });
}
