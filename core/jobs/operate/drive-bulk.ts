// Carries a bulk operation on from wherever it is: in its own job, or in the process of whoever does not want to wait for that.
import type { Backend } from "../backend.ts";
import { isTerminal } from "../record/states.ts";
import { type Applied, applyOperation, type BulkRun, isAway, isSince } from "./apply-operation.ts";
import {
  AWAY_SECONDS,
  type BulkFailure,
  type BulkState,
  ended,
  newState,
  readState,
  stopped,
  type Wait,
  withFailures,
  writeState,
} from "./bulk-state.ts";
import { clearDeadLetters } from "./clear-dead-letters.ts";
import { takePage } from "./take-page.ts";

export type Drive = {
  /** Ends the drive between two jobs. */
  signal: AbortSignal;
  /** Whether to begin another page. */
  hasTime(): boolean;
  /** Asked before each page by whoever is not told of a cancellation by `signal`. */
  isCancelled?(): Promise<boolean>;
  /** Told after each page. */
  report?(state: BulkState): void;
};

/** It has ended, or it is to be carried on later. */
export type Driven = { ended: BulkState } | Wait;

const PARALLEL = 10;
const MOST_DEAD_LETTERS = 10_000;
const CANARY_SECONDS = 5;

/**
 * Two processes may drive one operation: each page is noted before it is done and again after, and who finds the note
 * changed stops. What was done twice changed nothing the second time (`apply-operation.ts`). While queue or store are away it
 * waits.
 * @throws the signal's reason.
 */
export const driveBulk = (...given: Parameters<typeof driveOn>): Promise<Driven> =>
  driveOn(...given).catch((error: unknown) => ifAway(error));

async function driveOn(backend: Backend, asked: BulkRun, drive: Drive): Promise<Driven> {
  const read = await readState(backend, asked.id);
  let state = read?.state ?? { ...newState(asked.request.canary !== undefined), begunAt: backend.now() };
  const bulk: BulkRun = { ...asked, ...(state.begunAt !== undefined && { begunAt: state.begunAt }) };
  let revision = read?.revision ?? 0;
  while (state.phase !== "ended") {
    drive.signal.throwIfAborted();
    if (await drive.isCancelled?.()) return { waitSeconds: 0, because: "it was cancelled" };
    if (!drive.hasTime()) return { waitSeconds: 1, because: "it goes on in its next run" };
    const next = await step(backend, bulk, state, drive);
    if ("waitSeconds" in next) return next;
    if (!(await writeState(backend, bulk.id, next, revision))) {
      return { waitSeconds: CANARY_SECONDS, because: "another process carries it on" };
    }
    state = next;
    revision++;
    drive.report?.(state);
  }
  return { ended: state };
}

async function step(
  backend: Backend,
  bulk: BulkRun,
  state: BulkState,
  drive: Drive,
): Promise<BulkState | Wait> {
  switch (state.phase) {
    case "canary":
    case "all":
      return state.taken.length > 0
        ? await doTaken(backend, bulk, state, drive.signal)
        : await takePage(backend, bulk, state);
    case "watch":
      return await watchCanaries(backend, bulk, state);
    default:
      return await clearLeftOvers(backend, bulk, state, drive);
  }
}

async function doTaken(
  backend: Backend,
  bulk: BulkRun,
  state: BulkState,
  signal: AbortSignal,
): Promise<BulkState> {
  const applied = new Map<string, Applied>();
  let away: unknown;
  // One iterator for all: each job is taken once.
  const ids = state.taken.values();
  const inTurn = async () => {
    for (const id of ids) {
      signal.throwIfAborted();
      if (away !== undefined) return;
      try {
        applied.set(id, await applyOperation(backend, bulk, id));
      } catch (error) {
        if (!isAway(error)) throw error;
        away = error;
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, inTurn));
  // Of a store that fails now and then, what was done is noted: a whole page might never come to its end.
  if (away !== undefined && applied.size === 0) throw away;
  const outcomes = [...applied];
  const count = (wanted: Applied) => outcomes.filter(([, one]) => one === wanted).length;
  const failures = outcomes.flatMap(([id, one]): BulkFailure[] =>
    typeof one === "string" ? [] : [{ id, ...one }],
  );
  const after: BulkState = {
    ...state,
    taken: state.taken.filter((id) => !applied.has(id)),
    // Nothing was done to them, so there is nothing to wait for.
    canaries: state.canaries.filter((id) => applied.get(id) !== "skipped"),
    done: state.done + count("done"),
    skipped: state.skipped + count("skipped"),
    failed: state.failed + failures.length,
    failures: withFailures(state, failures),
  };
  const [first] = failures;
  if (state.phase !== "canary" || !first) return after;
  return stopped(after, `${first.id}, one of the first, could not be done: ${first.message}`);
}

/** Waits until the first few have ended; if one of those that were retried has not succeeded, nothing more is done. */
async function watchCanaries(
  backend: Backend,
  { request }: BulkRun,
  state: BulkState,
): Promise<BulkState | Wait> {
  const { operation } = request;
  if (operation === "retry" || operation === "cancel") {
    const jobs = await Promise.all(state.canaries.map((id) => backend.store.get(id)));
    const there = jobs.filter((job) => job !== undefined);
    const bad = there.find(({ status }) => isTerminal(status) && status !== "succeeded");
    if (bad && operation === "retry") {
      const why = bad.attempts.at(-1)?.error?.message ?? bad.cause ?? "";
      return stopped(state, `${bad.id}, one of the first, is ${bad.status} again: ${why}`);
    }
    const open = there.filter(({ status }) => !isTerminal(status)).length;
    const because = `it waits for the first ${state.canaries.length}, of which ${open} have not ended`;
    if (open > 0) return { waitSeconds: CANARY_SECONDS, because };
  }
  return { ...state, phase: state.exhausted ? "dead-letters" : "all" };
}

/** A dead letter of a job that was cancelled while it waited is none: its message is in the queue, and is acknowledged there. */
async function clearLeftOvers(
  backend: Backend,
  bulk: BulkRun,
  state: BulkState,
  { signal, hasTime }: Drive,
): Promise<BulkState | Wait> {
  const { id, request } = bulk;
  const leavesNone = request.operation === "cancel" || request.operation === "unarchive";
  if (leavesNone || state.done === 0) return ended(backend, state);
  try {
    const { deleted } = await clearDeadLetters(backend, {
      most: MOST_DEAD_LETTERS,
      hasTime: () => hasTime() && !signal.aborted,
      wants: (job) =>
        job.redrives.some(({ by }) => by === id) ||
        isSince(bulk, job.archivedAt) ||
        isSince(bulk, job.deletedAt),
    });
    return ended(backend, { ...state, deadLetters: state.deadLetters + deleted });
  } catch (error) {
    // What is left is harmless: the records say that it is not to run.
    backend.log.warn({ err: error, jobId: id }, "dead letters not looked for");
    return ended(backend, state);
  }
}

/** Queue or store are away: neither the operation nor a job of it is at fault. */
export function ifAway(error: unknown): Wait {
  if (!isAway(error)) throw error;
  return { waitSeconds: AWAY_SECONDS, because: error.message };
}
