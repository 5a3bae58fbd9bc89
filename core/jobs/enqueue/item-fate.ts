// What became of one of the jobs that were enqueued together.
import { VisibleError } from "../errors.ts";
import type { FieldError } from "../field-errors.ts";
import type { Enqueued } from "./enqueue.ts";

export type ItemFate =
  /** `existing`: the Idempotency-Key, or the type's unique rule, named a job that was there already. */
  | { fate: "created" | "existing"; jobId: string }
  /** Recorded, but its message could not be sent. `recover` sends it. */
  | { fate: "pending"; jobId: string }
  /** Nothing was recorded: the caller can mend it. `errors` names the fields of a payload that is wrong. */
  | { fate: "refused"; code: string; message: string; errors?: FieldError[] }
  /** The job store failed. Whether the job is recorded is not known: if it is, `recover` sends its message. */
  | { fate: "unknown"; message: string }
  /** Nothing was done for it: the call was stopped before. */
  | { fate: "not-begun" };

export const MANY_FATES: readonly ItemFate["fate"][] = [
  "created",
  "existing",
  "pending",
  "refused",
  "unknown",
  "not-begun",
];

/** Whether the job store failed. */
export const isFailure = (fate: ItemFate | undefined): boolean => fate?.fate === "unknown";

/** Never rejects. */
export async function fateOf(enqueued: Promise<Enqueued>): Promise<ItemFate> {
  try {
    const { job, created } = await enqueued;
    return { fate: created ? "created" : "existing", jobId: job.id };
  } catch (error) {
    return fateOfError(error);
  }
}

function fateOfError(error: unknown): ItemFate {
  const message = error instanceof Error ? error.message : String(error);
  // The store did not answer within the time of the caller's request (`time-budget.ts`).
  if (!(error instanceof VisibleError) || error.code === "store-unavailable") {
    return { fate: "unknown", message };
  }
  const { code, details } = error;
  if (code === "queue-unavailable" && typeof details.jobId === "string") {
    return { fate: "pending", jobId: details.jobId };
  }
  const errors = Array.isArray(details.errors) ? { errors: details.errors as FieldError[] } : {};
  return { fate: "refused", code, message, ...errors };
}
