// The schemas of what the API answers. The OpenAPI document shows them; answers are made by `view-job.ts` and `view-briefing.ts`.
import * as z from "zod";
import { Briefing } from "../../core/briefings/briefing.ts";
import { Delivery } from "../../core/briefings/deliver/delivery.ts";
import { BriefingRequest } from "../../core/briefings/request.ts";
import {
  AttemptOutcome,
  DeadCause,
  JobStatus,
  Priority,
  RunOutcome,
  ScheduleDefinition,
} from "../../core/jobs/index.ts";

const Time = z.iso.datetime();

const SummaryView = z.object({
  id: z.string(),
  status: JobStatus,
  createdAt: Time,
  nextAttemptAt: Time.optional(),
  endedAt: Time.optional(),
  /** Why it is dead. */
  cause: DeadCause.optional(),
  /** An operator has put the dead job aside: it is in no inbox. */
  archivedAt: Time.optional(),
});
export type SummaryView = z.infer<typeof SummaryView>;

export const ErrorView = z.object({ name: z.string(), message: z.string(), permanent: z.boolean() });
const AttemptView = z.object({
  number: z.int().positive(),
  startedAt: Time,
  endedAt: Time.optional(),
  outcome: AttemptOutcome.optional(),
  /** `stack` where it was asked for. */
  error: ErrorView.extend({ stack: z.string().optional() }).optional(),
});

const RunView = z.object({
  /** As its caller asked: not run before, and not after. */
  processAt: Time.optional(),
  deadlineAt: Time.optional(),
  /** It was cancelled while it ran, and is `cancelled` once it has stopped. */
  cancelRequestedAt: Time.optional(),
  /** Why it waits although its message was received: no attempt could begin. */
  trouble: z.object({ at: Time, reason: z.string(), nextTryAt: Time.optional() }).optional(),
  /** The job was given back without a failure: how often in a row and since when, why the last time, and until when. */
  snoozed: z.object({ times: z.int(), since: Time, reason: z.string(), until: Time }).optional(),
  /** The engine keeps it from starting, by a rate limit or an open breaker: how often and since when, why, and until when. */
  heldBack: z.object({ times: z.int(), since: Time, reason: z.string(), until: Time }).optional(),
  attempts: z.array(AttemptView),
  /** Parts of the job whose results are kept: a later attempt goes on after them. `bytes` is the size of the result. */
  steps: z.array(z.object({ name: z.string(), at: Time, bytes: z.int().nonnegative() })),
  progress: z.object({ stage: z.string(), done: z.number(), total: z.number(), at: Time }).optional(),
  /** Each with when and why the job had died, and by whom it was redriven where that is known. */
  redrives: z.array(
    z.object({
      at: Time,
      by: z.string().optional(),
      diedAt: Time.optional(),
      cause: DeadCause.optional(),
    }),
  ),
  /** When its payload was edited, the latest ten times; absent when it never was. */
  edits: z.array(z.object({ at: Time })).optional(),
});
export type RunView = z.infer<typeof RunView>;

/** Give `cursor` as the query's `cursor` for the next page; it is absent on the last. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), cursor: z.string().optional() });

export const JobListItem = SummaryView.extend({
  type: z.string(),
  title: z.string(),
  /** Whose job it is. */
  tenant: z.string().optional(),
  /** Of what it died of: jobs that failed alike have one. */
  fingerprint: z.string().optional(),
});
export type JobListItem = z.infer<typeof JobListItem>;
export const JobList = pageOf(JobListItem).extend({
  /** The search stopped here, because one request reads only so many jobs: `cursor` goes on. */
  readTo: Time.optional(),
  /** Jobs that were read for this page, about. */
  read: z.int().nonnegative(),
});

export const InspectionView = z.object({
  /** What its last attempt failed of, or what it died of: jobs that failed alike share the fingerprint. */
  failure: z
    .object({
      ...{ type: z.string(), errorName: z.string(), message: z.string() },
      ...{ frame: z.string().optional(), fingerprint: z.string() },
    })
    .optional(),
  /** What holds it, the nearest cause first. */
  waits: z.array(
    z.object({ by: z.string(), reason: z.string(), since: Time.optional(), until: Time.optional() }),
  ),
  /** What happened, in the order of time. */
  timeline: z.array(
    z.object({
      at: Time,
      event: z.string(),
      status: JobStatus.optional(),
      detail: z.string().optional(),
    }),
  ),
  group: z
    .object({ id: z.string(), title: z.string(), counts: z.object({}).catchall(z.int().nonnegative()) })
    .optional(),
  followUps: z.array(z.object({ id: z.string().optional(), type: z.string(), status: JobStatus.optional() })),
});
export type InspectionView = z.infer<typeof InspectionView>;

