// The fingerprint of a failure: jobs that failed for one cause share it, and an operator acts on all of them at once.
import { createHash } from "node:crypto";
import { errorKey } from "./error-key.ts";
import type { AttemptError, Job } from "./job.ts";

/** What a fingerprint stands for: what jobs that failed for one cause have in common. */
export type Failure = {
  /** The job type. */
  type: string;
  /** `HttpError`; of a job that died without an error its cause, `lost`. */
  errorName: string;
  /** Without what differs from job to job: `<url> answered <n>`. */
  message: string;
  /** The top frame of ours: function and file, without the line's number. */
  frame?: string;
};

const DIGITS = 12;

/** Of the job's last attempt; of a dead job without an attempt that failed, of its cause. Undefined: nothing has failed. */
export function failureOf({
  type,
  attempts,
  cause,
}: Pick<Job, "type" | "attempts" | "cause">): Failure | undefined {
  const error = attempts.at(-1)?.error;
  if (error) return failureOfError(type, error);
  return cause === undefined ? undefined : { type, errorName: cause, message: "" };
}

export function failureOfError(type: string, error: AttemptError): Failure {
  const { name, message, frame } = errorKey(error);
  return { type, errorName: name, message, ...(frame !== undefined && { frame }) };
}

/** Twelve hex digits, the same on every machine and in every release that normalises messages alike. */
export const fingerprintOfFailure = ({ type, errorName, message, frame = "" }: Failure): string =>
  createHash("sha256")
    .update(JSON.stringify([type, errorName, message, frame]))
    .digest("hex")
    .slice(0, DIGITS);

/** Undefined for a job that has not failed, or whose last attempt did not. A dead job's is kept as it was when it died. */
export function fingerprintOf(
  job: Pick<Job, "type" | "attempts" | "cause" | "errorKey">,
): string | undefined {
  if (job.errorKey !== undefined) return job.errorKey;
  const failure = failureOf(job);
  return failure && fingerprintOfFailure(failure);
}
