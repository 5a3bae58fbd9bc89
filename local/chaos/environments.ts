// Faults of execution environments: one that ends in the middle of its work, and an invocation whose time is short.
import type { EnvironmentFaults, FaultyEnvironment } from "../lambda/environment-faults.ts";
import type { FunctionError } from "../lambda/protocol.ts";
import type { LocalServices } from "../services.ts";
import { disturbServices } from "./calls.ts";
import type { Chaos } from "./chaos.ts";
import { jobOf } from "./job-of.ts";
import type { About } from "./rules.ts";

/** A crash strikes before or after one of the invocation's first calls; where it makes fewer, before it answers. */
const CALLS = 12;
/** An early deadline comes within this; mostly soon, since most jobs are short. */
const LONGEST_TIME_MS = 1_000;

/** By this error type the event source mapping knows that nobody is told of the end. */
export const VANISHED = "Chaos.Vanished";

type End = "crash" | "vanish";
type Invocation = {
  about: About;
  name: string;
  /** How many calls it has begun or ended. */
  passed: number;
  ends?: { as: End; at: number };
};

export function createEnvironmentFaults(
  chaos: Chaos,
  functionName: string,
  options: { services: LocalServices; abortMarginSeconds: number },
): (environment: FaultyEnvironment) => EnvironmentFaults {
  return (environment) => {
    let current: Invocation | undefined;

    const end = ({ about }: Invocation, as: End, where: string): FunctionError => {
      current = undefined;
      chaos.note(as, about, { of: functionName, where });
      const errorMessage = `chaos: the runtime exited ${where}`;
      return { errorType: as === "crash" ? "Runtime.ExitError" : VANISHED, errorMessage, trace: [] };
    };

    return {
      services: disturbServices(chaos, options.services, {
        functionName,
        working: () => current,
        async passing(when, call) {
          if (!current) return;
          const { ends, passed } = current;
          current.passed++;
          if (ends?.at !== passed) return;
          void environment.end(end(current, ends.as, `${when} ${call}`));
          // No call of an environment that has ended is answered.
          await new Promise(() => {});
        },
      }),
      begin(event, timeoutSeconds) {
        const about = jobOf(Object(Object(event).Records?.[0]).body);
        const name = chaos.numbered(`${functionName} ${about.jobId ?? ""} invocation`);
        const as = (["crash", "vanish"] as const).find((kind) => chaos.decides(kind, about, name));
        const ends = as && { as, at: Math.floor(chaos.draw(as, name) * CALLS * 2) };
        current = { about, name, passed: 0, ...(ends && { ends }) };
        if (!chaos.strikes("timeout", about, name, { of: functionName })) return timeoutSeconds;
        const leftSeconds = (chaos.draw("timeout", name) ** 3 * LONGEST_TIME_MS) / 1_000;
        return Math.min(timeoutSeconds, options.abortMarginSeconds + leftSeconds);
      },
      async beforeAnswer() {
        const ended = current;
        current = undefined;
        if (!ended?.ends) return undefined;
        const error = end(ended, ended.ends.as, "before its answer");
        await environment.end(error);
        return error;
      },
    };
  };
}
