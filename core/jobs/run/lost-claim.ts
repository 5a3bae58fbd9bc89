// What follows when an attempt no longer holds its claim: its job was cancelled, or another receive has it.
import type { Logger } from "pino";
import type { Backend } from "../backend.ts";
import { noteAttempt } from "../hold/held-types.ts";
import type { Job } from "../record/job.ts";
import { endCancelled, isCancelled } from "./end-cancelled.ts";
import { later, type Outcome } from "./outcome.ts";
import { isCancelling } from "./watch-claim.ts";

/** As often as the end of an attempt is written; after that the next receive ends the job, once the lease is over. */
const TRIES = 3;
const PAUSE_MS = 100;

export const claimLost: Outcome = later(1, "the claim was lost");

/** Ends the job when it was cancelled. To be called once its code has stopped. Never rejects. */
export async function afterLostClaim(backend: Backend, lost: Job, log: Logger): Promise<Outcome> {
  const { id, claim } = lost;
  // If it was the probe of a breaker, another job may be tried.
  await noteAttempt(backend, lost, { as: "neither" }, log);
  for (let attempt = 1; ; attempt++) {
    try {
      const job = await backend.store.get(id);
      if (job?.status === "cancelled") return { ...isCancelled, ended: job };
      if (!job || !isCancelling(job)) break;
      const ended = await endCancelled(backend, job, log);
      if (ended) return { ...isCancelled, ended };
      if (attempt >= TRIES) break;
    } catch (error) {
      if (attempt >= TRIES) {
        log.error({ err: error }, "cancellation not written");
        return later(((claim?.leaseUntil ?? 0) - backend.now()) / 1000, "the cancellation was not written");
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
  log.warn("claim lost");
  return claimLost;
}
