// The engine's nouns: message, group, queue and the whole; and the journal that it writes every change to.
import type { MessageAttributes } from "../rules/message-attributes.ts";
import type { QueueSettings } from "../rules/queue-attributes.ts";
import type { Heap } from "./heap.ts";
import type { LinkedList } from "./linked-list.ts";

/** What most messages do not have, kept apart so that a million plain ones stay small. */
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
  /** Grows with every send in the data file. Message id, order and FIFO sequence number derive from it. */
  readonly seq: number;
  readonly body: string;
  extra: MessageExtra | undefined;
  readonly senderId: string;
  sentAt: number;
  firstReceivedAt: number;
  /** Receives over all queues, as ApproximateReceiveCount counts; also tells one receipt handle from the next. */
  receiveCount: number;
  /** Receives in the queue it is in: what the redrive policy counts. */
  receivesHere: number;
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
 * The visible messages of one MessageGroupId ("" where there is none). On a FIFO queue the unit of order and
 * locking, on a standard queue the tenant whose share is kept even.
 */
export type Group = {
  readonly id: string;
  /** All its messages, hidden ones too. */
  size: number;
  /** Visible and in the order sent. */
  readonly waiting: LinkedList<Message>;
  /** Visible again after having been hidden, or moved here; oldest first. */
  readonly returned: Heap<Message>;
  /** FIFO only: the `seq` of what is in flight. Nothing younger than these may be delivered. */
  readonly inFlight: Set<number>;
};

export type Queue = {
  /** Never used twice in a data file: a receipt handle of a deleted queue stays invalid. */
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
  /** Groups with something to deliver, the next one first. */
  readonly deliverable: Set<Group>;
  /** Delayed or in flight, the first to become visible (or to expire) on top. */
  readonly hidden: Heap<Message>;
  /** Every message that has a receipt handle, by `seq`. */
  readonly received: Map<number, Message>;
  visibleCount: number;
  inFlightCount: number;
  delayedCount: number;
  /** No visible message expires before this. */
  nextExpiry: number;
  /** FIFO only, oldest first: what was sent in the last five minutes, by deduplication key. */
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
  /** Called when `queue` has something new to deliver, now or (a message was hidden) at a later time. */
  onChange: (queue: Queue) => void;
};

/** Where changes go before they are acknowledged. All changes of one `commit` are one transaction. */
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

/** Keeps nothing: the server in memory. */
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
