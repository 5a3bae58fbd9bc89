// What DELETE and a cancellation mean for a job.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Backend, type Job, waiting, withRequest } from "../../core/jobs/engine.ts";
import { cancelJob, removeJob } from "../../core/jobs/operate/inspector.ts";
import { json } from "./json-response.ts";

/** Cancels a job that waits and answers with it as `view` shows it; deletes the data of one that has ended, and its dead letter. */
export async function cancelOrDelete(
  backend: Backend,
  { id, status }: Job,
  view: (job: Job) => unknown,
): Promise<APIGatewayProxyStructuredResultV2> {
  if (waiting.includes(status)) {
    return json(200, view(await withRequest(backend, await cancelJob(backend, id))));
  }
  await removeJob(backend, id);
  return { statusCode: 204 };
}

/**
 * Completes a deletion that failed half-way: its job is not found by who only looks.
 * @returns undefined for a job that was not deleted. @throws VisibleError `job-not-found` when nothing is left of it.
 */
export async function completeDeletion(
  backend: Backend,
  id: string,
): Promise<APIGatewayProxyStructuredResultV2 | undefined> {
  if ((await backend.store.get(id))?.deletedAt === undefined) return undefined;
  await removeJob(backend, id);
  return { statusCode: 204 };
}

/**
 * Cancels a job that waits or runs: 200 when it is cancelled, 202 when it runs and has been told to stop. It never deletes,
 * so whoever is late loses nothing.
 */
export async function cancel(
  backend: Backend,
  { id }: Pick<Job, "id">,
  view: (job: Job) => unknown,
): Promise<APIGatewayProxyStructuredResultV2> {
  const job = await cancelJob(backend, id);
  return json(job.status === "cancelled" ? 200 : 202, view(await withRequest(backend, job)));
}