const LogView = z.object({
  /** There are more: these are the latest. */
  isCut: z.boolean(),
  entries: z.array(
    z.object({
      ...{ at: Time, level: z.string(), message: z.string(), function: z.string().optional() },
      fields: z.looseObject({}),
    }),
  ),
});

export const JobView = JobListItem.extend({
  /** The group that it belongs to. */
  groupId: z.string().optional(),
  /** The job or group that it was enqueued behind. */
  after: z.string().optional(),
  /** Which queue it waits in; absent for `default`. */
  priority: Priority.optional(),
  /** As its caller gave it. */
  payload: z.unknown(),
  ...RunView.shape,
  /** What the job returned, once it has succeeded. */
  result: z.unknown().optional(),
  /** With `include=inspection`, `log`, `record` only. */
  inspection: InspectionView.optional(),
  log: LogView.optional(),
  record: z.unknown().optional(),
});
export type JobView = z.infer<typeof JobView>;

const EndedStatus = z.enum(["succeeded", "dead", "cancelled"]);

export const GroupResponse = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: Time,
  /** When the last of its jobs had ended and what follows was enqueued. */
  endedAt: Time.optional(),
  counts: z.object({
    total: z.int(),
    succeeded: z.int(),
    dead: z.int(),
    cancelled: z.int(),
    unfinished: z.int(),
  }),
  jobs: z.array(z.object({ id: z.string(), type: z.string(), ended: EndedStatus.optional() })),
  /** Each is a job once it is enqueued. */
  followUps: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      when: z.enum(["ended", "succeeded"]),
      enqueued: z.boolean(),
    }),
  ),
});
export type GroupResponse = z.infer<typeof GroupResponse>;

export const BriefingListItem = SummaryView.extend({ topic: z.string() });
export type BriefingListItem = z.infer<typeof BriefingListItem>;
export const BriefingList = pageOf(BriefingListItem);

const DeliveryView = z.object({
  /** The job that delivers; see it at `/jobs/{id}`. */
  id: z.string(),
  to: Delivery,
  /** `absent`: the briefing is not made yet, or the delivery's record was deleted. */
  status: z.enum([...JobStatus.options, "absent"]),
  attempts: z.int().nonnegative(),
  nextAttemptAt: Time.optional(),
  endedAt: Time.optional(),
  cause: DeadCause.optional(),
  /** Of its last attempt. */
  error: z.string().optional(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const BriefingView = BriefingListItem.extend({
  request: BriefingRequest,
  ...RunView.shape,
  /** What became of `request.deliver`, in its order; only in the answer to GET of one briefing. */
  deliveries: z.array(DeliveryView).optional(),
  /** Once it has succeeded. */
  briefing: Briefing.optional(),
});
export type BriefingView = z.infer<typeof BriefingView>;

/** `changing`: the switch is on its way, which takes up to a minute on AWS. `since`: when it was last moved, if that is known. */
export const ConsumerView = z.object({
  paused: z.boolean(),
  changing: z.boolean(),
  since: Time.optional(),
  /** Job types that wait because their last attempts failed for one cause; at GET only. */
  openBreakers: z
    .array(
      z.object({
        ...{ type: z.string(), cause: z.string(), failures: z.int() },
        ...{ since: Time, probeAt: Time, failedProbes: z.int() },
      }),
    )
    .optional(),
});
export type ConsumerView = z.infer<typeof ConsumerView>;
const ScheduleRunView = z.object({
  /** When it was due; of several in a row the first. */
  at: Time,
  /** Of several in a row: when the last of them was due. */
  until: Time.optional(),
  outcome: RunOutcome,
  /** Somebody asked for it. */
  manual: z.boolean().optional(),
  /** Its job; of a skipped run the job that had not ended. */
  jobId: z.string().optional(),
  /** Of its job. */
  status: JobStatus.optional(),
  /** Why it was refused. */
  reason: z.string().optional(),
});

export const ScheduleView = ScheduleDefinition.extend({
  id: z.string(),
  createdAt: Time,
  pausedAt: Time.optional(),
  /** None while it is paused. In a list the first only. */
  nextRuns: z.array(Time),
  /** Newest first. In a list the last one only. */
  runs: z.array(ScheduleRunView),
});
export type ScheduleView = z.infer<typeof ScheduleView>;
export const ScheduleList = pageOf(ScheduleView);

export const Health = z.object({ status: z.literal("ok") });

/** RFC 9457 lets a problem have members of its own: a job's status, a request id. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  jobId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
