// The two queues in memory, for tests: receive counts, visibility, the redrive policy, and failures on demand.
import type {
  DeadLetterQueue,
  JobMessage,
  JobQueue,
  MoveTask,
  ReceivedMessage,
  SendOptions,
  Sent,
} from "../ports.ts";
import { createFaults } from "./faults.ts";

export type QueuedMessage = {
  messageId: string;
  body: string;
  receiveCount: number;
  sentAt: number;
  visibleAt: number;
};
type Operation =
  | "send"
  | "sendMany"
  | "changeVisibility"
  | "backlog"
  | "inFlight"
  | "counts"
  | "peek"
  | "release"
  | "delete"
  | "depth"
  | "redrive"
  | "redrives"
  | "cancelRedrive";

/** SQS's longest delay, and longest visibility timeout. */
const LONGEST_DELAY_SECONDS = 900;
const LONGEST_HIDE_SECONDS = 43_200;

export type MemoryQueues = ReturnType<typeof createMemoryQueues>;

export function createMemoryQueues(options: {
  now(): number;
  visibilityTimeoutSeconds: number;
  maxReceiveCount: number;
}) {
  const { now, visibilityTimeoutSeconds, maxReceiveCount } = options;
  const { faults, disturb } = createFaults<Operation>("queue");
  const sent: ({ message: JobMessage } & SendOptions)[] = [];
  const released: string[] = [];
  let main: QueuedMessage[] = [];
  let dead: QueuedMessage[] = [];
  const moves: MoveTask[] = [];
  let made = 0;
  let reportedBacklog: number | undefined;

  const put = (body: string, delaySeconds = 0): string => {
    const messageId = `message-${++made}`;
    const visibleAt = now() + delaySeconds * 1000;
    main.push({ messageId, body, receiveCount: 0, sentAt: now(), visibleAt });
    return messageId;
  };
  const visible = (messages: QueuedMessage[]) => {
    const at = now();
    return messages.filter((message) => message.visibleAt <= at);
  };
  // A handle is good for one receive only, as on SQS.
  const handleOf = (message: QueuedMessage) => `${message.messageId}#${message.receiveCount}`;
  const byHandle = (messages: QueuedMessage[], handle: string) =>
    messages.find((message) => handleOf(message) === handle);

  function take(message: QueuedMessage, hideSeconds: number): ReceivedMessage {
    message.receiveCount++;
    message.visibleAt = now() + hideSeconds * 1000;
    const { messageId, body, receiveCount, sentAt } = message;
    return { messageId, body, receiveCount, sentAt, receiptHandle: handleOf(message) };
  }

  async function send(message: JobMessage, options: SendOptions = {}): Promise<string> {
    await disturb("send");
    sent.push({ message, ...options });
    return put(JSON.stringify(message), Math.min(options.delaySeconds ?? 0, LONGEST_DELAY_SECONDS));
  }

  const queue: JobQueue = {
    send,
    /** A failure of `sendMany` is one of the whole request, a failure of `send` one of a single message. */
    async sendMany(messages) {
      const failed = (error: unknown): Sent => ({ error });
      try {
        await disturb("sendMany");
      } catch (error) {
        return messages.map(() => failed(error));
      }
      const outcomes: Sent[] = [];
      for (const { message, options } of messages) {
        outcomes.push(await send(message, options).then((messageId) => ({ messageId }), failed));
      }
      return outcomes;
    },
    async changeVisibility(receiptHandle, seconds) {
      await disturb("changeVisibility");
      const message = byHandle(main, receiptHandle);
      if (message) message.visibleAt = now() + Math.min(seconds, LONGEST_HIDE_SECONDS) * 1000;
    },
    async backlog() {
      await disturb("backlog");
      return reportedBacklog ?? visible(main).length;
    },
    async inFlight() {
      await disturb("inFlight");
      return main.length - visible(main).length;
    },
    async counts() {
      await disturb("counts");
      const hidden = main.filter((message) => !visible(main).includes(message));
      const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
      const inFlight = hidden.length - delayed;
      return [{ queue: "memory", priority: "default", visible: visible(main).length, inFlight, delayed }];
    },
  };

  const deadLetters: DeadLetterQueue = {
    async peek(hideSeconds) {
      await disturb("peek");
      const at = now();
      const found: QueuedMessage[] = [];
      for (const message of dead) {
        if (found.length === 10) break;
        if (message.visibleAt <= at) found.push(message);
      }
      return found.map((message) => take(message, hideSeconds));
    },
    async release(receiptHandles, hideSeconds = 0) {
      await disturb("release");
      const handles = new Set(receiptHandles);
      const visibleAt = hideSeconds === 0 ? 0 : now() + hideSeconds * 1000;
      for (const message of dead) if (handles.has(handleOf(message))) message.visibleAt = visibleAt;
      released.push(...receiptHandles);
    },
    async delete(receiptHandles) {
      await disturb("delete");
      const handles = new Set(receiptHandles);
      const before = dead.length;
      dead = dead.filter((message) => !handles.has(handleOf(message)));
      return before - dead.length;
    },
    async depth() {
      await disturb("depth");
      return dead.length;
    },
    /** As AWS does: a new message id, a new send time, a fresh receive count. */
    async redrive() {
      await disturb("redrive");
      const moved = dead;
      dead = [];
      for (const message of moved) put(message.body);
      moves.unshift({
        status: "completed",
        moved: moved.length,
        total: moved.length,
        startedAt: now(),
      });
      return moved.length;
    },
    async redrives() {
      await disturb("redrives");
      return [...moves];
    },
    /** A move is over as soon as it has begun. */
    async cancelRedrive() {
      await disturb("cancelRedrive");
      return false;
    },
  };

  return {
    queue,
    deadLetters,
    /** Everything that was sent through the queue, in order. */
    sent,
    released,
    put,
    /** Puts a message straight into the dead-letter queue. */
    putDead(body: string, messageId = `dead-${++made}`): string {
      dead.push({ messageId, body, receiveCount: maxReceiveCount, sentAt: now(), visibleAt: 0 });
      return messageId;
    },
    /** One receive, of the wanted message or any; what has used up its receives moves to the dead-letter queue instead. */
    receive(messageId?: string): ReceivedMessage | undefined {
      for (const message of visible(main)) {
        if (messageId !== undefined && message.messageId !== messageId) continue;
        if (message.receiveCount < maxReceiveCount) return take(message, visibilityTimeoutSeconds);
        main = main.filter((other) => other !== message);
        dead.push({ ...message, visibleAt: 0 });
      }
      return undefined;
    },
    remove(receiptHandle: string): void {
      const message = byHandle(main, receiptHandle);
      main = main.filter((other) => other !== message);
    },
    purge(): void {
      main = [];
    },
    ...faults,
    reportBacklog(messages: number): void {
      reportedBacklog = messages;
    },
    get waiting(): readonly Readonly<QueuedMessage>[] {
      return main;
    },
    get dead(): readonly Readonly<QueuedMessage>[] {
      return dead;
    },
    /** Seconds until the message is visible; 0 when it is. */
    hiddenSeconds(messageId: string): number | undefined {
      const message = [...main, ...dead].find((stored) => stored.messageId === messageId);
      return message && Math.max(0, (message.visibleAt - now()) / 1000);
    },
  };
}
