// The inbox of what died: dead jobs grouped by what they died of, and the messages in the dead-letter queue that belong to no job.
import type { Backend } from "../backend.ts";
import { type DeadLetterLook, type InQueue, lookInDeadLetterQueue } from "../care/peek-dead-letters.ts";
import type { MoveTask, ReceivedMessage } from "../ports.ts";
import { cut } from "../record/attempt-error.ts";
import { type Failure, failureOf, fingerprintOf } from "../record/fingerprint.ts";
import type { JobSummary } from "../record/job.ts";
import type { JobFilter } from "../record/job-filter.ts";
import { isLeftOver, type ParsedMessage, parseMessage } from "../record/message.ts";
import { notingUnread } from "./noting-unread.ts";

/** Jobs that died of the same. `retryJob` takes them back, one by one or by `startBulk` with the fingerprint. */
export type DeadGroup = Failure & {
  fingerprint: string;
  count: number;
  /** When the first of them died, and the last (ms). */
  firstSeenAt: number;
  lastSeenAt: number;
  /** How many of them died in each of the last 24 hours, the oldest first. */
  diedByHour: number[];
  /** The last that died. */
  sampleJobId: string;
  sampleTitle: string;
  /** What its error said, as it was thrown; `message` is what all of the group have in common. Absent without an error. */
  sampleMessage?: string;
  /** Whether their messages are in the dead-letter queue at this moment: `no` for those that expired there or were purged. */
  inQueue: Record<InQueue, number>;
};

/** A message in the dead-letter queue that belongs to no job: `deleteDeadLetter` takes it out. */
export type StrayMessage = {
  messageId: string;
  reason: string;
  /** The beginning of it. */
  body: string;
  sentAt?: number;
  jobId?: string;
};

export type DeadInbox = {
  /** The 200 largest, the largest first. A filter leads to the others. */
  groups: DeadGroup[];
  /** How many smaller groups there are beside these. */
  moreGroups: number;
  /** Dead jobs that nobody has archived. */
  jobs: number;
  /** False when the reading ended before all dead jobs were read; `cursor` goes on. */
  complete: boolean;
  cursor?: string;
  read: number;
  /** Why records could not be read, where the store is at fault: groups then tell the cause alone. */
  unread?: string;
  queue: {
    /** Absent when the queue could not be reached. */
    depth?: number;
    /** False when messages may be there that were not seen. */
    sawAll: boolean;
    /** Messages of jobs that are done with: a redrive of them runs nothing, and `clearDeadLetters` deletes them. */
    leftOver: number;
    /** The first 100. */
    stray: StrayMessage[];
    strayCount: number;
    /** A redrive of the whole queue that is under way. */
    move?: MoveTask;
    problem?: string;
  };
};

export type InboxQuery = {
  /** Of the dead jobs; its status is left out of account. */
  filter?: Omit<JobFilter, "status" | "archived">;
  cursor?: string;
  /** Whether to read on. */
  hasTime?(): boolean;
  /** False: the dead-letter queue is not looked at, which would hide its messages for a moment. */
  look?: boolean;
};

const PAGE = 100;
const MOST_READ = 1_000;
const MOST_JOBS = 100_000;
const STRAY_SHOWN = 100;
/** Each that is shown costs the read of a record. */
const GROUPS_SHOWN = 200;
const HOURS = 24;
const HOUR_MS = 3_600_000;
const BODY_CHARACTERS = 1_000;
const PARALLEL = 25;

/** @throws VisibleError `invalid-cursor`, `invalid-request`; StoreError. */
export async function deadInbox(given: Backend, query: InboxQuery = {}): Promise<DeadInbox> {
  const { hasTime } = query;
  const { backend, unread } = notingUnread(given);
  let problem: string | undefined;
  const look =
    query.look === false
      ? undefined
      : await lookInDeadLetterQueue(backend, hasTime).catch((error: unknown) => {
          problem = error instanceof Error ? error.message : String(error);
          return undefined;
        });
  const judged = look && (await inTurns(look.messages, (message) => judge(backend, message)));
  const dead = await readDead(backend, query, carriedBy(look, judged));
  const queue = look && judged ? await describeQueue(backend, look, judged) : NOT_REACHED;
  const notRead = unread();
  return {
    ...dead,
    ...(notRead !== undefined && { unread: notRead }),
    queue: { ...queue, ...(problem !== undefined && { problem }) },
  };
}

const NOT_REACHED: DeadInbox["queue"] = { sawAll: false, leftOver: 0, stray: [], strayCount: 0 };

/** Whether a message of the job, as it was sent last, is in the queue. */
type Carried = (jobId: string) => InQueue;

/** A message of an earlier generation carries its job no more. */
function carriedBy(look: DeadLetterLook | undefined, judged: readonly Judged[] = []): Carried {
  const inQueue = new Set(judged.flatMap((one) => (one.kind === "of a job" ? [one.jobId] : [])));
  return (jobId) => {
    if (inQueue.has(jobId)) return "yes";
    return look?.sawAll ? "no" : "unknown";
  };
}

type Read = Pick<DeadInbox, "groups" | "moreGroups" | "jobs" | "complete" | "cursor" | "read">;

