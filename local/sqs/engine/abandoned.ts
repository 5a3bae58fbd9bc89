// Messages that callers in the server's own process had in flight when it was killed: nobody works on them any more.
import { refresh } from "./group.ts";
import { messageId } from "./ids.ts";
import { type Engine, type Message, Place, type Queue } from "./model.ts";
import { show, unhide } from "./visibility.ts";

export type Abandoned = { queueName: string; messageId: string; body: string };

/**
 * Shows them again. What an SDK's client or another process has in flight stays hidden, and so does a message for which a
 * visibility was asked for: a backoff. The receive that was under way has been counted, as on AWS.
 * @param each awaited for each of them before any is visible
 */
export async function returnAbandoned(
  engine: Engine,
  now: () => number,
  each: (message: Abandoned) => Promise<void>,
): Promise<number> {
  const found = [...engine.queues.values()].flatMap((queue) =>
    [...queue.received.values()].filter(isAbandoned).map((message) => ({ queue, message })),
  );
  await Promise.all(
    found.map(({ queue, message }) =>
      each({ queueName: queue.name, messageId: messageId(engine, message.seq), body: message.body }),
    ),
  );
  // A client may have deleted or hidden one of them meanwhile, by a receipt handle of before.
  const left = found.filter(({ message }) => isAbandoned(message));
  for (const { queue, message } of left) showAgain(engine, queue, message, now());
  return left.length;
}

const isAbandoned = ({ heldInside, place }: Message): boolean => heldInside && place === Place.hidden;

function showAgain(engine: Engine, queue: Queue, message: Message, now: number): void {
  unhide(queue, message);
  message.visibleAt = now;
  message.heldInside = false;
  engine.journal.messageChanged(message);
  show(engine, queue, message);
  refresh(queue, message.group);
}
