// Takes one received message to its end on the queue's side; it reports failures and never throws.
import type { Backend } from "./backend.ts";
import type { Invocation } from "./claim.ts";
import type { ReceivedMessage } from "./ports.ts";
import { retryDelaySeconds } from "./retry-policy.ts";
import { type Outcome, runJob } from "./run-job.ts";

export type Consumed = {
  /** Not to be deleted. */
  failed: boolean;
  /** A job that ignored its abort still runs in this process, which must end. */
  mustExit: boolean;
};

/** Runs the message's job; a message that is not acknowledged is hidden for as long as its outcome says. */
export async function consumeMessage(
  backend: Backend,
  received: ReceivedMessage,
  invocation: Invocation,
): Promise<Consumed> {
  const outcome = await runJob(backend, received, invocation).catch((error: unknown): Outcome => {
    const { messageId, receiveCount } = received;
    const { requestId } = invocation;
    backend.log.error({ err: error, messageId, receiveCount, requestId }, "message not processed");
    const seconds = retryDelaySeconds(receiveCount, undefined, backend.settings.jobs, backend.random());
    return { do: "return", hideSeconds: Math.ceil(seconds) };
  });
  if (outcome.do === "acknowledge") return { failed: false, mustExit: false };
  try {
    await backend.queue.changeVisibility(received.receiptHandle, outcome.hideSeconds);
  } catch (error) {
    // It then comes back when its visibility timeout ends: later, not lost.
    backend.log.warn({ err: error, messageId: received.messageId }, "visibility not changed");
  }
  return { failed: true, mustExit: outcome.mustExit ?? false };
}
