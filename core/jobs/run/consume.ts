// Runs the job of one received message, and then deletes, hides, renews or keeps the message. It reports failures and never throws.
import type { Backend } from "../backend.ts";
import { afterEnd } from "../follow/after-end.ts";
import type { ReceivedMessage } from "../ports.ts";
import { parseMessage } from "../record/message.ts";
import type { ConsumerContext } from "./claim.ts";
import { later, type Outcome } from "./outcome.ts";
import { renewMessage } from "./renew-message.ts";
import { retryDelaySeconds } from "./retry-policy.ts";
import { type RunOutcome, runJob } from "./run-job.ts";

export type Consumed = {
  /** The message must not be deleted. */
  failed: boolean;
  /** The process must end: a job that ignored its abort still runs in it. */
  mustExit: boolean;
  /** Why the message's job was not run to its end. */
  because?: string;
};

/** Runs the message's job, and does with the message what the outcome says. */
export async function consumeMessage(
  backend: Backend,
  received: ReceivedMessage,
  context: ConsumerContext,
): Promise<Consumed> {
  const outcome = await runJob(backend, received, context).catch((error: unknown): RunOutcome => {
    const { messageId, receiveCount } = received;
    const { requestId } = context;
    backend.log.error({ err: error, messageId, receiveCount, requestId }, "message not processed");
    return notProcessed(backend, received);
  });
  const { failed } = await settleMessage(backend, received, await withWhatFollows(backend, outcome));
  const { mustExit = false, because } = outcome;
  return { failed, mustExit, ...(because === undefined ? {} : { because }) };
}

const FOLLOWS_LATER_SECONDS = 10;

/** A job's last message is acknowledged only once what follows it was enqueued. */
export async function withWhatFollows(backend: Backend, outcome: Outcome): Promise<Outcome> {
  const done = outcome.ended === undefined || (await afterEnd(backend, outcome.ended));
  if (done || outcome.do !== "acknowledge") return outcome;
  return later(FOLLOWS_LATER_SECONDS, "what follows the job was not enqueued");
}

/** At the longest backoff these last for more than a day of a store that cannot be reached. */
const MOST_RENEWALS = 100;

/**
 * Used when the store could not be reached or no environment started, which is not a failure of the job. The message comes
 * back after a backoff. It is renewed up to `MOST_RENEWALS` times, so that its receive count does not end the job before.
 */
export function notProcessed(backend: Backend, received: ReceivedMessage, atMostSeconds?: number): Outcome {
  const renewals = renewalsOf(received.body);
  const receives = renewals * backend.settings.queue.maxReceiveCount + received.receiveCount;
  const seconds = retryDelaySeconds(receives, undefined, backend.settings.jobs, backend.random());
  const hideSeconds = Math.ceil(Math.min(seconds, atMostSeconds ?? seconds));
  return {
    do: "return",
    hideSeconds,
    because: "the job could not begin",
    ...(renewals < MOST_RENEWALS ? { renew: "at the last receive" } : {}),
  };
}

/** How often the message was renewed since its job's record could last be read. */
function renewalsOf(body: string): number {
  const parsed = parseMessage(body);
  return parsed.kind === "readable" ? (parsed.message.replaces?.messageIds.length ?? 0) : MOST_RENEWALS;
}

/** Hides, renews or leaves the message. `failed`: it must not be deleted. Never rejects. */
export async function settleMessage(
  backend: Backend,
  received: ReceivedMessage,
  outcome: Outcome,
): Promise<Pick<Consumed, "failed">> {
  if (outcome.do === "acknowledge") return { failed: false };
  const isLastReceive = received.receiveCount >= backend.settings.queue.maxReceiveCount;
  const renew = outcome.renew === "always" || (outcome.renew === "at the last receive" && isLastReceive);
  if (renew && (await renewMessage(backend, received, outcome))) return { failed: false };
  try {
    await backend.queue.changeVisibility(received.receiptHandle, outcome.hideSeconds, received.queue);
  } catch (error) {
    // The message then comes back when its visibility timeout ends. It is late, but not lost.
    backend.log.warn({ err: error, messageId: received.messageId }, "visibility not changed");
  }
  return { failed: true };
}
