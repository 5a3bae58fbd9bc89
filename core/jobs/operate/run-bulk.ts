// Runs a bulk operation as a job: as much as fits in one attempt, then the job gives itself back and goes on.
import * as z from "zod";
import { PermanentError, SnoozeError } from "../errors.ts";
import type { JobContext } from "../job-type.ts";
import { BulkRequest } from "./bulk-request.ts";
import { type Driven, driveBulk, ifAway } from "./drive-bulk.ts";
import { getJob } from "./read-jobs.ts";

export type BulkResult = { done: number; skipped: number; failed: number; stopped?: string };

/** Half of the function's time, so that the last page has the other half to end in. */
const PART_OF_THE_TIME = 0.5;

/** @param given a BulkRequest. */
export async function runBulk(given: unknown, context: JobContext): Promise<BulkResult> {
  const parsed = BulkRequest.safeParse(given);
  if (!parsed.success) {
    throw new PermanentError(
      `the recorded request is none of this release: ${z.prettifyError(parsed.error)}`,
    );
  }
  const request = parsed.data;
  const driven = await drive(request, context).catch((error: unknown) => ifAway(error));
  if ("waitSeconds" in driven) throw new SnoozeError(driven.because, driven.waitSeconds);
  const { done, skipped, failed, stopped } = driven.ended;
  return { done, skipped, failed, ...(stopped !== undefined && { stopped }) };
}

async function drive(request: BulkRequest, context: JobContext): Promise<Driven> {
  const { backend, jobId: id, signal } = context;
  const { createdAt: startedAt } = await getJob(backend, id);
  const endsAt = backend.now() + backend.settings.consumer.timeoutSeconds * 1000 * PART_OF_THE_TIME;
  return await driveBulk(
    backend,
    { id, request, startedAt },
    {
      signal,
      hasTime: () => backend.now() < endsAt,
      report({ done, skipped, failed }) {
        const so = done + skipped + failed;
        context.reportProgress(request.operation, so, Math.max(so, request.expected ?? 0));
      },
    },
  );
}
