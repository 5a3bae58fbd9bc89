// Which job types may be held back at all. The code that does it is loaded by their first job: not at a cold start.
import type { Logger } from "pino";
import type { Backend } from "../backend.ts";
import type { DeclaredJob } from "../job-type.ts";
import type { Job } from "../record/job.ts";
import type { AttemptResult, BreakerRule } from "./breaker.ts";

export const ruleOf = ({ breaker }: Pick<DeclaredJob, "breaker">): BreakerRule | undefined =>
  breaker === true ? {} : breaker || undefined;

/** Jobs of other types are claimed without a look at any limit. */
export function mayBeHeldBack({ registry }: Backend, typeName: string): boolean {
  const type = registry.get(typeName);
  return type !== undefined && (type.rateLimit !== undefined || ruleOf(type) !== undefined);
}

/** Tells the breaker of the job's type, if it has one, how an attempt ended. Never rejects: what is lost is a count. */
export async function noteAttempt(
  backend: Backend,
  job: Pick<Job, "id" | "type">,
  result: AttemptResult,
  log: Logger,
): Promise<void> {
  const type = backend.registry.get(job.type);
  const rule = type && ruleOf(type);
  if (!rule) return;
  const { tellBreaker } = await import("../late.ts");
  await tellBreaker(backend, rule, job, result, log);
}
