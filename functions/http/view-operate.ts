// What the API says of an operator's work: operations on all that match, the inbox of what died, and the redrives of the whole queue.
// (A record schema would be read at every cold start, since the views are the first that would use it: `object` with `catchall` says the same.)
import * as z from "zod";
import type { MoveTask } from "../../core/jobs/index.ts";
import { DeadCause, JobStatus } from "../../core/jobs/index.ts";
import {
  BulkFailure,
  BulkOperation,
  type BulkPreview,
  type BulkView,
  type DeadInbox,
  type ListedLetter,
} from "../../core/jobs/operate/inspector.ts";
import { iso, viewJobSummary } from "./view-job.ts";
import { ErrorView, JobListItem, JobView, pageOf } from "./views.ts";

const Time = z.iso.datetime();
const Count = z.int().nonnegative();

/** `left`: its dead letter was not met; a redrive of it runs nothing. */
const DeadLetterFate = z.enum(["deleted", "none", "left"]);
export const OperatedView = JobView.extend({ deadLetter: DeadLetterFate.optional() });

/** The words of a filter are those of `GET /jobs`: `type`, `status`, `where.topic`. */
export const BulkAsked = z.strictObject({
  operation: BulkOperation,
  filter: z.unknown().meta({
    type: "object",
    additionalProperties: { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] },
  }),
  canary: z.int().min(1).max(100).optional(),
  maxRedrives: z.int().min(0).max(1_000_000).optional(),
  withoutDeadline: z.boolean().optional(),
  /** Says how many match, and does nothing. */
  dryRun: z.boolean().optional(),
});

export const BulkPreviewView = z.object({
  count: Count,
  /** False: at least so many. */
  exact: z.boolean(),
  read: Count,
  sample: z.array(JobListItem),
  consumerPaused: z.boolean(),
});

export const BulkResponse = z.object({
  id: z.string(),
  operation: BulkOperation,
  status: z.enum(["waiting", "canary", "running", "done", "stopped", "cancelled", "dead"]),
  createdAt: Time,
  endedAt: Time.optional(),
  counts: z.object({ done: Count, skipped: Count, failed: Count, read: Count, deadLettersDeleted: Count }),
  expected: Count.optional(),
  failures: z.array(BulkFailure),
  stopped: z.string().optional(),
  because: z.string().optional(),
  consumerPaused: z.boolean(),
});
export const BulkList = pageOf(BulkResponse);

const MoveView = z.object({
  status: z.enum(["running", "completed", "cancelling", "cancelled", "failed"]),
  moved: Count,
  total: Count.optional(),
  startedAt: Time,
  reason: z.string().optional(),
});
export const MoveList = z.object({ items: z.array(MoveView) });
export const MoveStarted = z.object({ messages: Count });
export const MoveCancelled = z.object({ cancelled: z.boolean() });

export const InboxView = z.object({
  groups: z.array(
    z.object({
      fingerprint: z.string(),
      type: z.string(),
      errorName: z.string(),
      message: z.string(),
      frame: z.string().optional(),
      count: Count,
      firstSeenAt: Time,
      lastSeenAt: Time,
      /** How many of them died in each of the last 24 hours, the oldest first. */
      diedByHour: z.array(Count),
      sampleJobId: z.string(),
      sampleTitle: z.string(),
      /** What the error of the sample said; `message` is what all have in common. */
      sampleMessage: z.string().optional(),
      inQueue: z.object({ yes: Count, no: Count, unknown: Count }),
    }),
  ),
  moreGroups: Count,
  jobs: Count,
  complete: z.boolean(),
  cursor: z.string().optional(),
  read: Count,
  unread: z.string().optional(),
  queue: z.object({
    depth: Count.optional(),
    sawAll: z.boolean(),
    leftOver: Count,
    stray: z.array(
      z.object({
        messageId: z.string(),
        reason: z.string(),
        body: z.string(),
        sentAt: Time.optional(),
        jobId: z.string().optional(),
      }),
    ),
    strayCount: Count,
    move: MoveView.optional(),
    problem: z.string().optional(),
  }),
});

export const LetterView = z.object({
  messageId: z.string(),
  fate: z.enum([
    ...(["in-queue", "redriven", "succeeded", "cancelled", "archived"] as const),
    ...(["deleted", "expired", "purged", "removed", "unknown"] as const),
  ]),
  cause: DeadCause,
  reason: z.string().optional(),
  jobId: z.string().optional(),
  jobType: z.string().optional(),
  jobStatus: JobStatus.optional(),
  fingerprint: z.string().optional(),
  error: ErrorView.optional(),
  body: z.string().optional(),
  sentAt: Time.optional(),
  seenAt: Time,
});
export const LetterList = pageOf(LetterView).extend({ problem: z.string().optional() });

export const ClearedView = z.object({ deleted: Count, looked: Count, reachedEnd: z.boolean() });
export const ImportView = z.object({ fate: z.enum(["imported", "existing"]), id: z.string() });

export const viewPreview = (preview: BulkPreview): z.infer<typeof BulkPreviewView> => ({
  ...preview,
  sample: preview.sample.map(viewJobSummary),
});

export function viewBulk({ request, createdAt, endedAt, ...view }: BulkView): z.infer<typeof BulkResponse> {
  return {
    ...view,
    operation: request.operation,
    createdAt: iso(createdAt),
    ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
    ...(request.expected !== undefined && { expected: request.expected }),
  };
}

export const viewMove = ({ startedAt, ...move }: MoveTask): z.infer<typeof MoveView> => ({
  ...move,
  startedAt: iso(startedAt),
});

export function viewInbox({ groups, queue, ...inbox }: DeadInbox): z.infer<typeof InboxView> {
  const { move, stray, ...rest } = queue;
  return {
    ...inbox,
    groups: groups.map(({ firstSeenAt, lastSeenAt, ...group }) => ({
      ...group,
      firstSeenAt: iso(firstSeenAt),
      lastSeenAt: iso(lastSeenAt),
    })),
    queue: {
      ...rest,
      stray: stray.map(({ sentAt, ...message }) => ({
        ...message,
        ...(sentAt !== undefined && { sentAt: iso(sentAt) }),
      })),
      ...(move && { move: viewMove(move) }),
    },
  };
}

/** Stacks stay with the operator, as of any job. */
export function viewLetter(letter: ListedLetter): z.infer<typeof LetterView> {
  const { sentAt, seenAt, error, expiresAtSeconds: _, inQueue: __, ...rest } = letter;
  return {
    ...rest,
    seenAt: iso(seenAt),
    ...(sentAt !== undefined && { sentAt: iso(sentAt) }),
    ...(error && { error: { name: error.name, message: error.message, permanent: error.permanent } }),
  };
}
