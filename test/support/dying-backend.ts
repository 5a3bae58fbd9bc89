// A process that is killed between any two of its calls: from a chosen call on, no call of its backend is ever answered.
import type { Backend } from "../../core/jobs/backend.ts";

/** `before`: the fatal call does not reach the store or queue any more. `after`: it does, and only its answer is lost. */
export type Death = { at: number; when: "before" | "after" };

export type DyingBackend = {
  backend: Backend;
  /** Calls of the store and the queue so far. */
  calls(): number;
  /** Resolves when the process has died. */
  died: Promise<void>;
};

const never = new Promise<never>(() => {});

export function dyingBackend(backend: Backend, death?: Death): DyingBackend {
  let calls = 0;
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const mortal = <Part extends object>(part: Part): Part =>
    Object.fromEntries(
      Object.entries(part).map(([name, call]) => [
        name,
        async (...given: unknown[]) => {
          const mine = calls++;
          if (death === undefined || mine < death.at) return await call(...given);
          if (mine === death.at && death.when === "after") await call(...given);
          die();
          return await never;
        },
      ]),
    ) as Part;
  return {
    backend: { ...backend, store: mortal(backend.store), queue: mortal(backend.queue) },
    calls: () => calls,
    died,
  };
}
