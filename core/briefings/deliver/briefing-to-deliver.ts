// Reads the briefing that a delivery sends, or says why there is none, or none yet.
import { getResult, type JobContext, PermanentError, SnoozeError } from "../../jobs/engine.ts";
import type { Briefing } from "../briefing.ts";
import { generateBriefing } from "../job.ts";
import { findJob } from "./find-job.ts";

/**
 * The briefing of this id, or the one behind which the delivery was enqueued.
 * @throws SnoozeError while the briefing is not made, for a quarter of its age, 5 s to 15 min. PermanentError when there will
 * be none.
 */
export async function briefingToDeliver(
  { backend, after }: Pick<JobContext, "backend" | "after">,
  given: string | undefined,
): Promise<{ briefingId: string; briefing: Briefing }> {
  const briefingId = given ?? after;
  if (briefingId === undefined) {
    throw new PermanentError("there is nothing to deliver: give briefingId, the id of the briefing");
  }
  const nothing = (why: string) =>
    new PermanentError(`there is nothing to deliver: briefing ${briefingId} ${why}`);
  const job = await findJob(backend, briefingId);
  if (job?.type !== generateBriefing.name) throw nothing("does not exist, was deleted or has expired");
  if (job.status === "cancelled") throw nothing("was cancelled");
  if (job.status === "dead") {
    throw nothing(`is dead (${job.cause ?? "unknown"}); redrive both, or ask for it again`);
  }
  if (job.status !== "succeeded") {
    const seconds = Math.min(900, Math.max(5, (backend.now() - job.createdAt) / 4_000));
    throw new SnoozeError(`briefing ${briefingId} is ${job.status}: its delivery waits for it`, seconds);
  }
  const briefing = await getResult(backend, generateBriefing, job);
  if (briefing === undefined) throw nothing("has no result any more; ask for it again");
  return { briefingId, briefing };
}
