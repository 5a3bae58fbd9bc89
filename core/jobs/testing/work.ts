// One receive of one message as a test sees it: what the attempt came to, and faults that strike while it runs.
import { randomUUID } from "node:crypto";
import type { ManualClock } from "../../clock.ts";
import type { Backend } from "../backend.ts";
import type { AttemptCall, AttemptEnd, JobHook, OutcomeReport } from "../hooks.ts";
import type { Json } from "../job-type.ts";
import { cancelJob } from "../operate/cancel-job.ts";
import type { ReceivedMessage } from "../ports.ts";
import type { DeadCause, Job } from "../record/job.ts";
import { parseMessage } from "../record/message.ts";
import { consumeMessage } from "../run/consume.ts";
import type { MemoryQueues } from "./memory-queues.ts";

/**
 * What strikes while the attempt runs. `deadline-near`: the clock turns to the moment at which the job's AbortSignal
 * fires. `shutdown`: the process is told to stop. `cancelled`: somebody cancels the job. `claim-lost`: another receive takes
 * the job.
 */
export type AttemptFault = "deadline-near" | "shutdown" | "cancelled" | "claim-lost";

export type WorkOptions = { fault?: AttemptFault };

export type Worked<Result = unknown> = {
  /** `not-recorded`: the attempt ran, but its claim was lost or the store failed. `not-run`: no attempt began. */
  outcome: "succeeded" | "retried" | "snoozed" | "dead" | "cancelled" | "not-recorded" | "not-run";
  /** The record as it is now. */
  job: Job;
  /** Of an attempt that succeeded: what the job returned, as JSON keeps it. */
  result?: Json<Result> | undefined;
  /** What ended the attempt: the job's own error, or that of its deadline or the shutdown. */
  error?: unknown;
  /** With `retried` and `snoozed`. */
  retryInSeconds?: number;
  /** With `dead`. */
  cause?: DeadCause;
  /** With `not-recorded` and `not-run`, in the engine's words. */
  because?: string;
  /** The job did not end after its AbortSignal had fired: on Lambda its environment is ended. */
  ignoredAbort: boolean;
};

/** How long (real time) a job under `deadline-near` or `shutdown` may take to obey; then it counts as one that does not. */
const OBEYS_WITHIN_MS = 200;

type Parts = { backend: Backend; clock: ManualClock; queues: MemoryQueues };

/**
 * Consumes a received message, and deletes it where the event source mapping would.
 * @returns undefined for a message that belongs to no job.
 */
export async function workMessage(
  { backend, clock, queues }: Parts,
  received: ReceivedMessage,
  { fault }: WorkOptions,
): Promise<Worked | undefined> {
  const { settings, store } = backend;
  const shutdown = new AbortController();
  let ended: AttemptEnd | undefined;
  let report: OutcomeReport | undefined;

  async function strike({ job }: AttemptCall, settled: Promise<unknown>): Promise<void> {
    if (fault === undefined || fault === "claim-lost") return;
    if (fault === "shutdown") shutdown.abort();
    else if (fault === "cancelled") {
      await cancelJob(backend, job.id);
      clock.advance(settings.jobs.progressSeconds * 1000);
    } else clock.advance(abortsInMs(backend, job));
    const timer = setTimeout(() => clock.advance(settings.consumer.settleSeconds * 1000), OBEYS_WITHIN_MS);
    await settled.finally(() => clearTimeout(timer));
  }
  const observer: JobHook = {
    name: "test kit",
    async attempt(call, next) {
      if (fault === "claim-lost") await takeClaim(backend, call.job);
      const settled = next();
      await strike(call, settled);
      ended = await settled;
    },
    outcome(outcome) {
      report = outcome;
    },
  };

  const { failed, mustExit, because } = await consumeMessage(
    {
      ...backend,
      hooks: [...(backend.hooks ?? []), observer],
      shutdown: backend.shutdown ? AbortSignal.any([backend.shutdown, shutdown.signal]) : shutdown.signal,
    },
    received,
    { deadline: clock.now() + settings.consumer.timeoutSeconds * 1000, requestId: randomUUID() },
  );
  if (!failed) queues.remove(received.receiptHandle);

  const job = await recordOf(backend, received);
  if (!job) return undefined;
  const outcome = report?.outcome ?? (ended ? "not-recorded" : "not-run");
  const { error = ended?.as === "error" ? ended.error : undefined, cause, retryInSeconds } = report ?? {};
  return {
    outcome,
    job,
    ...(outcome === "succeeded" ? { result: (await store.getResult(job.id)) as Json<unknown> } : {}),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(retryInSeconds === undefined ? {} : { retryInSeconds }),
    ...(report || because === undefined ? {} : { because }),
    ignoredAbort: mustExit,
  };
}

/** From the start of the attempt: as `run-job.ts` and `stop-signal.ts` reckon. */
function abortsInMs({ registry, settings }: Backend, job: Job): number {
  const { timeoutSeconds, abortMarginSeconds } = settings.consumer;
  const own = registry.get(job.type)?.timeoutSeconds ?? Number.POSITIVE_INFINITY;
  return Math.min(timeoutSeconds - abortMarginSeconds, own) * 1000;
}

/** As a receive after the end of the lease does. */
async function takeClaim({ store }: Backend, { id, claim }: Job): Promise<void> {
  if (claim) await store.update(id, { set: { claim: { ...claim, claimId: randomUUID() } } }, {});
}

async function recordOf({ store }: Backend, { body }: ReceivedMessage): Promise<Job | undefined> {
  const parsed = parseMessage(body);
  return parsed.kind === "readable" ? await store.get(parsed.message.jobId) : undefined;
}
