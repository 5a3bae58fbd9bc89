// The engine's types: message, group, queue, move task, the engine itself, and the journal of its changes.
import type { MessageAttributes } from "../rules/message-attributes.ts";
import type { QueueSettings } from "../rules/queue-attributes.ts";
import type { Usage } from "./fairness.ts";
import type { Heap } from "./heap.ts";
import type { LinkedList } from "./linked-list.ts";

/** Fields that most messages do not have. They are a separate object, so that a million plain messages stay small. */
export type MessageExtra = {
  attributes?: MessageAttributes;
  traceHeader?: string;
  deduplicationId?: string;
  /** Set when the redrive policy moved the message here. */
  deadLetterQueueSourceArn?: string;
};

export const Place = { gone: 0, waiting: 1, returned: 2, hidden: 3 } as const;
export type Place = (typeof Place)[keyof typeof Place];

/** Times are milliseconds since the epoch. */
export type Message = {
  /** Grows with every send. Message id, order and FIFO sequence number are derived from it. */
  readonly seq: number;
  readonly body: string;
  extra: MessageExtra | undefined;
  readonly senderId: string;
  sentAt: number;
  firstReceivedAt: number;
  /** Receives in all queues that the message has been in: ApproximateReceiveCount. Part of the receipt handle. */
  receiveCount: number;
  /** Receives in the present queue. The redrive policy compares this with maxReceiveCount. */
  receivesHere: number;
  /** In flight to a caller in the server's own process: a receive that ends with the process (`abandoned.ts`). */
  heldInside: boolean;
  /** While hidden: when the delay or the visibility timeout runs out. */
  visibleAt: number;
  group: Group;
  place: Place;
  /** Links of the list, or the position in the heap, that `place` names. */
  previous: Message | undefined;
  next: Message | undefined;
  heapIndex: number;
};

/**
 * The messages of one MessageGroupId ("" where there is none). A FIFO queue orders and locks by group. On a standard queue a
 * group is a tenant (`fairness.ts`), and each message without one is a tenant of its own.
 */
export type Group = {
  readonly id: string;
  /** The number of its messages, hidden ones included. */
  size: number;
  /** Visible and in the order sent. */
  readonly waiting: LinkedList<Message>;
  /** Visible again after having been hidden, or moved here; oldest first. */
  readonly returned: Heap<Message>;
  /** FIFO only: the `seq` of each message in flight. No younger message may be delivered. */
  readonly inFlight: Set<number>;
  /** Standard queues only. A tenant whose messages are all gone is forgotten, and this with it. */
  readonly usage: Usage;
  /** Its place among the groups that have something to deliver, while `heapIndex` is not -1. */
  turn: number;
  heapIndex: number;
};

export type Queue = {
  /** Never used twice, so that a receipt handle of a deleted queue stays invalid. */
  readonly id: number;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
  readonly fifo: boolean;
  /** As set, by SQS's names. */
  attributes: Record<string, string>;
  /** `attributes` parsed, defaults filled in. */
  settings: QueueSettings;
  tags: ReadonlyMap<string, string>;
  readonly createdAt: number;
  modifiedAt: number;
  purgedAt: number;
  readonly groups: Map<string, Group>;
  /**
   * The time of the present operation. While hidden messages become visible it is the time at which each of them does.
   */
  now: number;
  /**
   * Groups with something to deliver, by `turn`: on a standard queue the one with the oldest message first, on a FIFO queue
   * the one that has waited longest since its last delivery.
   */
  readonly deliverable: Heap<Group>;
  /** FIFO only: the last `turn` that was given. */
  lastTurn: number;
  /** Standard queues only. */
  usage: Usage;
  /** Delayed or in flight. The message that becomes visible, or expires, first is on top. */
  readonly hidden: Heap<Message>;
  /** Every message that has a receipt handle, by `seq`. */
  readonly received: Map<number, Message>;
  visibleCount: number;
  inFlightCount: number;
  delayedCount: number;
  /** No visible message expires before this. */
  nextExpiry: number;
  /** FIFO only, oldest first: the messages sent in the last five minutes, by deduplication key. */
  readonly deduplication: Map<string, { seq: number; sentAt: number }>;
  /** FIFO only: receives that can be repeated, by ReceiveRequestAttemptId. */
  readonly attempts: Map<string, ReceiveAttempt>;
};

export type ReceiveAttempt = {
  at: number;
  deliveries: { message: Message; visibleAt: number; receiveCount: number; receivedAt: number }[];
};

export type MoveTaskStatus = "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";

export type MoveTask = {
  readonly id: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly maxPerSecond: number | undefined;
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  status: MoveTaskStatus;
  failureReason: string | undefined;
};

export type Engine = {
  /** The first 24 characters of every message id; drawn once for each data file. */
  readonly idPrefix: string;
  nextSeq: number;
  nextQueueId: number;
  /** By ARN. */
  readonly queues: Map<string, Queue>;
  /** When a queue was deleted, by its ARN. */
  readonly deletedAt: Map<string, number>;
  /** Newest last. */
  readonly moveTasks: MoveTask[];
  readonly journal: Journal;
  /** Whether a deleted queue's name is taken for 60 s, and a queue is purged at most once in 60 s. */
  cooldowns: boolean;
  /** Called when `queue` has a message to deliver, now or, where a message was hidden, later. */
  onChange: (queue: Queue) => void;
};

/** Records each change before it is acknowledged. All changes of one `commit` are one transaction. */
export type Journal = {
  queueSaved(queue: Queue): void;
  queueDeleted(queue: Queue, at: number): void;
  queuePurged(queue: Queue): void;
  messageAdded(queue: Queue, message: Message): void;
  /** Receive counts or visibility changed. */
  messageChanged(message: Message): void;
  /** Moved to `queue` by a redrive policy. */
  messageMoved(queue: Queue, message: Message): void;
  messageDeleted(message: Message): void;
  deduplicationAdded(queue: Queue, key: string, seq: number, sentAt: number): void;
  moveTaskSaved(task: MoveTask): void;
};

/** Records nothing: for a server in memory. */
export const noJournal: Journal = {
  queueSaved() {},
  queueDeleted() {},
  queuePurged() {},
  messageAdded() {},
  messageChanged() {},
  messageMoved() {},
  messageDeleted() {},
  deduplicationAdded() {},
  moveTaskSaved() {},
};
