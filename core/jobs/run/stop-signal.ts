// The AbortSignal of a running job: why it fires, and how long a job may take to obey it.
import type { Backend } from "../backend.ts";

/** `deadline`: the time of the attempt is over. `expired`: the deadline of the job is. */
export type StopReason = "deadline" | "expired" | "shutdown" | "cancelled" | "claim-lost";

export type Stop = {
  signal: AbortSignal;
  /** Undefined until it has fired. */
  reason(): StopReason | undefined;
  now(why: StopReason): void;
  dispose(): void;
};

export type Ended =
  | { as: "result"; result: unknown }
  | { as: "error"; error: unknown }
  /** It did not settle after its abort, and so still runs. */
  | { as: "unsettled" };

const messages: Record<StopReason, string> = {
  deadline: "the job ran out of time: its function would be killed in a moment",
  expired: "the job's deadline is over: it is not run again",
  shutdown: "the process is stopping: the job goes back to the queue",
  cancelled: "the job was cancelled",
  "claim-lost": "the job's claim was lost: another receive has it, or it was ended from outside",
};

/** Fires `abortMarginSeconds` before the function's deadline (ms), at the job's own, at a shutdown, or when told. */
export function createStop(
  backend: Backend,
  deadline: number,
  jobsDeadline = Number.POSITIVE_INFINITY,
): Stop {
  const controller = new AbortController();
  let reason: StopReason | undefined;
  const now = (why: StopReason) => {
    if (reason) return;
    reason = why;
    controller.abort(new Error(messages[why]));
  };
  const abortAt = deadline - backend.settings.consumer.abortMarginSeconds * 1000;
  const { after = nodeTimer } = backend;
  const inMs = Math.min(abortAt, jobsDeadline) - backend.now();
  const timer = after(Math.max(0, inMs), () => now(jobsDeadline < abortAt ? "expired" : "deadline"));
  const onShutdown = () => now("shutdown");
  if (backend.shutdown?.aborted) onShutdown();
  backend.shutdown?.addEventListener("abort", onShutdown);
  return {
    signal: controller.signal,
    reason: () => reason,
    now,
    dispose() {
      timer.cancel();
      backend.shutdown?.removeEventListener("abort", onShutdown);
    },
  };
}

function nodeTimer(delayMs: number, run: () => void): { cancel(): void } {
  const timer = setTimeout(run, delayMs);
  return { cancel: () => clearTimeout(timer) };
}

/** Waits for the job; once it was told to stop, only `settleSeconds` longer. Never rejects. */
export async function settle(
  { settings, after = nodeTimer }: Backend,
  run: Promise<unknown>,
  signal: AbortSignal,
): Promise<Ended> {
  const ended: Promise<Ended> = run.then(
    (result) => ({ as: "result", result }),
    (error: unknown) => ({ as: "error", error }),
  );
  let timer: { cancel(): void } | undefined;
  const unsettled = new Promise<Ended>((resolve) => {
    const onAbort = () => {
      timer = after(settings.consumer.settleSeconds * 1000, () => resolve({ as: "unsettled" }));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([ended, unsettled]);
  } finally {
    timer?.cancel();
  }
}

/** The error that the record gets for a stopped job. What the job threw, mostly an AbortError, is kept as its cause. */
export function stopError(ended: Ended, reason: StopReason): Error {
  const disobeyed = ended.as === "unsettled" ? ", and it did not obey its AbortSignal" : "";
  const cause = ended.as === "error" ? ended.error : undefined;
  const error = new Error(messages[reason] + disobeyed, { cause });
  error.name = reason === "deadline" || reason === "expired" ? "TimeoutError" : "InterruptedError";
  return error;
}
