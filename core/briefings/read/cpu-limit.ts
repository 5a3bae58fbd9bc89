// Stops synchronous work that computes too long: a hostile page must not hold the process.
import { createContext, Script } from "node:vm";
import { SourceError } from "../source-error.ts";

const run = new Script("work()");
const context = createContext({ work: () => {} });
/** Milliseconds of CPU time that this thread has used. */
export type CpuClock = () => number;

/**
 * Runs `work` and ends it when it has used `milliseconds` of CPU time, wherever it is: in a loop, a parser, a regular
 * expression. V8's watchdog interrupts the whole isolate, so this holds for all code that `work` calls, needs no second
 * thread, and survives bundling. The watchdog knows only elapsed time: work that it stopped on a busy machine is begun
 * once more with more time, so `work` must have no effects.
 * @throws SourceError `too-large` when the CPU time was used up; `timeout`, which may pass, when the machine was too
 * busy to give it; what `work` throws otherwise.
 */
export function withinCpuTime<T>(milliseconds: number, work: () => T, cpuMs: CpuClock = threadCpuMs): T {
  const first = runFor(milliseconds, work, cpuMs);
  if ("value" in first) return first.value;
  const share = first.usedMs / milliseconds;
  if (share >= usedUp) throw tooComplex(milliseconds);
  // Ordinary pages need a tenth of the limit: a second run for a large one would cost as much again.
  if (share > worthAnother) throw tooBusy();
  const second = runFor(Math.ceil(milliseconds / Math.max(share, leastShare)), work, cpuMs);
  if ("value" in second) return second.value;
  throw second.usedMs >= milliseconds * usedUp ? tooComplex(milliseconds) : tooBusy();
}

/** The two clocks tick apart, and the collection of garbage runs beside the work: the last tenth decides nothing. */
const usedUp = 0.9;
const worthAnother = 0.5;
/** A second run may take six times as long as the limit. */
const leastShare = 1 / 6;

function tooComplex(milliseconds: number): SourceError {
  const limit = `${milliseconds / 1_000} s of computing`;
  return new SourceError("too-large", `the page is too complex to read within ${limit}`);
}

function tooBusy(): SourceError {
  return new SourceError("timeout", "this machine was too busy to read the page");
}

function runFor<T>(timeout: number, work: () => T, cpuMs: CpuClock): { value: T } | { usedMs: number } {
  const before = cpuMs();
  let result: { value: T } | undefined;
  context.work = () => {
    result = { value: work() };
  };
  try {
    run.runInContext(context, { timeout });
  } catch (error) {
    if (isTimeout(error)) return { usedMs: cpuMs() - before };
    throw error;
  }
  if (result === undefined) throw new Error("withinCpuTime: the work ended without a result");
  return result;
}

/** Of the process where Node does not tell it of the thread (before 23.9). */
function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1_000;
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    Reflect.get(error, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
