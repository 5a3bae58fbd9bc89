// What the engine needs from the outside: the job store, the cache and the two queues.
import type { Priority } from "../priorities.ts";
import type {
  Attempt,
  DeadLetter,
  Document,
  Job,
  JobStatus,
  JobSummary,
  Lock,
  StepResult,
} from "./record/job.ts";
import type { JobFilter } from "./record/job-filter.ts";

/** Every field that is given must hold, and the record must exist. */
export type JobCondition = {
  status?: readonly JobStatus[];
  claimId?: string;
  revision?: number;
  /** How often an operator has retried the job; 0 for one that was not. */
  generation?: number;
};

type Fixed = "v" | "id" | "type" | "createdAt" | "revision";
type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

export type JobChange = {
  set?: Partial<Omit<Job, Fixed>>;
  remove?: readonly Exclude<OptionalKeys<Job>, Fixed | "request">[];
  /** Added at the end of `attempts`; not together with `set.attempts`. */
  appendAttempt?: Attempt;
};

export type ListQuery = {
  /** One status or several; by default all. */
  status?: JobStatus | readonly JobStatus[];
  /** One job type, or all. */
  type?: string;
  order: "newest" | "oldest";
  /** At most 1,000 (`pageSize`). */
  limit: number;
  /** From the `cursor` of the page before. @throws VisibleError `invalid-cursor` for any other string. */
  cursor?: string;
  /** Only jobs created before this time (ms); scheduled jobs that are due before it. */
  createdBefore?: number;
  /**
   * A store that has to read past other jobs to find these (DynamoDB: by type, or by an open status) stops after about so
   * many. Its page may then be shorter than `limit`, or empty, and has a cursor. Default: it reads until the page is full.
   */
  maxRead?: number;
};

/** `readTo`: the page ends here (ms, the time by which the list is ordered) because `maxRead` was reached. */
export type Page<T> = { items: T[]; cursor?: string; readTo?: number };

export type SearchQuery = Pick<ListQuery, "order" | "limit" | "cursor"> & {
  filter: JobFilter;
  /**
   * A search stops after it has read about so many jobs, wherever it is: its page then has `readTo` and a cursor, and may
   * be empty. Default: it reads until the page is full.
   */
  maxRead?: number;
};

/** `read`: how many jobs were looked at for this page, about. A page without a cursor is the last: nothing was left out. */
export type FoundPage = Page<JobSummary> & { read: number };
/** A status without any job is there, with 0. */
export type JobCounts = { counts: Partial<Record<JobStatus, number>>; exact: boolean };

export type DocumentWrite = {
  /** The revision that was read, 0 when there was none. The write is made only if it still holds. */
  revision: number;
  /** When it stands in the list of its kind (ms). Without it, it is in no list. */
  listedAt?: number;
  /** Seconds since the epoch; it is gone after that. */
  expiresAtSeconds?: number;
};

/** Numbers by name. A name may be any text, `__proto__` too: read them by `Object.entries`. */
export type Counts = Readonly<Record<string, number>>;

/**
 * The job records. Every write is conditional and atomic; reads by id see every earlier write.
 * Lists may lag and leave out records whose data was deleted.
 * A record or result above `settings.jobs.maxItemBytes` is refused with VisibleError `item-too-large`.
 * A store that cannot serve (locked, full, out of reach, …) rejects with StoreError.
 */
export interface JobStore {
  /** False when a record with this id exists. */
  create(job: Job): Promise<boolean>;
  get(jobId: string): Promise<Job | undefined>;
  /** The record after the change, `revision` one higher; undefined when the condition did not hold. */
  update(jobId: string, change: JobChange, when: JobCondition): Promise<Job | undefined>;
  list(query: ListQuery): Promise<Page<JobSummary>>;
  /** Jobs that fit the filter, in the order of lists. @throws VisibleError `invalid-cursor` also for that of another filter. */
  search(query: SearchQuery): Promise<FoundPage>;
  /**
   * How many jobs there are of each status, about: counting stops where more than `atMost` would have to be read, and is
   * then not `exact`, and too low.
   */
  countJobs(statuses: readonly JobStatus[], atMost: number): Promise<JobCounts>;

  /** Results live apart from records; writing one again replaces it. It outlives its record, kept for so long, by about a day. */
  putResult(jobId: string, result: unknown, retentionSeconds?: number): Promise<void>;
  getResult(jobId: string): Promise<unknown>;
  /** Deletes the result, if there is one. */
  deleteResult(jobId: string): Promise<void>;

  /** The results of steps live apart from records too; gone after `settings.jobs.stepRetentionSeconds`. */
  putStep(jobId: string, key: string, step: StepResult): Promise<void>;
  getStep(jobId: string, key: string): Promise<StepResult | undefined>;
  deleteStep(jobId: string, key: string): Promise<void>;

