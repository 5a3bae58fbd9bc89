// Makes a job dead: the one place that says what its record then holds.
import type { Backend } from "../backend.ts";
import type { JobChange } from "../ports.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Attempt, DeadCause, Job } from "./job.ts";
import { move } from "./states.ts";

/** What every record that has ended holds: when, and when it expires. */
export const endOf = (backend: Ended, jobType: string, now: number) => ({
  endedAt: now,
  expiresAtSeconds: expiry(now, retentionOf(backend, jobType)),
});

type Ended = Pick<Backend, "settings" | "registry">;

/** How long a job of this type is kept after its end. */
export const retentionOf = ({ registry, settings }: Ended, jobType: string): number =>
  registry.get(jobType)?.retentionSeconds ?? settings.jobs.terminalRetentionSeconds;

/** Seconds since the epoch. */
export const expiry = (now: number, retentionSeconds: number): number =>
  Math.ceil(now / 1000) + retentionSeconds;

/**
 * The change, with the condition that makes it legal.
 * @param attempts of the record, each of them ended.
 * @param messageId the message that the job died of. It burns on its way to the dead-letter queue; that of an expired
 * job is acknowledged.
 */
export function death(
  backend: Backend,
  job: Job,
  cause: DeadCause,
  attempts: Attempt[],
  messageId?: string,
): { change: JobChange; when: { status: readonly Job["status"][] } } {
  const step = move([job.status], "dead");
  const now = backend.now();
  // Its dead letter must find it.
  const retention = Math.max(retentionOf(backend, job.type), backend.settings.jobs.terminalRetentionSeconds);
  return {
    change: {
      set: {
        ...step.set,
        endedAt: now,
        expiresAtSeconds: expiry(now, retention),
        cause,
        errorKey: fingerprintOf({ type: job.type, attempts, cause }),
        attempts,
        ...(messageId === undefined || cause === "expired" ? {} : { burn: { messageId } }),
      },
      // An expired job shows how often it was given back; of any other the row of its snoozes has ended.
      remove: [
        ...(["claim", "progress", "nextAttemptAt", "trouble", "heldBack"] as const),
        ...(cause === "expired" ? [] : (["snoozed"] as const)),
      ],
    },
    when: step.when,
  };
}
