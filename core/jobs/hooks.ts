// What may be put around the engine: logging, metrics, tracing and error reporting, ours and an app's own.
import type { Logger } from "pino";
import type { Enqueued } from "./enqueue/enqueue.ts";
import type { DeadCause, Job } from "./record/job.ts";

/** A job that is about to be recorded and sent. */
export type EnqueueCall = { jobType: string; jobId: string };

/** An attempt that is about to run: its claim is recorded. */
export type AttemptCall = {
  job: Job;
  /** 1 at the first attempt of this job. */
  attempt: number;
  messageId: string;
  receiveCount: number;
  /** The Lambda request. */
  requestId: string;
  log: Logger;
};

/** How the job's function ended; its outcome is recorded after the hooks have gone. */
export type AttemptEnd = { as: "result" } | { as: "error"; error: unknown } | { as: "unsettled" };

/** What was recorded of a job: the end of an attempt, or the death of one that was found. */
export type OutcomeReport = {
  at: number;
  /** `snoozed`: given back without a failure. */
  outcome: "succeeded" | "retried" | "snoozed" | "dead" | "cancelled";
  job: Job;
  log: Logger;
  /** With `dead` only. */
  cause?: DeadCause;
  /** How the attempt ended, when one did. */
  attemptOutcome?: string;
  error?: unknown;
  /** With `retried` and `snoozed`. */
  retryInSeconds?: number;
  /** From the send to the start of the first attempt; absent for a retry. */
  queueWaitMs?: number;
  /** Absent when no attempt ran. */
  runMs?: number;
};

/**
 * Each part is optional. `enqueue` and `attempt` go around what they are named after, the first hook outermost, and call
 * `next` once. What a hook throws is logged and changes nothing; what it would return is not asked for.
 */
export type JobHook = {
  /** Named in the log when the hook fails. */
  name: string;
  enqueue?(call: EnqueueCall, next: () => Promise<Enqueued>): Promise<unknown>;
  attempt?(call: AttemptCall, next: () => Promise<AttemptEnd>): Promise<unknown>;
  /** Told of each outcome once it is recorded. */
  outcome?(report: OutcomeReport): void | Promise<void>;
};

type Around = "enqueue" | "attempt";
type Hooked = { hooks?: readonly JobHook[]; log: Logger };

/** Runs `innermost` within every hook that has this part. @returns what `innermost` returns, whatever the hooks do. */
export async function withHooks<Call, Result>(
  { hooks = [], log }: Hooked,
  part: Around,
  call: Call,
  innermost: () => Promise<Result>,
): Promise<Result> {
  let run = innermost;
  for (const hook of hooks.toReversed()) {
    const around = hook[part] as ((call: Call, next: () => Promise<Result>) => Promise<unknown>) | undefined;
    if (around) run = guarded(hook.name, part, (next) => around.call(hook, call, next), run, log);
  }
  return await run();
}

/** A hook may take so long before it calls `next`, and so long after; then nobody waits for it any more. */
const HOOK_MS = 5_000;

/** The hook cannot run its inside twice, keep it from running, hold it up, or change what it returns or throws. */
function guarded<Result>(
  name: string,
  part: Around,
  around: (next: () => Promise<Result>) => Promise<unknown>,
  inside: () => Promise<Result>,
  log: Logger,
): () => Promise<Result> {
  return async () => {
    const late = Promise.withResolvers<"late">();
    const wait = () => setTimeout(() => late.resolve("late"), HOOK_MS);
    let timer = wait();
    let running: Promise<Result> | undefined;
    const next = () => {
      if (!running) {
        clearTimeout(timer);
        running = inside().finally(() => {
          timer = wait();
        });
      }
      return running;
    };
    /** What came from inside is thrown by whoever awaits it. */
    const isOwn = async (error: unknown) => {
      const inner = running?.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      return error !== (await inner);
    };
    const hook = (async () => await around(next))().catch(async (error: unknown) => {
      if (await isOwn(error)) log.error({ err: error, hook: name, part }, "hook failed");
    });
    try {
      if ((await Promise.race([hook, late.promise])) === "late") {
        log.error({ hook: name, part, waitedMs: HOOK_MS }, "hook too slow");
      }
      return await next();
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Tells every hook, and waits for none of them. */
export function reportOutcome({ hooks = [], log }: Hooked, report: OutcomeReport): void {
  for (const hook of hooks) {
    const failed = (error: unknown) =>
      log.error({ err: error, hook: hook.name, part: "outcome" }, "hook failed");
    try {
      const told = hook.outcome?.(report);
      if (told) told.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
