// The errors that say who can fix a failure and whether a retry helps.

/** The caller can fix it. `code` names the kind (kebab-case); it is mapped to HTTP in one place, `functions/http/problem.ts`. */
export class VisibleError extends Error {
  override readonly name = "VisibleError";
  readonly code: string;
  /** What the caller needs to mend it: the field, the limit, the job id, seconds to wait. */
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

export type StoreFault =
  | "store-locked"
  | "store-full"
  | "store-read-only"
  | "store-missing"
  | "store-newer"
  | "store-corrupt"
  | "store-unavailable";

/**
 * The job store cannot serve. The request is not wrong, and a job is not at fault: the call may be made again once the
 * operator has done what the message says. `code` names the state; it is mapped to HTTP in `functions/http/problem.ts`
 * and to exit codes in `cli/exit.ts`.
 */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreFault;

  constructor(code: StoreFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Never retry: the job is dead at once, cause `permanent`. Everything else that a job throws is retried. */
export class PermanentError extends Error {
  override readonly name = "PermanentError";
}

/** The job failed and is retried, but not before the delay that the error names. The attempt counts. */
export class RetryLaterError extends Error {
  override readonly name = "RetryLaterError";
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * The job has not failed: what it waits for is not ready. It is given back and runs again after the delay, and the attempt
 * does not count. A job that is given back for longer than its type's `maxSnoozeSeconds` is dead, cause `expired`.
 */
export class SnoozeError extends Error {
  override readonly name: string = "SnoozeError";
  /** At least 1; the longest delay is what is left of `maxSnoozeSeconds`. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A snooze because a limit is used up: somebody answered 429, or a limit of one's own. */
export class RateLimitedError extends SnoozeError {
  override readonly name = "RateLimitedError";
}