  /**
   * Writes the lock of this key, gone after `expiresAtSeconds`: when there is none, or when it is still `held` (`isSameLock`).
   * @returns false otherwise.
   */
  putLock(key: string, lock: Lock, expiresAtSeconds: number, held?: Lock): Promise<boolean>;
  getLock(key: string): Promise<Lock | undefined>;

  /** @param kind a short name of ours, `schedule`. @param id any text. */
  getDocument(kind: string, id: string): Promise<Document | undefined>;
  /** False when the revision did not hold. */
  putDocument(kind: string, id: string, value: unknown, write: DocumentWrite): Promise<boolean>;
  /** False when the revision did not hold; true also when there was none. */
  deleteDocument(kind: string, id: string, revision: number): Promise<boolean>;
  /** Those with a place in the list of their kind. */
  listDocuments(
    kind: string,
    query: { order: "newest" | "oldest"; limit: number; cursor?: string; listedBefore?: number },
  ): Promise<Page<Document>>;

  /**
   * The payload of a job that is too large for its record, under its hash, so that no other request of the same job id
   * takes its place. It is written before the record.
   */
  putRequest(jobId: string, hash: string, request: unknown, expiresAtSeconds: number): Promise<void>;
  getRequest(
    jobId: string,
    hash: string,
  ): Promise<{ request: unknown; expiresAtSeconds: number } | undefined>;
  deleteRequest(jobId: string, hash: string): Promise<void>;

  /** False when this message is already known. */
  putDeadLetter(entry: DeadLetter): Promise<boolean>;
  getDeadLetter(messageId: string): Promise<DeadLetter | undefined>;
  /** Newest first. */
  listDeadLetters(query: { limit: number; cursor?: string }): Promise<Page<DeadLetter>>;

  /**
   * Adds to named numbers of one slot, atomically: a name that is new begins at 0. At most `MOST_COUNTS` names, of any text.
   * @param slot any short text: `minute#2026-11-29T08:05`. @param expiresAtSeconds seconds since the epoch; the slot is gone
   * after that. @param additionId of a call that may be made again because its outcome is not known: if the last addition
   * to the slot had the same id, nothing is added.
   */
  addCounts(slot: string, counts: Counts, expiresAtSeconds: number, additionId?: string): Promise<void>;
  /** In the order of `slots`, of which there may be any number; a slot that is not there, or has expired, has no counts. */
  getCounts(slots: readonly string[]): Promise<Counts[]>;

  /** Resolves when the store can be reached; the SQLite store also checks that it can be written. */
  ping(): Promise<void>;
  close(): void;
}

/**
 * Small values by key that outlive a job: a feed's ETag, where `recover` stopped. A value that is lost costs work that
 * is done again, never a job. A value above `settings.jobs.maxItemBytes` is refused with VisibleError `item-too-large`.
 */
export interface Cache {
  /** Undefined when there is no such value, or when it has expired. */
  get(key: string): Promise<unknown>;
  /** Replaces what was there; the value is JSON, and gone after `expiresAtSeconds` (seconds since the epoch). */
  put(key: string, value: unknown, expiresAtSeconds: number): Promise<void>;
}

/** The body of a message on SQS. It is small: the payload is in the job record. */
export type JobMessage = {
  v: 1;
  type: string;
  jobId: string;
  /** Whose job it is: SQS's MessageGroupId, which a fresh message in place of another has to have again. */
  tenant?: string;
  /** Which queue it is sent to; absent for `default`. A fresh message in place of another goes to the same queue. */
  priority?: Priority;
  /** The job's, when this message was sent; absent for 0 (`record/job.ts`). */
  generation?: number;
  /** The messages whose place it took while nobody could tell what they meant (`run/renew-message.ts`). */
  replaces?: Replaced;
};

export type Replaced = {
  /** Oldest first: each took the place of the one before. */
  messageIds: string[];
  /** When SQS accepted the oldest (ms); undefined when it did not say. */
  sentAt?: number | undefined;
  /** When the last of them was replaced (ms). */
  at: number;
};

export type SendOptions = {
  /** W3C trace context, carried as a message attribute. */
  traceparent?: string;
  /** Not delivered before; 0 to 900, SQS's longest delay. */
  delaySeconds?: number;
  /** The send is given up when it fires. */
  signal?: AbortSignal;
};

/** One of several messages that are sent together. */
export type Outgoing = { message: JobMessage; options?: Omit<SendOptions, "signal"> };

/** What became of one of them. */
export type Sent = { messageId: string } | { error: unknown };

/** One receive of one message, free of AWS's shapes. */
export type ReceivedMessage = {
  messageId: string;
  receiptHandle: string;
  /** The name of the queue that it was received from; undefined where there is only one. */
  queue?: string;
  body: string;
  /** 1 at the first receive. */
  receiveCount: number;
  /** When SQS accepted it (ms, SQS's clock); undefined when the message does not say. */
  sentAt?: number;
  /** W3C trace context, as its sender gave it. */
  traceparent?: string;
};

