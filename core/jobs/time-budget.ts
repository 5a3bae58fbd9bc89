// Limits how long a caller waits. Work is told by a signal when the time is over, and the caller goes on also when the work ignores it.
import { VisibleError } from "./errors.ts";
import type { JobStore } from "./ports.ts";

/** @returns a signal that fires after so many seconds, unless `end` is called before. */
export function startBudget(seconds: number): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const giveUp = () => controller.abort(new Error(`gave no answer within ${seconds} s`));
  const timer = setTimeout(giveUp, Math.max(0, seconds * 1000));
  return { signal: controller.signal, end: () => clearTimeout(timer) };
}

/** @throws what the work throws, or Error when its time is over. */
export async function withinSeconds<T>(
  seconds: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, end } = startBudget(seconds);
  try {
    return await unlessOver(run(signal), signal);
  } finally {
    end();
  }
}

/** @throws the signal's reason when it fires before the work has ended. */
export async function unlessOver<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Work that nobody waits for any more may still fail.
  work.catch(() => {});
  signal.throwIfAborted();
  const over = Promise.withResolvers<never>();
  const stop = () => over.reject(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/**
 * The same store. Its callers stop waiting when the signal fires.
 * @throws VisibleError `store-unavailable` then. Whether a write took place is not known.
 */
export function boundedStore(store: JobStore, signal: AbortSignal): JobStore {
  const bounded =
    <Given extends unknown[], Result>(call: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      try {
        return await unlessOver(call(...given), signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        throw new VisibleError(
          "store-unavailable",
          "the job records did not answer in time; try again, with an Idempotency-Key so that nothing is done twice",
          { retryAfterSeconds: 5 },
          { cause: error },
        );
      }
    };
  return {
    create: bounded(store.create),
    get: bounded(store.get),
    update: bounded(store.update),
    list: bounded(store.list),
    search: bounded(store.search),
    countJobs: bounded(store.countJobs),
    putResult: bounded(store.putResult),
    getResult: bounded(store.getResult),
    deleteResult: bounded(store.deleteResult),
    putStep: bounded(store.putStep),
    getStep: bounded(store.getStep),
    deleteStep: bounded(store.deleteStep),
    putLock: bounded(store.putLock),
    getLock: bounded(store.getLock),
    getDocument: bounded(store.getDocument),
    putDocument: bounded(store.putDocument),
    deleteDocument: bounded(store.deleteDocument),
    listDocuments: bounded(store.listDocuments),
    putRequest: bounded(store.putRequest),
    getRequest: bounded(store.getRequest),
    deleteRequest: bounded(store.deleteRequest),
    putDeadLetter: bounded(store.putDeadLetter),
    getDeadLetter: bounded(store.getDeadLetter),
    listDeadLetters: bounded(store.listDeadLetters),
    addCounts: bounded(store.addCounts),
    getCounts: bounded(store.getCounts),
    ping: bounded(store.ping),
    close: () => store.close(),
  };
}
