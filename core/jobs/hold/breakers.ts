// The breakers of job types in the job store: looked at before a claim, and told of the end of each attempt.
import type { Logger } from "pino";
import type { Backend } from "../backend.ts";
import type { JobStore } from "../ports.ts";
import type { Job } from "../record/job.ts";
import { type AttemptResult, afterAttempt, Breaker, type BreakerRule, CLOSED, triedAt } from "./breaker.ts";

const KIND = "breaker";
/** For so long an environment trusts what it has read: at most so many reads it makes for a type. */
const TRUST_MS = 5_000;
/** Few consumers compete, and what is lost is one failure that is not counted. */
const MOST_TRIES = 25;
const COUNT_KEPT_SECONDS = 86_400;
const OPEN_KEPT_SECONDS = 30 * 86_400;

type Read = { breaker: Breaker; revision: number };
/** What each store said last, and when (ms). */
const lastRead = new WeakMap<JobStore, Map<string, Read & { at: number }>>();

/** As it was at most five seconds ago. */
export async function lookAtBreaker(backend: Backend, typeName: string): Promise<Breaker> {
  const known = lastRead.get(backend.store)?.get(typeName);
  const age = backend.now() - (known?.at ?? 0);
  if (known && age >= 0 && age < TRUST_MS) return known.breaker;
  return (await read(backend, typeName)).breaker;
}

/** Makes the job the one that is tried, until then at most (ms). @returns false when another one is, or the breaker has changed. */
export async function takeProbe(
  backend: Backend,
  typeName: string,
  jobId: string,
  until: number,
): Promise<boolean> {
  const { breaker, revision } = await read(backend, typeName);
  const { open } = breaker;
  if (!open) return true;
  const isIts = open.probe?.jobId === jobId;
  if (!isIts && triedAt(breaker, backend.now()) > backend.now()) return false;
  const next = { ...breaker, open: { ...open, probe: { jobId, until } } };
  return await write(backend, typeName, next, revision);
}

/** Never rejects: what is lost is a count. */
export async function tellBreaker(
  backend: Backend,
  rule: BreakerRule,
  job: Pick<Job, "id" | "type">,
  result: AttemptResult,
  log: Logger,
): Promise<void> {
  try {
    // A type that is well costs a read in five seconds, and no write.
    const seen = await lookAtBreaker(backend, job.type);
    if (result.as !== "failure" && !seen.open && seen.failures === 0) return;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { breaker, revision } = await read(backend, job.type);
      const next = afterAttempt(breaker, rule, job.id, result, backend.now());
      if (next === breaker) return;
      if (await write(backend, job.type, next, revision)) {
        tell(breaker, next, log);
        return;
      }
    }
  } catch (error) {
    log.warn({ err: error }, "breaker not told");
  }
}

/** Those that are open, the oldest first. */
export async function openBreakers({ store }: Backend): Promise<({ type: string } & Breaker)[]> {
  const { items } = await store.listDocuments(KIND, { order: "oldest", limit: 100 });
  return items.flatMap(({ id, value }) => {
    const parsed = Breaker.safeParse(value);
    return parsed.success && parsed.data.open ? [{ type: id, ...parsed.data }] : [];
  });
}

/** @returns false when it was not open. */
export async function close(backend: Backend, typeName: string): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { breaker, revision } = await read(backend, typeName);
    if (!breaker.open) return false;
    if (await write(backend, typeName, CLOSED, revision)) return true;
  }
  throw new Error(`the breaker of ${typeName} kept changing while it was closed`);
}

async function read({ store, now }: Backend, typeName: string): Promise<Read> {
  const document = await store.getDocument(KIND, typeName);
  const found = {
    breaker: Breaker.catch(CLOSED).parse(document?.value ?? CLOSED),
    revision: document?.revision ?? 0,
  };
  remember(store, typeName, found, now());
  return found;
}

async function write(
  { store, now }: Backend,
  typeName: string,
  breaker: Breaker,
  revision: number,
): Promise<boolean> {
  const seconds = Math.ceil(now() / 1000);
  const written = await store.putDocument(KIND, typeName, breaker, {
    revision,
    expiresAtSeconds: seconds + (breaker.open ? OPEN_KEPT_SECONDS : COUNT_KEPT_SECONDS),
    ...(breaker.open && { listedAt: breaker.open.since }),
  });
  if (written) remember(store, typeName, { breaker, revision: revision + 1 }, now());
  return written;
}

function remember(store: JobStore, typeName: string, found: Read, at: number): void {
  const types = lastRead.get(store) ?? new Map<string, Read & { at: number }>();
  types.set(typeName, { ...found, at });
  lastRead.set(store, types);
}

function tell(before: Breaker, after: Breaker, log: Logger): void {
  const { cause, failures } = after.open ? after : before;
  if (!before.open && after.open) {
    log.error({ cause, failures, probeAt: iso(after.open.probeAt) }, "breaker opened");
  } else if (before.open && !after.open) {
    log.info({ cause, probes: before.open.failedProbes + 1 }, "breaker closed");
  } else if (after.open && before.open && after.open.failedProbes > before.open.failedProbes) {
    log.warn(
      { cause, probes: after.open.failedProbes, probeAt: iso(after.open.probeAt) },
      "breaker stays open",
    );
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
