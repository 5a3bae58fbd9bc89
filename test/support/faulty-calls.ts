// A process of the engine one of whose calls to store and queue has a fault: the call fails, its answer is lost, or the process dies of it.
import type { Backend } from "../../core/jobs/backend.ts";
import { aroundCalls } from "../../local/around-calls.ts";

export const FAULTS = {
  /** The call does nothing and rejects. */
  refused: { carriedOut: false, after: "rejects" },
  /** It does its work and rejects. */
  "answer-lost": { carriedOut: true, after: "rejects" },
  /** It does its work; from then on every call of the process rejects. */
  killed: { carriedOut: true, after: "all reject" },
  /** No call of the process is ever answered again, nor is this one made. */
  "dies-before": { carriedOut: false, after: "none is answered" },
  /** The same, but this one is made. */
  "dies-after": { carriedOut: true, after: "none is answered" },
  /** Neither this call nor a later one does anything, of whatever process. */
  away: { carriedOut: false, after: "rejects" },
} as const;
export type Fault = keyof typeof FAULTS;

/** Those behind which a process may be asked again: it is there, or another is. */
export const CALL_FAULTS = ["refused", "answer-lost", "killed"] as const satisfies readonly Fault[];

/** `at`: the number of the call, from 1. */
export type Strike = { at: number; fault: Fault };

export type FaultyProcess = {
  backend: Backend;
  /** Calls of store and queue so far. */
  calls(): number;
  /** Whether the fault has struck. */
  struck(): boolean;
  /** Resolves when the process has died: then nothing that it waits for is answered. */
  died: Promise<undefined>;
  /** @returns undefined when it failed, or when the process died. */
  run<Result>(work: (backend: Backend) => Promise<Result>): Promise<Result | undefined>;
};

const never = () => new Promise<never>(() => {});

/** What a test does with a store, and no process of the engine. */
const OF_THE_TEST = ["close", "fail", "mend", "before", "hold", "calls"];

/** @param count counts the calls of several processes together; absent: of this one */
export function faultyProcess(
  backend: Backend,
  strike?: Strike | undefined,
  count: { calls: number; mended?: boolean } = { calls: 0 },
): FaultyProcess {
  const death = Promise.withResolvers<undefined>();
  let after: "rejects" | "all reject" | "none is answered" | undefined;
  const around = async ({ method }: { method: string }, make: () => Promise<unknown>): Promise<unknown> => {
    if (count.mended && after !== "none is answered") return await make();
    if (after === "none is answered") return await never();
    if (after === "all reject") throw new Error(`${method}: the process is gone`);
    count.calls++;
    if (strike?.fault === "away" && count.calls > strike.at) throw new Error(`${method}: away`);
    if (count.calls !== strike?.at) return await make();
    const fault = FAULTS[strike.fault];
    ({ after } = fault);
    if (fault.carriedOut) await make();
    if (after !== "none is answered") throw new Error(`${method}: ${strike.fault}`);
    death.resolve(undefined);
    return await never();
  };
  const wrapped: Backend = {
    ...backend,
    store: aroundCalls(backend.store, around, OF_THE_TEST),
    queue: aroundCalls(backend.queue, around, OF_THE_TEST),
  };
  return {
    backend: wrapped,
    calls: () => count.calls,
    struck: () => strike !== undefined && count.calls >= strike.at,
    died: death.promise,
    run: (work) => Promise.race([work(wrapped).catch(() => undefined), death.promise]),
  };
}

/** Runs `scenario` with each call failing in turn, until it needs no more calls. @returns how often it ran. */
export async function failEachCall(
  fault: Fault,
  scenario: (strike: Strike) => Promise<Pick<FaultyProcess, "struck">>,
): Promise<number> {
  const MOST_CALLS = 500;
  for (let at = 1; at <= MOST_CALLS; at++) {
    const { struck } = await scenario({ at, fault });
    if (!struck()) return at - 1;
  }
  throw new Error(`the scenario makes more than ${MOST_CALLS} calls`);
}
