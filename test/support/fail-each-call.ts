// Runs a scenario again and again; each time another of its calls to the store and the queues fails, in one of three ways.
import type { Backend } from "../../core/jobs/backend.ts";

/**
 * `refused`: the call does nothing and rejects. `answer-lost`: it does its work and rejects. `killed`: it does its work,
 * and from then on every call of the process that made it rejects.
 */
export type CallFault = "refused" | "answer-lost" | "killed";
export const CALL_FAULTS: readonly CallFault[] = ["refused", "answer-lost", "killed"];

type Plan = { at: number; fault: CallFault };

/** A backend whose calls are counted, and of which one fails. `restart`: another process, in which all goes well. */
export function failingBackend(backend: Backend, plan: Plan) {
  let calls = 0;
  let dead = false;
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name, receiver) {
        const method = Reflect.get(of, name, receiver);
        if (typeof method !== "function" || name === "close") return method;
        return async (...given: unknown[]) => {
          if (dead) throw new Error(`killed before ${String(name)}`);
          const struck = ++calls === plan.at;
          if (struck && plan.fault === "refused") throw new Error(`${String(name)} refused`);
          const result: unknown = await method.apply(of, given);
          if (!struck) return result;
          dead = plan.fault === "killed";
          throw new Error(`${String(name)}: the answer was lost`);
        };
      },
    });
  return {
    backend: {
      ...backend,
      store: wrap(backend.store),
      queue: wrap(backend.queue),
      deadLetters: wrap(backend.deadLetters),
    },
    /** Whether the planned call was reached. */
    struck: () => calls >= plan.at,
  };
}

/** Runs `scenario` with each call failing in turn, until it needs no more calls. @returns how often it ran. */
export async function failEachCall(
  fault: CallFault,
  scenario: (plan: Plan) => Promise<{ struck(): boolean }>,
): Promise<number> {
  const MOST_CALLS = 500;
  for (let at = 1; at <= MOST_CALLS; at++) {
    const { struck } = await scenario({ at, fault });
    if (!struck()) return at - 1;
  }
  throw new Error(`the scenario makes more than ${MOST_CALLS} calls`);
}
