// A job store around a real one that fails, and lets something happen just before a call, on demand.
import type { JobStore } from "../../core/jobs/ports.ts";

type Method = keyof JobStore;

export type FaultyStore = JobStore & {
  /** The next `times` calls of the method reject. */
  fail(method: Method, options?: { times?: number; error?: Error }): void;
  mend(): void;
  /** Runs once, before the method's next call: a race, made certain. */
  before(method: Method, run: () => unknown): void;
  /** Holds every call of the method until the returned function is called. */
  hold(method: Method): () => void;
  /** Calls so far, refused and failed ones too. */
  calls(method: Method): number;
};

export function createFaultyStore(store: JobStore): FaultyStore {
  const faults = new Map<Method, { times: number; error: Error }>();
  const hooks = new Map<Method, (() => unknown)[]>();
  const gates = new Map<Method, Promise<void>>();
  const counts = new Map<Method, number>();

  async function disturb(method: Method): Promise<void> {
    counts.set(method, (counts.get(method) ?? 0) + 1);
    await hooks.get(method)?.shift()?.();
    await gates.get(method);
    const fault = faults.get(method);
    if (!fault || fault.times === 0) return;
    fault.times--;
    throw fault.error;
  }
  const around =
    <Arguments extends unknown[], Result>(method: Method, call: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      await disturb(method);
      return await call(...given);
    };

  return {
    create: around("create", store.create),
    get: around("get", store.get),
    update: around("update", store.update),
    list: around("list", store.list),
    putResult: around("putResult", store.putResult),
    getResult: around("getResult", store.getResult),
    deleteResult: around("deleteResult", store.deleteResult),
    putStep: around("putStep", store.putStep),
    getStep: around("getStep", store.getStep),
    deleteStep: around("deleteStep", store.deleteStep),
    putLock: around("putLock", store.putLock),
    getLock: around("getLock", store.getLock),
    putDeadLetter: around("putDeadLetter", store.putDeadLetter),
    getDeadLetter: around("getDeadLetter", store.getDeadLetter),
    listDeadLetters: around("listDeadLetters", store.listDeadLetters),
    ping: around("ping", store.ping),
    close: () => store.close(),
    fail(method, { times = Number.POSITIVE_INFINITY, error = new Error(`store: ${method} failed`) } = {}) {
      faults.set(method, { times, error });
    },
    mend: () => faults.clear(),
    before(method, run) {
      hooks.set(method, [...(hooks.get(method) ?? []), run]);
    },
    hold(method) {
      const { promise, resolve } = Promise.withResolvers<void>();
      gates.set(method, promise);
      return () => {
        gates.delete(method);
        resolve();
      };
    },
    calls: (method) => counts.get(method) ?? 0,
  };
}
