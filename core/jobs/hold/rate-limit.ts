// A rate limit: so many starts of a job type, or of one of its keys, in so many seconds. Here as rules and arithmetic alone.
import * as z from "zod";

export type RateLimit<Payload> = {
  /** Starts, 1 to 1,000. */
  limit: number;
  /** In any so many seconds, 1 to 86,400. */
  perSeconds: number;
  /** Jobs with one key share the limit: a tenant, a host. Default: all jobs of the type do. */
  key?(payload: Payload): string;
};

/** What is kept of one key (ms). */
export const Turns = z.object({
  /** The last starts, `limit` at most, oldest first. */
  starts: z.array(z.number()),
  /** The last turn that a waiting job was given. */
  lastTurn: z.number(),
});
export type Turns = z.infer<typeof Turns>;

export const NO_TURNS: Turns = { starts: [], lastTurn: 0 };

/**
 * SQS shows messages about so much too early or too late beside each other. A job that comes at its turn is let through so
 * much before the limit allows it; its start is noted when it was allowed, so that the rate holds over any longer time.
 */
const EARLY_MS = 2_000;
/** After a turn that passed unused by more than this, nobody waits for it. */
const UNUSED_MS = 10_000;
const SOONEST_MS = 1_000;

/**
 * Lets the job start, or gives it a turn. No more than `limit` jobs start in any `perSeconds`; those that wait have turns of
 * their own, evenly spread, and whoever comes new stands behind them.
 * @param waited the job has come at the turn that it was given.
 * @returns what is to be kept, and when the job is to come again (ms); `turnAt` is undefined when it may start.
 */
export function nextTurn(
  { starts, lastTurn }: Turns,
  { limit, perSeconds }: Pick<RateLimit<never>, "limit" | "perSeconds">,
  { now, waited }: { now: number; waited: boolean },
): { turns: Turns; turnAt?: number } {
  const kept = starts.slice(-limit);
  const between = (perSeconds * 1000) / limit;
  const allowedAt = kept.length < limit ? 0 : (kept[0] ?? 0) + perSeconds * 1000;
  const dueAt = Math.max(allowedAt, (kept.at(-1) ?? 0) + between);
  // Whoever had turns by now was cancelled, or comes late: the line begins anew.
  const line = dueAt + between + UNUSED_MS <= now ? Math.min(lastTurn, now) : lastTurn;
  if (allowedAt <= now + (waited ? EARLY_MS : 0) && (waited || line <= now)) {
    return { turns: { starts: [...kept, Math.max(now, allowedAt)].slice(-limit), lastTurn: line } };
  }
  const turnAt = Math.ceil(Math.max(line + between, allowedAt, now + SOONEST_MS));
  return { turns: { starts: kept, lastTurn: turnAt }, turnAt };
}