async function readDead(
  backend: Backend,
  { filter = {}, cursor: from, hasTime = () => true }: InboxQuery,
  carried: Carried,
): Promise<Read> {
  const groups = new Map<string, Omit<DeadGroup, keyof Failure> & { last: JobSummary }>();
  const found = { jobs: 0, read: 0 };
  const now = backend.now();
  let cursor = from;
  do {
    const page = await backend.store.search({
      filter: { ...filter, status: ["dead"], archived: false },
      ...{ order: "newest", limit: PAGE, maxRead: MOST_READ },
      ...(cursor !== undefined && { cursor }),
    });
    found.jobs += page.items.length;
    found.read += page.read;
    const fingerprints = await inTurns(page.items, (job) => fingerprintOfSummary(backend, job));
    for (const [index, job] of page.items.entries())
      add(groups, fingerprints[index] ?? "", job, { inQueue: carried(job.id), now });
    cursor = page.cursor;
  } while (cursor !== undefined && found.jobs < MOST_JOBS && hasTime());
  const largest = [...groups.values()]
    .sort((a, b) => b.count - a.count || b.lastSeenAt - a.lastSeenAt)
    .slice(0, GROUPS_SHOWN);
  return {
    ...found,
    groups: await inTurns(largest, ({ last, ...group }) => describe(backend, group, last)),
    moreGroups: groups.size - largest.length,
    complete: cursor === undefined,
    ...(cursor !== undefined && { cursor }),
  };
}

function add(
  groups: Map<string, Omit<DeadGroup, keyof Failure> & { last: JobSummary }>,
  fingerprint: string,
  job: JobSummary,
  { inQueue, now }: { inQueue: InQueue; now: number },
): void {
  const at = job.endedAt ?? job.createdAt;
  const group = groups.get(fingerprint) ?? {
    ...{ fingerprint, count: 0, firstSeenAt: at, lastSeenAt: at, last: job },
    ...{ sampleJobId: job.id, sampleTitle: job.title, inQueue: { yes: 0, no: 0, unknown: 0 } },
    diedByHour: Array<number>(HOURS).fill(0),
  };
  group.count++;
  group.inQueue[inQueue]++;
  const hour = HOURS - 1 - Math.floor((now - at) / HOUR_MS);
  if (group.diedByHour[hour] !== undefined) group.diedByHour[hour]++;
  group.firstSeenAt = Math.min(group.firstSeenAt, at);
  if (at > group.lastSeenAt) {
    Object.assign(group, { lastSeenAt: at, last: job, sampleJobId: job.id, sampleTitle: job.title });
  }
  groups.set(fingerprint, group);
}

/** A job that died in an earlier release has it in no index. */
async function fingerprintOfSummary({ store }: Backend, job: JobSummary): Promise<string> {
  if (job.errorKey !== undefined) return job.errorKey;
  const record = await store.get(job.id).catch(() => undefined);
  return (record && fingerprintOf(record)) ?? "unknown";
}

/** What they died of, as the last of them tells it. One whose record cannot be read any more is told by its cause. */
async function describe(
  { store }: Backend,
  group: Omit<DeadGroup, keyof Failure>,
  last: JobSummary,
): Promise<DeadGroup> {
  const record = await store.get(last.id).catch(() => undefined);
  const { type, cause = "unknown" } = last;
  const failure = (record && failureOf(record)) ?? { type, errorName: cause, message: "" };
  const error = record?.attempts.at(-1)?.error;
  return { ...failure, ...group, ...(error && { sampleMessage: error.message }) };
}

async function describeQueue(
  backend: Backend,
  look: DeadLetterLook,
  judged: readonly Judged[],
): Promise<DeadInbox["queue"]> {
  const strays = judged.flatMap((one) => (one.kind === "stray" ? [one.message] : []));
  const moves = await backend.deadLetters.redrives().catch(() => []);
  const move = moves.find(({ status }) => status === "running" || status === "cancelling");
  return {
    depth: look.depth,
    sawAll: look.sawAll,
    leftOver: judged.filter(({ kind }) => kind === "left over").length,
    stray: strays.slice(0, STRAY_SHOWN),
    strayCount: strays.length,
    ...(move && { move }),
  };
}

type Judged =
  | { kind: "stray"; message: StrayMessage }
  | { kind: "left over" }
  /** It is the job's own of this generation, or the record could not be read. */
  | { kind: "of a job"; jobId: string };

async function judge({ registry, store }: Backend, message: ReceivedMessage): Promise<Judged> {
  const { messageId, body, sentAt } = message;
  const stray = (reason: string, jobId?: string): Judged => ({
    kind: "stray",
    message: {
      ...{ messageId, reason, body: cut(body, BODY_CHARACTERS) },
      ...(sentAt !== undefined && { sentAt }),
      ...(jobId !== undefined && { jobId }),
    },
  });
  const parsed = parseMessage(body);
  const unreadable = reasonOf(parsed);
  if (parsed.kind !== "readable") return stray(unreadable);
  const { type, jobId } = parsed.message;
  const job = await store.get(jobId).catch(() => "unread" as const);
  if (job === "unread") return { kind: "of a job", jobId };
  if (!job)
    return stray(registry.has(type) ? "the job has no record" : `no job type ${type} is registered`, jobId);
  const isDone = job.deletedAt !== undefined || job.archivedAt !== undefined;
  const hasEnded = job.status === "succeeded" || job.status === "cancelled";
  const isOver = isDone || hasEnded || isLeftOver(job, parsed.message);
  return isOver ? { kind: "left over" } : { kind: "of a job", jobId };
}

function reasonOf(parsed: ParsedMessage): string {
  if (parsed.kind === "unreadable") return parsed.reason;
  return parsed.kind === "newer"
    ? `the message is of version ${parsed.version}, which nothing here reads`
    : "";
}

/** A few at the same time. */
async function inTurns<In, Out>(all: readonly In[], run: (one: In) => Promise<Out>): Promise<Out[]> {
  const made: Out[] = [];
  for (let start = 0; start < all.length; start += PARALLEL) {
    made.push(...(await Promise.all(all.slice(start, start + PARALLEL).map(run))));
  }
  return made;
}
