// An engine whose store and queue have one fault, at the call of that number; and processes that may die of it.
import type { Backend } from "../../core/jobs/backend.ts";
import { createTestBackend, type TestBackend } from "./test-backend.ts";

export const faults = [
  "the call fails",
  "its answer is lost",
  "the process dies before",
  "the process dies after",
  "store and queue go away",
] as const;
export type Fault = (typeof faults)[number];

export type FaultyWorld = {
  test: TestBackend;
  /** Runs this with a backend of its own. @returns undefined when it failed, or when the process died. */
  inProcess<Result>(run: (backend: Backend) => Promise<Result>): Promise<Result | undefined>;
  /** Calls so far. */
  calls(): number;
  /** No fault from here on. */
  mend(): void;
};

const never = () => new Promise<never>(() => {});
/** What a test does with a store, and no process of the engine. */
const notOfTheEngine = new Set(["close", "fail", "mend", "before", "hold", "calls"]);

export function createFaultyWorld(strike: { at: number; fault: Fault }): FaultyWorld {
  const test = createTestBackend();
  let count = 0;
  let mended = false;

  function createProcess() {
    const death = Promise.withResolvers<undefined>();
    let dead = false;
    const die = () => {
      dead = true;
      death.resolve(undefined);
      return never();
    };
    const faulty =
      (call: (...given: unknown[]) => Promise<unknown>) =>
      async (...given: unknown[]): Promise<unknown> => {
        if (dead) return await never();
        if (mended) return await call(...given);
        count++;
        const { at, fault } = strike;
        if (fault === "store and queue go away" && count >= at) throw new Error("away");
        if (count !== at) return await call(...given);
        if (fault === "the call fails") throw new Error("failed");
        if (fault === "the process dies before") return await die();
        await call(...given);
        if (fault === "its answer is lost") throw new Error("the answer is lost");
        return await die();
      };
    const around = <Part extends object>(part: Part): Part =>
      Object.fromEntries(
        Object.entries(part).map(([name, value]) =>
          typeof value === "function" && !notOfTheEngine.has(name) ? [name, faulty(value)] : [name, value],
        ),
      ) as Part;
    const backend = { ...test.backend, store: around(test.backend.store), queue: around(test.backend.queue) };
    return { backend, died: death.promise };
  }

  return {
    test,
    async inProcess(run) {
      const { backend, died } = createProcess();
      return await Promise.race([run(backend).catch(() => undefined), died]);
    },
    calls: () => count,
    mend: () => {
      mended = true;
    },
  };
}
