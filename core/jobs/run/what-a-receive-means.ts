// What a receive means: the table of docs/architecture.md, row by row, as one pure function.

import type { Replaced } from "../ports.ts";
import type { Job } from "../record/job.ts";
import { isLeftOver } from "../record/message.ts";
import { isOver } from "./expire.ts";
import { later, type Outcome, toDeadLetterQueue } from "./outcome.ts";
import { atOnce, CLOCK_SKEW_MS, LONGEST_HIDE_SECONDS } from "./queue-time.ts";
import { type Delivered, replacedBy } from "./replaced.ts";
import { isCancelling } from "./watch-claim.ts";

/**
 * `cancel`: the job was cancelled while it ran, and its attempt never ended. `expire`: the job's deadline is over. `burn`: the message took the place of the one that the job died of, so the record is
 * to burn it instead.
 */
export type Decision = { do: "claim" | "cancel" | "expire" | "burn" } | Outcome;

export type ReceiveRules = {
  now: number;
  /** LocalStack's move task puts the same message back: same id, same send time. AWS makes a new message of it. */
  redriveKeepsMessageId: boolean;
};

/**
 * A message that was sent in the moment in which its job died is not judged before this has passed: whoever sent it
 * may still be noting in the record that it is a copy.
 */
const DEATH_SETTLES_MS = 2_000;

/** Decides from the record as it was read. What follows is then written only if the record is still the same. */
export function whatAReceiveMeans(job: Job | undefined, received: Delivered, rules: ReceiveRules): Decision {
  const decision = ofTheStatus(job, received, rules);
  if (!job || decision.do !== "claim" || !isOver(job, rules.now)) return decision;
  return job.status === "dead" ? hasExpired : { do: "expire" };
}

function ofTheStatus(job: Job | undefined, received: Delivered, rules: ReceiveRules): Decision {
  if (!job) return toDeadLetterQueue("the job has no record");
  if (job.deletedAt !== undefined) return { do: "acknowledge", because: "the job was deleted" };
  if (isLeftOver(job, { generation: received.generation ?? 0 })) return leftOver;

  switch (job.status) {
    case "scheduled":
      return { do: "acknowledge", because: "the job is scheduled, and is sent when it is due" };
    case "pending":
    case "queued":
      return { do: "claim" };
    case "retrying": {
      const waitMs = (job.nextAttemptAt ?? 0) - rules.now;
      // The queue hid this message for the backoff: its clock counts, and this process's may be behind. A wait that is longer
      // is a real one: SQS delays a message by 15 minutes at most.
      if (job.messageId === received.messageId && waitMs <= CLOCK_SKEW_MS) return { do: "claim" };
      if (waitMs <= 0) return { do: "claim" };
      return later(atOnce(waitMs / 1000, LONGEST_HIDE_SECONDS), "its next attempt is not due");
    }
    case "running": {
      const leaseMs = (job.claim?.leaseUntil ?? 0) - rules.now;
      if (leaseMs > 0) return later(leaseMs / 1000, "another receive runs it");
      return { do: isCancelling(job) ? "cancel" : "claim" };
    }
    case "dead":
      return ofADeadJob(job, received, rules);
    case "succeeded":
    case "cancelled":
      return { do: "acknowledge", because: `the job is ${job.status}` };
  }
}

/**
 * Tells a redrive from a copy. A move task on AWS and a resend by hand both make a new message, with a new id and a new
 * send time: so a redrive was sent after the death, and the record does not know its id. Everything else is a copy.
 * [SQS: dead-letter queue redrive] A message that took another's place after the death is judged as the other would be.
 */
function ofADeadJob(job: Job, received: Delivered, rules: ReceiveRules): Decision {
  const { messageId } = received;
  if (job.archivedAt !== undefined) return { do: "acknowledge", because: "the job was archived" };
  if (job.cause === "expired") return hasExpired;
  if (job.burn?.messageId === messageId) return toDeadLetterQueue(STILL_BURNS);
  const replaced = replacedSinceDeath(job, received);
  if (job.burn && replaced?.messageIds.includes(job.burn.messageId)) return { do: "burn" };
  // No attempt of the job failed: it was given up because its messages did not arrive, or did not start it. This one did.
  if (job.cause === "lost" || job.cause === "never-ran") return { do: "claim" };
  if (isKnown(job, messageId)) {
    if (rules.redriveKeepsMessageId) return { do: "claim" };
    return aCopy;
  }
  if (replaced?.messageIds.some((id) => isKnown(job, id))) return aCopy;
  const { sentAt } = replaced ?? received;
  if (sentAt === undefined || job.endedAt === undefined) return { do: "claim" };
  if (sentAt < job.endedAt) return aCopy;
  const settlesInMs = job.endedAt + DEATH_SETTLES_MS - rules.now;
  if (settlesInMs > 0) return later(settlesInMs / 1000, "the job has just died: a redrive, or a copy");
  return { do: "claim" };
}

export const STILL_BURNS = "the job died of this message, and SQS has not moved it yet";

const leftOver: Outcome = {
  do: "acknowledge",
  because: "an operator has retried the job since, with a message of its own",
};

export const hasExpired: Outcome = { do: "acknowledge", because: "the job has expired" };

const aCopy: Decision = { do: "acknowledge", because: "the job is dead, and this is a copy of its message" };

const isKnown = (job: Job, messageId: string): boolean =>
  job.messageId === messageId ||
  job.attempts.some((attempt) => attempt.messageId === messageId) ||
  (job.copies ?? []).includes(messageId);

/**
 * The messages whose place this one took after the job had died. Undefined when one of them is what the job died of, and
 * it burns no more: it has been in the dead-letter queue in some message's place, and whoever sends it now redrives it.
 */
function replacedSinceDeath({ endedAt = 0, attempts, burn }: Job, received: Delivered): Replaced | undefined {
  const replaced = replacedBy(received);
  if (!replaced || replaced.at < endedAt) return undefined;
  const holds = (id: string | undefined) => id !== undefined && replaced.messageIds.includes(id);
  return holds(attempts.at(-1)?.messageId) && !holds(burn?.messageId) ? undefined : replaced;
}
