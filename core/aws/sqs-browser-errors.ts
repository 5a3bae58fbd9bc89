// What a refusal of SQS's means to an operator who looks at queues: each names the queue, and the right that is missing.
import { VisibleError } from "../jobs/engine.ts";
import { asAwsError } from "./aws-error.ts";
import { isOfCredentials } from "./error-kinds.ts";

const MISSING = /^(QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/;
const DENIED = /^(AccessDenied|AccessDeniedException|AWS\.SimpleQueueService\.AccessDenied)$/;
/** What is wrong with the request, not with the queue. */
const REFUSED = /^(Invalid|Missing|Unsupported|MalformedInput|BatchRequestTooLong)|MessageTooLong/;

/** @param right that the call needs. @throws VisibleError, whatever went wrong. */
export async function browsing<T>(right: string, queue: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof VisibleError) throw error;
    throw explained(right, queue, error);
  }
}

function explained(right: string, queue: string, error: unknown): VisibleError {
  const { name, message } = asAwsError(error);
  const cause = { cause: error };
  if (MISSING.test(name)) {
    return new VisibleError(
      "queue-not-found",
      `no queue ${JSON.stringify(queue)} at this endpoint`,
      {},
      cause,
    );
  }
  if (/PurgeQueueInProgress/.test(name)) {
    const text = `${queue} was purged within the last 60 s, and SQS allows one purge in 60 s; try again then`;
    return new VisibleError("try-again", text, {}, cause);
  }
  if (DENIED.test(name)) {
    const text = `these credentials lack ${right} on ${queue}: add it to their policy, or use others`;
    return new VisibleError("queue-unavailable", text, {}, cause);
  }
  if (REFUSED.test(name) && !isOfCredentials(name))
    return new VisibleError("invalid-request", `SQS refuses it: ${message}`, {}, cause);
  return new VisibleError("queue-unavailable", `${right} on ${queue} failed: ${name}: ${message}`, {}, cause);
}
