// A circuit breaker: when the last attempts of a job type have failed for one cause, its jobs wait, and one at a time is tried. Here
// as rules alone.
import * as z from "zod";

export type BreakerRule = {
  /** Attempts in a row that fail for one cause before it opens, 2 to 1,000. Default 10. */
  failures?: number;
  /** From the opening to the first probe, 1 to 900 s. Each probe that fails doubles it, up to 15 minutes. Default 60. */
  probeSeconds?: number;
};

export const DEFAULT_RULE = { failures: 10, probeSeconds: 60 } as const;
const LONGEST_SECONDS = 900;

const time = z.number();
/** What is kept of a type's breaker. */
export const Breaker = z.object({
  /** In a row, of one cause. */
  failures: z.number().int(),
  /** `HttpError: <url> answered <n>` */
  cause: z.string(),
  /** Set while it is open. */
  open: z
    .object({
      since: time,
      /** No job is tried before. */
      probeAt: time,
      /** Probes that have failed. */
      failedProbes: z.number().int(),
      /** The job that is tried; another one is after `until`, for this one's process may be gone. */
      probe: z.object({ jobId: z.string(), until: time }).optional(),
    })
    .optional(),
});
export type Breaker = z.infer<typeof Breaker>;

export const CLOSED: Breaker = { failures: 0, cause: "" };

/** How an attempt ended. `neither`: it was given back, or its process was stopped. */
export type AttemptResult = { as: "success" } | { as: "failure"; cause: string } | { as: "neither" };

/** What the end of an attempt makes of the breaker; the same object when nothing. */
export function afterAttempt(
  breaker: Breaker,
  rule: BreakerRule,
  jobId: string,
  result: AttemptResult,
  now: number,
): Breaker {
  const { failures: most = DEFAULT_RULE.failures, probeSeconds = DEFAULT_RULE.probeSeconds } = rule;
  const { open } = breaker;
  if (open) {
    // Whatever ran already when it opened says nothing of how things are now.
    if (open.probe?.jobId !== jobId) return breaker;
    if (result.as === "success") return CLOSED;
    const { probe: _, ...rest } = open;
    if (result.as === "neither") return { ...breaker, open: { ...rest, probeAt: now } };
    // The one cause is gone, and there is another: it is counted anew.
    if (result.cause !== breaker.cause) return { failures: 1, cause: result.cause };
    const failedProbes = open.failedProbes + 1;
    const probeAt = Math.ceil(now + probeDelaySeconds(probeSeconds, failedProbes) * 1000);
    return { ...breaker, open: { ...rest, failedProbes, probeAt } };
  }
  if (result.as === "neither") return breaker;
  if (result.as === "success") return breaker.failures === 0 ? breaker : CLOSED;
  const failures = breaker.cause === result.cause ? breaker.failures + 1 : 1;
  const counted: Breaker = { failures, cause: result.cause };
  if (failures < most) return counted;
  return { ...counted, open: { since: now, probeAt: Math.ceil(now + probeSeconds * 1000), failedProbes: 0 } };
}

export const probeDelaySeconds = (probeSeconds: number, failedProbes: number): number =>
  Math.min(LONGEST_SECONDS, probeSeconds * 2 ** failedProbes);

/** When the next job may be tried (ms); 0 when the breaker is closed. */
export const triedAt = ({ open }: Breaker, now: number): number =>
  open ? Math.max(open.probeAt, open.probe && open.probe.until > now ? open.probe.until : 0) : 0;

/**
 * Until when a job waits that comes while the breaker is open: past the next probe, and spread, so that neither the probes' time nor the end
 * of the trouble brings all of them at once. Each further wait may be twice as long, up to 15 minutes.
 */
export function heldUntil(
  breaker: Breaker,
  rule: BreakerRule,
  times: number,
  now: number,
  random: number,
): number {
  const { probeSeconds = DEFAULT_RULE.probeSeconds } = rule;
  const spread = probeDelaySeconds(probeSeconds, Math.min(times, 20));
  return Math.ceil(Math.max(breaker.open?.probeAt ?? now, now) + Math.max(1, random * spread) * 1000);
}
