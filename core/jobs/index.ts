// The job engine, as an app imports it.
export { Priority } from "../priorities.ts";
export type { Backend } from "./backend.ts";
export { type Inspected, inspectDeadLetters } from "./care/inspect-dead-letters.ts";
export { type InQueue, lookInDeadLetterQueue } from "./care/peek-dead-letters.ts";
export { type Recovered, recoverJobs } from "./care/recover.ts";
export { type SentDue, sendDue } from "./care/send-due.ts";
export { trustBacklog } from "./enqueue/backlog.ts";
export { type Enqueued, type EnqueueOptions, enqueue } from "./enqueue/enqueue.ts";
export { enqueueByName, enqueueManyByName } from "./enqueue/enqueue-by-name.ts";
export {
  type EnqueuedMany,
  type EnqueueManyOptions,
  enqueueMany,
  type ItemFate,
  type ManyItem,
  type ManyProgress,
} from "./enqueue/enqueue-many.ts";
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
export { checkGroups } from "./follow/check-groups.ts";
export { type EnqueuedGroup, enqueueGroup, GroupRequest } from "./follow/enqueue-group.ts";
export type { FollowUp } from "./follow/follow-up.ts";
export type { GroupCounts } from "./follow/mark-ended.ts";
export type { BreakerRule } from "./hold/breaker.ts";
export { createDocumentSwitch } from "./hold/document-switch.ts";
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
export { type JsonSchema, payloadSchema, resultSchema } from "./json-schema.ts";
export { logJobs } from "./log-hook.ts";
export * from "./operate/index.ts";
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
  JobMessage,
  JobQueue,
  JobStore,
  ListQuery,
  MoveTask,
  Outgoing,
  Page,
  ReceivedMessage,
  SearchQuery,
  SendOptions,
  Sent,
} from "./ports.ts";
export { assertCounts, Counted, MOST_COUNTS, withAdded } from "./record/counted.ts";
export { causeOf, type ErrorKey, errorKey } from "./record/error-key.ts";
export { applyChange, conditionHolds, itemJson, summaryOf } from "./record/item.ts";
export {
  type Attempt,
  AttemptError,
  AttemptOutcome,
  asStepResult,
  DeadCause,
  DeadLetter,
  Document,
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
  readCursor,
  statusesOf,
  timeKey,
  timeOfKey,
  writeCursor,
} from "./record/list-cursor.ts";
export { mergeRanges, type Range } from "./record/merge-ranges.ts";
export { readStored } from "./record/payload.ts";
export { isTerminal, waiting } from "./record/states.ts";
export { appTypes, createRegistry, isEnginesOwn } from "./registry.ts";
export { consumeMessage } from "./run/consume.ts";
export { type InvocationFailure, noteFailedInvocation } from "./run/failed-invocation.ts";
export type { RetryPolicy } from "./run/retry-policy.ts";
export { isCancelling } from "./run/watch-claim.ts";
export * from "./schedules/index.ts";
export { boundedStore, startBudget } from "./time-budget.ts";
