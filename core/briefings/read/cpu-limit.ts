// Stops synchronous work that takes too long: a hostile page must not hold the process.
import { createContext, Script } from "node:vm";
import { SourceError } from "../source-error.ts";

const run = new Script("work()");
const context = createContext({ work: () => {} });

/**
 * Runs `work` and ends it after `milliseconds`, wherever it is: in a loop, a parser, a regular expression.
 * V8's watchdog interrupts the whole isolate, so this holds for all code that `work` calls, needs no second
 * thread, and survives bundling.
 * @throws SourceError `too-large` when the time is over; what `work` throws otherwise.
 */
export function withinCpuTime<T>(milliseconds: number, work: () => T): T {
  let result: { value: T } | undefined;
  context.work = () => {
    result = { value: work() };
  };
  try {
    run.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    if (isTimeout(error)) {
      throw new SourceError("too-large", `the page is too complex to read within ${milliseconds / 1_000} s`);
    }
    throw error;
  }
  if (result === undefined) throw new Error("withinCpuTime: the work ended without a result");
  return result.value;
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    Reflect.get(error, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
