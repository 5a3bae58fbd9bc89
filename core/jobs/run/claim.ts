// Claims a job for one attempt. At most one receive holds the claim at a time.
import { randomUUID } from "node:crypto";
import type { Backend } from "../backend.ts";
import { isFollowed } from "../follow/after-end.ts";
import { mayBeHeldBack } from "../hold/held-types.ts";
import type { JobChange, JobMessage, ReceivedMessage } from "../ports.ts";
import { closeKilled } from "../record/attempts.ts";
import { trimAttempts, withRedrive } from "../record/history.ts";
import type { Attempt, Job } from "../record/job.ts";
import { move } from "../record/states.ts";
import { endCancelled, isCancelled } from "./end-cancelled.ts";
import { expireJob, isOver } from "./expire.ts";
import { later, type Outcome, toDeadLetterQueue } from "./outcome.ts";
import { withCopy } from "./renew-message.ts";
import { hasExpired, STILL_BURNS, whatAReceiveMeans } from "./what-a-receive-means.ts";

export type Claimed = { do: "run"; job: Job };

/** The function's deadline (ms) and the Lambda request id, as the handler knows them. */
export type ConsumerContext = { deadline: number; requestId: string };

/** Few receives compete for one job. After so many lost races the store itself must be at fault. */
const MOST_TRIES = 5;

/**
 * Claims the job of the message, or returns what to do with the message instead.
 * A job that waits for its first attempt costs one write; anything else a read and a write, and what holds jobs of its type
 * back. No attempt is recorded of a job that is held back.
 */
export async function claimJob(
  backend: Backend,
  message: JobMessage,
  received: ReceivedMessage,
  context: ConsumerContext,
): Promise<Claimed | Outcome> {
  const claimId = randomUUID();
  const claimChange = (): { change: JobChange; attempt: Attempt } => ({
    change: {
      set: {
        claim: {
          claimId,
          leaseUntil: Math.ceil(context.deadline + backend.settings.jobs.leaseMarginSeconds * 1000),
          messageId: received.messageId,
          ...(backend.workerId !== undefined && { by: backend.workerId }),
        },
        messageId: received.messageId,
      },
      remove: [
        "nextAttemptAt",
        "progress",
        "burn",
        "cause",
        "errorKey",
        "endedAt",
        "expiresAtSeconds",
        "trouble",
        "heldBack",
      ],
    },
    attempt: {
      startedAt: backend.now(),
      messageId: received.messageId,
      receiveCount: received.receiveCount,
      requestId: context.requestId,
    },
  });

  /** A write whose answer is lost may have been carried out: the claim is then this receive's own. */
  const claim = async (
    ...[id, change, when]: Parameters<Backend["store"]["update"]>
  ): Promise<Job | undefined> => {
    try {
      return await backend.store.update(id, change, when);
    } catch (error) {
      const found = await backend.store.get(id).catch(() => undefined);
      if (found?.claim?.claimId === claimId) return found;
      throw error;
    }
  };

  let mayStart = !mayBeHeldBack(backend, message.type);
  if (mayStart) {
    const first = claimChange();
    const fresh = move(["pending", "queued"], "running");
    const job = await claim(
      message.jobId,
      { ...first.change, set: { ...first.change.set, ...fresh.set }, appendAttempt: first.attempt },
      { ...fresh.when, generation: message.generation ?? 0 },
    );
    if (job && isOver(job, backend.now())) return await expireClaimed(backend, job);
    if (job) return { do: "run", job };
  }

  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const record = await backend.store.get(message.jobId);
    // The SDK has made the write again, because its answer was lost: its condition then does not hold any more.
    if (record?.claim?.claimId === claimId) return { do: "run", job: record };
    const decision = whatAReceiveMeans(
      record,
      { ...received, replaces: message.replaces, generation: message.generation },
      { now: backend.now(), redriveKeepsMessageId: backend.redriveKeepsMessageId ?? false },
    );
    if (decision.do === "acknowledge" || decision.do === "return") {
      return record && isFollowed(record) ? { ...decision, ended: record } : decision;
    }
    if (!record) throw new Error("a job without a record is never claimed");
    if (decision.do === "burn") {
      if (await burnInstead(backend, record, received.messageId)) return toDeadLetterQueue(STILL_BURNS);
      continue;
    }
    if (decision.do === "cancel") {
      const ended = await endCancelled(backend, record);
      if (ended) return { ...isCancelled, ended };
      continue;
    }
    if (decision.do === "expire") {
      if (await expireJob(backend, record)) return hasExpired;
      continue;
    }

    if (!mayStart) {
      const { holdBack } = await import("../late.ts");
      const held = await holdBack(backend, record, received, context);
      if (held === "changed") continue;
      if (held) return held;
      mayStart = true;
    }
    const { change, attempt: next } = claimChange();
    const step = move([record.status], "running");
    const taken = await claim(
      record.id,
      {
        ...change,
        set: { ...change.set, ...step.set, ...openRound(backend, record, next) },
      },
      { ...step.when, revision: record.revision },
    );
    if (taken) return { do: "run", job: taken };
  }
  return later(1, "the record kept changing while it was claimed");
}

/** It was claimed without a look at its record, which saves every other job a read. It has not run, so it has no attempt. */
async function expireClaimed(backend: Backend, job: Job): Promise<Outcome> {
  const expired = await expireJob(backend, job, job.attempts.slice(0, -1));
  return expired ? hasExpired : later(1, "the claim was lost");
}

/**
 * The message took the place of the one that the job died of. From now on the record burns this one, and knows the other
 * as a copy.
 */
async function burnInstead(backend: Backend, record: Job, messageId: string): Promise<boolean> {
  const { id, burn, revision } = record;
  const known = burn ? withCopy(record, burn.messageId) : {};
  const set = { ...known, burn: { messageId }, messageId };
  return (await backend.store.update(id, { set }, { status: ["dead"], revision })) !== undefined;
}

/**
 * Whether this attempt still holds the claim. Nobody takes a claim before its lease is over, so the record is read only
 * after that. A process that was suspended must not write its result over one that was recorded meanwhile.
 */
export async function holdsClaim({ store, now }: Backend, { id, claim }: Job): Promise<boolean> {
  if (claim === undefined || now() < claim.leaseUntil) return true;
  return (await store.get(id))?.claim?.claimId === claim.claimId;
}

/** The attempts of the claimed record. An attempt that was killed is closed; for a redriven job a new round begins. */
function openRound({ settings, now }: Backend, record: Job, next: Attempt): JobChange["set"] {
  const attempts = closeKilled(record.attempts, now());
  const all = [...attempts, next];
  if (record.status !== "dead") return trimAttempts(all, record.roundStart, settings.jobs);
  return {
    ...trimAttempts(all, attempts.length, settings.jobs),
    resends: 0,
    copies: [],
    redrives: withRedrive(record, { at: now(), messageId: next.messageId }),
  };
}
