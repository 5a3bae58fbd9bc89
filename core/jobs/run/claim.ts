// Takes a job for one attempt: at most one receive holds the claim at a time.
import { randomUUID } from "node:crypto";
import type { Backend } from "../backend.ts";
import type { JobChange, JobMessage, ReceivedMessage } from "../ports.ts";
import { closeKilled } from "../record/attempts.ts";
import { trimAttempts, trimRedrives } from "../record/history.ts";
import type { Attempt, Job } from "../record/job.ts";
import { move } from "../record/states.ts";
import { later, type Outcome } from "./outcome.ts";
import { whatAReceiveMeans } from "./what-a-receive-means.ts";

export type Claimed = { do: "run"; job: Job };

/** What the handler knows of its invocation: the function's deadline (ms) and the Lambda request. */
export type ConsumerContext = { deadline: number; requestId: string };

/** Competing receives of one job are few; more lost races than this mean a store that misbehaves. */
const MOST_TRIES = 5;

/**
 * Claims the message's job, or says what this receive means instead.
 * A job that waits for its first attempt costs one write; anything else a read and a write.
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
          leaseUntil: context.deadline + backend.settings.jobs.leaseMarginSeconds * 1000,
          messageId: received.messageId,
        },
        messageId: received.messageId,
      },
      remove: ["nextAttemptAt", "progress", "burn", "cause", "endedAt", "expiresAtSeconds", "trouble"],
    },
    attempt: {
      startedAt: backend.now(),
      messageId: received.messageId,
      receiveCount: received.receiveCount,
      requestId: context.requestId,
    },
  });

  const first = claimChange();
  const fresh = move(["pending", "queued"], "running");
  const job = await backend.store.update(
    message.jobId,
    { ...first.change, set: { ...first.change.set, ...fresh.set }, appendAttempt: first.attempt },
    fresh.when,
  );
  if (job) return { do: "run", job };

  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const record = await backend.store.get(message.jobId);
    const decision = whatAReceiveMeans(record, received, {
      now: backend.now(),
      redriveKeepsMessageId: backend.redriveKeepsMessageId ?? false,
    });
    if (decision.do !== "claim") return decision;
    if (!record) throw new Error("a job without a record is never claimed");

    const { change, attempt: next } = claimChange();
    const step = move([record.status], "running");
    const taken = await backend.store.update(
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

/**
 * Whether the claim is still this attempt's. Nobody takes it before its lease is over, so only then is the record read:
 * a process that slept must not write its result over the one that was recorded meanwhile.
 */
export async function holdsClaim({ store, now }: Backend, { id, claim }: Job): Promise<boolean> {
  if (claim === undefined || now() < claim.leaseUntil) return true;
  return (await store.get(id))?.claim?.claimId === claim.claimId;
}

/** The attempts of the claimed record: a killed one closed, a redriven job's round begun. */
function openRound({ settings, now }: Backend, record: Job, next: Attempt): JobChange["set"] {
  const attempts = closeKilled(record.attempts, now());
  const all = [...attempts, next];
  if (record.status !== "dead") return trimAttempts(all, record.roundStart, settings.jobs);
  return {
    ...trimAttempts(all, attempts.length, settings.jobs),
    resends: 0,
    copies: [],
    redrives: trimRedrives([...record.redrives, { at: now(), messageId: next.messageId }]),
  };
}
