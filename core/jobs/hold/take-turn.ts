// Takes a start, or a turn, of a job type's rate limit: one small document for each key, changed on condition of its revision.
import { createHash } from "node:crypto";
import { type Backend, logOf } from "../backend.ts";
import { PermanentError } from "../errors.ts";
import type { DeclaredJob } from "../job-type.ts";
import type { Job } from "../record/job.ts";
import { requestOf } from "../record/request.ts";
import { NO_TURNS, nextTurn, Turns } from "./rate-limit.ts";

const KIND = "rate-limit";
/** Every lost race is another job's turn, and only so many consumers run at once. */
const MOST_TRIES = 25;
/** A document that nobody needs any more is kept for so long. */
const KEPT_SECONDS = 3_600;

/**
 * @param waited the job has come at the turn that it was given.
 * @returns when the job is to come again (ms); undefined when it may start.
 * Rejects when the store is away: no job then starts beyond the limit.
 */
export async function takeTurn(
  backend: Backend,
  type: DeclaredJob,
  job: Job,
  waited: boolean,
): Promise<number | undefined> {
  const rule = type.rateLimit;
  if (!rule) return undefined;
  const { store } = backend;
  const id = await documentId(backend, type, job);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const document = await store.getDocument(KIND, id);
    const before = Turns.catch(NO_TURNS).parse(document?.value ?? NO_TURNS);
    const { turns, turnAt } = nextTurn(before, rule, { now: backend.now(), waited });
    const neededUntil = Math.max(turns.lastTurn, turns.starts.at(-1) ?? 0) / 1000 + rule.perSeconds;
    const written = await store.putDocument(KIND, id, turns, {
      revision: document?.revision ?? 0,
      expiresAtSeconds: Math.ceil(neededUntil) + KEPT_SECONDS,
    });
    if (written) return turnAt;
  }
  throw new Error(`the rate limit of ${type.name} kept changing while a turn was taken`);
}

/** The key may be a tenant or an address, so only its hash is kept. */
async function documentId(backend: Backend, type: DeclaredJob, job: Job): Promise<string> {
  const { keyOf } = type.rateLimit ?? {};
  if (!keyOf) return type.name;
  const key = await keyOfJob(backend, keyOf, job);
  return `${type.name}#${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
}

/**
 * Empty for a payload that has expired or is no longer what its type says, and for a mistake in the app's own function. The
 * job's run says what is wrong; here it shares one limit with others of its kind.
 */
async function keyOfJob(backend: Backend, keyOf: (stored: unknown) => string, job: Job): Promise<string> {
  let request: unknown;
  try {
    request = await requestOf(backend, job);
  } catch (error) {
    if (error instanceof PermanentError) return "";
    throw error;
  }
  try {
    return String(keyOf(request));
  } catch (error) {
    logOf(backend, job).warn({ err: error }, "rate limit without a key");
    return "";
  }
}
