// What a function of AWS reads of the engine at its start: job types, their run, and the shapes that stores and queues keep.
// A module that a door leads to is read at every cold start of whatever imports the door, so what is needed later or
// elsewhere has doors of its own: `enqueue/`, `operate/`, and `index.ts`, which has everything.
export { Priority } from "../priorities.ts";
export type { Backend } from "./backend.ts";
export { trustBacklog } from "./enqueue/backlog.ts";
export type { UniqueRule } from "./enqueue/unique.ts";
export {
  PermanentError,
  RateLimitedError,
  RetryLaterError,
  SnoozeError,
  StoreError,
  type StoreFault,
  VisibleError,
} from "./errors.ts";
export { type FieldError, invalidFields, invalidRequest } from "./field-errors.ts";
export type { FollowUp } from "./follow/follow-up.ts";
export type { GroupCounts } from "./follow/mark-ended.ts";
export type { BreakerRule } from "./hold/breaker.ts";
export type { RateLimit } from "./hold/rate-limit.ts";
export type { AttemptCall, AttemptEnd, EnqueueCall, JobHook, OutcomeReport } from "./hooks.ts";
export {
  type DeclaredJob,
  declareJob,
  defineJob,
  implementJob,
  type JobContext,
  type JobRegistry,
  type JobType,
  type JobTypeOptions,
  type Json,
} from "./job-type.ts";
export { logJobs } from "./log-hook.ts";
export { getJob, getResult, jobNotFound, listJobs, resultOf } from "./operate/read-jobs.ts";
export type {
  Cache,
  ConsumerState,
  ConsumerSwitch,
  Counts,
  DeadLetterQueue,
  DocumentWrite,
  FoundPage,
  JobChange,
  JobCondition,
  JobCounts,
  JobLines,
  JobLog,
  JobMessage,
  JobQueue,
  JobStore,
  ListQuery,
  LogEntry,
  MoveTask,
  Outgoing,
  Page,
  QueueCounts,
  ReceivedMessage,
  SearchQuery,
  SendOptions,
  Sent,
} from "./ports.ts";
export { assertCounts } from "./record/counts.ts";
export { causeOf, type ErrorKey, errorKey } from "./record/error-key.ts";
export {
  applyChange,
  conditionHolds,
  itemJson,
  parseRecord,
  summaryOf,
  summaryOfRecord,
} from "./record/item.ts";
export {
  type Attempt,
  AttemptError,
  AttemptOutcome,
  asStepResult,
  DeadCause,
  DeadLetter,
  Document,
  isSameLock,
  Job,
  JobStatus,
  JobSummary,
  Lock,
  StoredRequest,
} from "./record/job.ts";
export {
  jobListKey,
  jobScope,
  listKey,
  pageSize,
  readCursor,
  statusesOf,
  timeKey,
  timeOfKey,
  writeCursor,
} from "./record/list-cursor.ts";
export { mergeRanges, openRange, type Range } from "./record/merge-ranges.ts";
export { readStored } from "./record/payload.ts";
export { withRequest } from "./record/request.ts";
export { isTerminal, waiting } from "./record/states.ts";
export { appTypes, createRegistry, isEnginesOwn } from "./registry.ts";
export { consumeMessage } from "./run/consume.ts";
export type { RetryPolicy } from "./run/retry-policy.ts";
export { isCancelling } from "./run/watch-claim.ts";
export type { WorkerAbout } from "./stats/presence.ts";
export { countOutcomes, createStats, type Outcome as CountedOutcome, type Stats } from "./stats/stats.ts";
export { boundedStore, startBudget } from "./time-budget.ts";