/** Numbers of messages, about: SQS counts with some delay. */
export type QueueCounts = {
  /** Its name. */
  queue: string;
  priority: Priority;
  /** They wait to be received. */
  visible: number;
  /** Received and hidden: running or backing off. */
  inFlight: number;
  /** Sent, and not to be received before their delay is over. */
  delayed: number;
};

export interface JobQueue {
  /** @returns the SQS message id. */
  send(message: JobMessage, options?: SendOptions): Promise<string>;
  /**
   * Sends any number of messages, in as few requests as the queue allows. It never rejects: one message that is refused
   * keeps no other back, and each has its own outcome, in the order given. Once a whole request has failed, no further one
   * is made. `signal` gives up all that are not sent yet.
   */
  sendMany(messages: readonly Outgoing[], options?: Pick<SendOptions, "signal">): Promise<Sent[]>;
  /**
   * Hides the message for so long from now; 0 shows it at once. A receipt handle that is no longer good is not an error.
   * @param queue the received message's.
   */
  changeVisibility(receiptHandle: string, seconds: number, queue?: string): Promise<void>;
  /** Messages that wait to be received, about, in the queues of all priorities. Gives up when `signal` fires. */
  backlog(options?: { signal?: AbortSignal }): Promise<number>;
  /** Messages that are received and hidden, about: running or backing off. */
  inFlight(): Promise<number>;
  /** Of each priority's queue, the most urgent first, in one request each. */
  counts(): Promise<QueueCounts[]>;
}

export interface DeadLetterQueue {
  /** Receives up to 10 messages, hidden for `hideSeconds`; an empty list when none is visible. */
  peek(hideSeconds: number): Promise<ReceivedMessage[]>;
  /** Makes peeked messages visible again, at once or after so many seconds. */
  release(receiptHandles: readonly string[], hideSeconds?: number): Promise<void>;
  /** Deletes peeked messages for good. @returns how many: a receipt handle that is no longer good deletes none. */
  delete(receiptHandles: readonly string[]): Promise<number>;
  /** All its messages, visible or hidden, about. */
  depth(): Promise<number>;
  /** Starts to move every message back to where it came from (StartMessageMoveTask). @returns how many there are, about. */
  redrive(): Promise<number>;
  /** The last moves of all its messages, the newest first (ListMessageMoveTasks). */
  redrives(): Promise<MoveTask[]>;
  /** Ends the move that is under way; what was moved stays moved. @returns false when there is none. */
  cancelRedrive(): Promise<boolean>;
}

/** A move of every message of the dead-letter queue back to where it came from. */
export type MoveTask = {
  status: "running" | "completed" | "cancelling" | "cancelled" | "failed";
  /** Messages, about. `total`: as SQS counted them when the move began. */
  moved: number;
  total?: number;
  /** ms */
  startedAt: number;
  /** Of one that failed, in SQS's words. */
  reason?: string;
};

export type ConsumerState = {
  paused: boolean;
  /** The event source mapping's own switch on Lambda; or a document that workers and local consumers obey within seconds. */
  by: "event source mapping" | "document";
  /** When it was last moved (ms), if that is known. */
  since?: number;
  /** It is being moved, which takes Lambda up to a minute or so. */
  changing?: boolean;
};

/** Whether the consumer receives. All of it: every job type, in every process. */
export interface ConsumerSwitch {
  /** @throws VisibleError `consumer-unavailable`; StoreError. */
  read(): Promise<ConsumerState>;
  /** Jobs that run come to their end. @throws as `read`; VisibleError `try-again` while it is being moved. */
  pause(): Promise<ConsumerState>;
  resume(): Promise<ConsumerState>;
}

export type LogEntry = {
  /** ms. */
  at: number;
  /** `info`, `warn`, … */
  level: string;
  /** The fixed event: `job failed`. */
  message: string;
  /** The function that wrote it, or the part of the local AWS. */
  function?: string;
  /** What else the line says. */
  fields: Record<string, unknown>;
};

export type JobLines = {
  /** Oldest first. */
  entries: LogEntry[];
  /** There are more: these are the latest. */
  isCut: boolean;
};

/** Locally the file beside the data of `dev`; on AWS CloudWatch Logs Insights. */
export interface JobLog {
  /** A file that is read in milliseconds, and costs nothing. */
  readonly isAtHand: boolean;
  /**
   * @param query.from when the job was created, about (ms): nothing before is looked at.
   * @throws VisibleError `log-unavailable` that says how to mend it.
   */
  linesOf(jobId: string, query: { from: number; limit: number }): Promise<JobLines>;
}
