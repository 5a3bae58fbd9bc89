// Runs a job once more in this process, with the code that is here, and leaves queue and records as they are.
import type { Backend } from "../backend.ts";
import { PermanentError, VisibleError } from "../errors.ts";
import type { JobContext } from "../job-type.ts";
import { attemptNumber } from "../record/attempts.ts";
import type { Job, Step } from "../record/job.ts";
import { assertJson } from "../record/json.ts";
import { NAME } from "../record/name.ts";
import { withRequest } from "../record/request.ts";
import { getJob } from "./read-jobs.ts";
import { withoutWrites } from "./without-writes.ts";

export type ReplayOptions = {
  /** The first step that is run anew. Those before it are served from what was kept; by default all that were kept are. */
  from?: string;
  signal: AbortSignal;
  /** Told of each step as it ends, and of the job's own progress. */
  report?(event: ReplayEvent): void;
  /** Called in the moment before the job's code: a debugger can be waited for. */
  beforeRun?(): void;
};

export type ReplayEvent =
  | { step: string; how: "kept" | "run" }
  | { stage: string; done: number; total: number };

export type Replayed = {
  job: Job;
  /** What the code returned, or threw. */
  ended: { as: "result"; result: unknown } | { as: "error"; error: unknown };
  /** In the order in which they ended. */
  steps: { name: string; how: "kept" | "run" }[];
  /** Writes that went nowhere, and how often each: `queue.send`. */
  withheld: Record<string, number>;
};

/**
 * Any job that has a record can be replayed, whatever its status. What its code does elsewhere it does: it sends its requests
 * and its e-mails.
 * @throws VisibleError `job-not-found`, `unknown-job-type`, `unknown-step`.
 */
export async function replayJob(backend: Backend, jobId: string, options: ReplayOptions): Promise<Replayed> {
  const job = await withRequest(backend, await getJob(backend, jobId));
  const type = backend.registry.get(job.type);
  if (!type) {
    throw new VisibleError("unknown-job-type", `job type ${job.type} of job ${jobId} is not registered here`);
  }
  const withheld = new Map<string, number>();
  const steps: Replayed["steps"] = [];
  const context: JobContext = {
    jobId,
    backend: withoutWrites(backend, (call) => withheld.set(call, (withheld.get(call) ?? 0) + 1)),
    ...(job.after !== undefined && { after: job.after }),
    attempt: Math.max(1, attemptNumber(job)),
    signal: options.signal,
    reportProgress: (stage, done, total) => options.report?.({ stage, done, total }),
    step: replaySteps(backend, job, options, (step) => {
      steps.push(step);
      options.report?.({ step: step.name, how: step.how });
    }),
  };
  const ended = await run(() => {
    options.beforeRun?.();
    return type.run(job.request, context);
  });
  return { job, ended, steps, withheld: Object.fromEntries(withheld) };
}

async function run(code: () => Promise<unknown>): Promise<Replayed["ended"]> {
  try {
    const result = await code();
    if (result !== undefined) assertJson(result, "the result");
    return { as: "result", result };
  } catch (error) {
    return { as: "error", error };
  }
}

function replaySteps(
  backend: Backend,
  { id, steps = [] }: Job,
  { from, signal }: ReplayOptions,
  ended: (step: Replayed["steps"][number]) => void,
): JobContext["step"] {
  const kept = keptBefore(steps, from);
  const running = new Map<string, Promise<unknown>>();

  async function runStep(name: string, code: () => unknown): Promise<unknown> {
    if (!NAME.test(name))
      throw new PermanentError(`the step ${JSON.stringify(name.slice(0, 200))} has no step's name`);
    signal.throwIfAborted();
    const before = kept.find((step) => step.name === name);
    const found = before && (await backend.store.getStep(id, before.key));
    if (found) {
      ended({ name, how: "kept" });
      return found.result;
    }
    const result = await code();
    assertJson(result ?? null, "the step's result");
    ended({ name, how: "run" });
    return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
  }

  return ((name: string, code: () => unknown) => {
    const step = running.get(name) ?? runStep(name, code);
    running.set(name, step);
    step.catch(() => running.delete(name));
    return step;
  }) as JobContext["step"];
}

/** @throws VisibleError `unknown-step` */
function keptBefore(steps: readonly Step[], from: string | undefined): readonly Step[] {
  if (from === undefined) return steps;
  const index = steps.findIndex(({ name }) => name === from);
  if (index >= 0) return steps.slice(0, index);
  const names = steps.map(({ name }) => name).join(", ");
  throw new VisibleError(
    "unknown-step",
    names === "" ? "the job has kept no step" : `the job has kept no step ${from}; it has ${names}`,
    { field: "from" },
  );
}
