// Makes a job dead: the one place that says what its record then holds.
import type { Backend } from "./backend.ts";
import type { Attempt, DeadCause, Job } from "./job.ts";
import type { JobChange } from "./ports.ts";
import { move } from "./states.ts";

/** What every record that has ended holds: when, and when it expires (its retention and a day past its dead letter's). */
export const endOf = ({ settings }: Pick<Backend, "settings">, now: number) => ({
  endedAt: now,
  expiresAtSeconds: expiry({ settings }, now),
});

/** Seconds since the epoch. */
export const expiry = ({ settings }: Pick<Backend, "settings">, now: number): number =>
  Math.ceil(now / 1000) + settings.jobs.terminalRetentionSeconds;

/**
 * The change, with the condition that makes it legal.
 * @param attempts of the record, each of them ended.
 * @param burn the message that is still on its way to the dead-letter queue, when the job died of one.
 */
export function death(
  backend: Backend,
  job: Job,
  cause: DeadCause,
  attempts: Attempt[],
  burn?: { messageId: string },
): { change: JobChange; when: { status: readonly Job["status"][] } } {
  const step = move([job.status], "dead");
  return {
    change: {
      set: { ...step.set, ...endOf(backend, backend.now()), cause, attempts, ...(burn ? { burn } : {}) },
      remove: ["claim", "progress", "nextAttemptAt", "trouble"],
    },
    when: step.when,
  };
}
