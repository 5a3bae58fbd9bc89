// What a receive means: the table of docs/architecture.md, row by row, as one pure function.
import type { Job } from "./job.ts";
import type { ReceivedMessage } from "./ports.ts";

export type Decision =
  | { do: "claim" }
  | { do: "acknowledge"; because: string }
  | { do: "return"; hideSeconds: number; because: string };

/** Decides from the record as it was read. A claim is then made only if the record is still the same. */
export function whatAReceiveMeans(job: Job | undefined, received: ReceivedMessage, now: number): Decision {
  if (!job) return { do: "return", hideSeconds: 0, because: "the job has no record" };
  if (job.deletedAt !== undefined) return { do: "acknowledge", because: "the job was deleted" };

  switch (job.status) {
    case "pending":
    case "queued":
      return { do: "claim" };
    case "retrying": {
      const waitMs = (job.nextAttemptAt ?? 0) - now;
      if (waitMs <= 0) return { do: "claim" };
      return { do: "return", hideSeconds: Math.ceil(waitMs / 1000), because: "its next attempt is not due" };
    }
    case "running": {
      const leaseMs = (job.claim?.leaseUntil ?? 0) - now;
      if (leaseMs <= 0) return { do: "claim" };
      return { do: "return", hideSeconds: Math.ceil(leaseMs / 1000), because: "another receive runs it" };
    }
    case "dead":
      if (job.burn?.messageId === received.messageId) {
        return { do: "return", hideSeconds: 0, because: "it burns until SQS moves it" };
      }
      return { do: "claim" };
    case "succeeded":
    case "cancelled":
      return { do: "acknowledge", because: `the job is ${job.status}` };
  }
}
