// SQS for engine tests, in memory: receive counts, visibility, the redrive policy, and failures on demand.
import type {
  DeadLetterQueue,
  JobMessage,
  JobQueue,
  ReceivedMessage,
  SendOptions,
} from "../../core/jobs/ports.ts";

type Stored = { messageId: string; body: string; receiveCount: number; sentAt: number; visibleAt: number };
type Operation = "send" | "changeVisibility" | "backlog" | "peek" | "release" | "count";

export type TestQueues = ReturnType<typeof createTestQueues>;

export function createTestQueues(options: {
  now(): number;
  visibilityTimeoutSeconds: number;
  maxReceiveCount: number;
}) {
  const { now, visibilityTimeoutSeconds, maxReceiveCount } = options;
  const failures = new Map<Operation, Error>();
  const sent: ({ message: JobMessage } & SendOptions)[] = [];
  const released: string[] = [];
  let main: Stored[] = [];
  let dead: Stored[] = [];
  let made = 0;
  let reportedBacklog: number | undefined;
  let peeks = 0;

  const fail = (operation: Operation): void => {
    const error = failures.get(operation);
    if (error) throw error;
  };
  const put = (body: string, delaySeconds = 0): string => {
    const messageId = `message-${++made}`;
    const visibleAt = now() + delaySeconds * 1000;
    main.push({ messageId, body, receiveCount: 0, sentAt: now(), visibleAt });
    return messageId;
  };
  const visible = (messages: Stored[]) => {
    const at = now();
    return messages.filter((message) => message.visibleAt <= at);
  };
  // A handle is good for one receive only, as on SQS.
  const handleOf = (message: Stored) => `${message.messageId}#${message.receiveCount}`;
  const byHandle = (messages: Stored[], handle: string) =>
    messages.find((message) => handleOf(message) === handle);

  function take(message: Stored, hideSeconds: number): ReceivedMessage {
    message.receiveCount++;
    message.visibleAt = now() + hideSeconds * 1000;
    const { messageId, body, receiveCount, sentAt } = message;
    return { messageId, body, receiveCount, sentAt, receiptHandle: handleOf(message) };
  }

  const queue: JobQueue = {
    async send(message, options = {}) {
      fail("send");
      sent.push({ message, ...options });
      return put(JSON.stringify(message), options.delaySeconds);
    },
    async changeVisibility(receiptHandle, seconds) {
      fail("changeVisibility");
      const message = byHandle(main, receiptHandle);
      if (message) message.visibleAt = now() + seconds * 1000;
    },
    async backlog() {
      fail("backlog");
      return reportedBacklog ?? visible(main).length;
    },
    async inFlight() {
      return main.length - visible(main).length;
    },
  };

  const deadLetters: DeadLetterQueue = {
    async peek(hideSeconds) {
      peeks++;
      fail("peek");
      const at = now();
      const found: Stored[] = [];
      for (const message of dead) {
        if (found.length === 10) break;
        if (message.visibleAt <= at) found.push(message);
      }
      return found.map((message) => take(message, hideSeconds));
    },
    async release(receiptHandles) {
      fail("release");
      const handles = new Set(receiptHandles);
      for (const message of dead) if (handles.has(handleOf(message))) message.visibleAt = 0;
      released.push(...receiptHandles);
    },
    async count() {
      fail("count");
      return dead.length;
    },
    /** As AWS does: a new message id, a new send time, a fresh receive count. */
    async redrive() {
      const moved = dead;
      dead = [];
      for (const message of moved) put(message.body);
      return moved.length;
    },
  };

  return {
    queue,
    deadLetters,
    /** Everything that was sent through the queue, in order. */
    sent,
    released,
    get peeks() {
      return peeks;
    },
    put,
    /** Puts a message straight into the dead-letter queue. */
    putDead(body: string, messageId = `dead-${++made}`): string {
      dead.push({ messageId, body, receiveCount: maxReceiveCount, sentAt: now(), visibleAt: 0 });
      return messageId;
    },
    /** One receive; what has used up its receives moves to the dead-letter queue instead. */
    receive(): ReceivedMessage | undefined {
      for (const message of visible(main)) {
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
    /** Until `mend`, this operation fails. */
    break(operation: Operation, error: Error = new Error(`${operation} failed`)): void {
      failures.set(operation, error);
    },
    mend(operation: Operation): void {
      failures.delete(operation);
    },
    reportBacklog(messages: number): void {
      reportedBacklog = messages;
    },
    get waiting(): readonly Readonly<Stored>[] {
      return main;
    },
    get dead(): readonly Readonly<Stored>[] {
      return dead;
    },
    /** Seconds until the message is visible; 0 when it is. */
    hiddenSeconds(messageId: string): number | undefined {
      const message = [...main, ...dead].find((stored) => stored.messageId === messageId);
      return message && Math.max(0, (message.visibleAt - now()) / 1000);
    },
  };
}
