// How many attempts a job has left, so that somebody who runs it now knows what they use up.
import type { Backend } from "../backend.ts";
import { failuresInRound } from "../record/attempts.ts";
import type { Job } from "../record/job.ts";

/** How many of a job's attempts may fail until it is dead. */
export const mostAttempts = (
  { registry, settings }: Pick<Backend, "registry" | "settings">,
  { type }: Pick<Job, "type">,
): number => registry.get(type)?.maxAttempts ?? settings.jobs.maxAttempts;

/** Of this round; the one that runs is counted as left. With 1 the job is dead when its next attempt fails. */
export const attemptsLeft = (
  backend: Pick<Backend, "registry" | "settings">,
  job: Pick<Job, "type" | "attempts" | "roundStart">,
): number => Math.max(0, mostAttempts(backend, job) - failuresInRound(job));

/** Not of a type whose jobs are tried once. */
export const isLastAttempt = (...[backend, job]: Parameters<typeof attemptsLeft>): boolean =>
  mostAttempts(backend, job) > 1 && attemptsLeft(backend, job) === 1;
