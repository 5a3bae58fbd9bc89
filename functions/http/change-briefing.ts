// What the API does to briefings that are there: cancel, delete. Loaded by the first request for one of these.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { deleteDeliveries } from "../../core/briefings/deliver/delete-deliveries.ts";
import { type Backend, isTerminal } from "../../core/jobs/engine.ts";
import { getBriefingJob } from "./briefings.ts";
import * as remove from "./cancel-or-delete.ts";
import { refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { viewBriefing } from "./view-briefing.ts";

type Response = APIGatewayProxyStructuredResultV2;

/** Cancels what waits, deletes the data of what has ended, and before it that of its deliveries. */
export async function cancelOrDelete(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  const completed = await remove.completeDeletion(backend, id);
  if (completed) return completed;
  const job = await getBriefingJob(backend, id);
  if (isTerminal(job.status)) await deleteDeliveries(backend, job);
  return await remove.cancelOrDelete(backend, job, (cancelled) => viewBriefing(cancelled));
}

export async function cancel(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return await remove.cancel(backend, await getBriefingJob(backend, id), viewBriefing);
}
