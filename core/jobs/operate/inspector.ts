// All that an operator does with jobs. The functions load it when a route asks for it; the command line and the dashboard at their start.

export {
  type Failure,
  failureOf,
  failureOfError,
  fingerprintOf,
  fingerprintOfFailure,
} from "../record/fingerprint.ts";
export { JobFilter, matchesFilter, matchesIndexed, needsRequest, searchScope } from "../record/job-filter.ts";
export {
  type Bounds,
  type Candidate,
  isBetween,
  rangeOf,
  searchBounds,
  searchPage,
} from "../record/search-page.ts";
export { foldText, searchTexts, valuesOf } from "../record/search-text.ts";
export { boundOf } from "../stats/buckets.ts";
export type { Resolution } from "../stats/slots.ts";
export { type Archived, archiveJob, removeJob, unarchiveJob } from "./archive-job.ts";
export { attemptsLeft, isLastAttempt, mostAttempts } from "./attempts-left.ts";
export { closeBreaker, listBreakers, type OpenBreaker } from "./breakers.ts";
export {
  type BulkPreview,
  type BulkView,
  driveHere,
  getBulk,
  listBulk,
  previewBulk,
  type StartOptions,
  startBulk,
} from "./bulk.ts";
export { BulkOperation, BulkRequest } from "./bulk-request.ts";
export { BulkFailure, type BulkState } from "./bulk-state.ts";
export { type Cleared, clearDeadLetters, type DeadLetterFate, type Letter } from "./clear-dead-letters.ts";
export { consumerState, pauseConsumer, resumeConsumer } from "./consumer.ts";
export { countDead, type DeadJobs } from "./count-dead.ts";
export {
  type DeadGroup,
  type DeadInbox,
  deadInbox,
  type InboxQuery,
  type StrayMessage,
} from "./dead-inbox.ts";
export {
  deleteLetter,
  getLetter,
  type LetterFate,
  type LetterPage,
  type LetterQuery,
  type ListedLetter,
  listLetters,
} from "./dead-letters.ts";
export { examine } from "./doctor/examine.ts";
export {
  type AlarmFacts,
  type ApiFacts,
  type ClockFacts,
  type FunctionFacts,
  type MappingFacts,
  type OpenProbes,
  type PolicyStatement,
  ProbeError,
  type ProbeFailure,
  type Probes,
  type QueueFacts,
  type ReleaseFacts,
  type TableDefinition,
  type TableFacts,
} from "./doctor/facts.ts";
export {
  CHECKS,
  type Check,
  FINDING_STATES,
  type Finding,
  type FindingState,
  verdictOf,
} from "./doctor/finding.ts";
export { type EditOptions, editJob } from "./edit-job.ts";
export { ExportLine, exportJob, exportJobs, exportLetters } from "./export-jobs.ts";
export { followUpsOf } from "./follow-ups-of.ts";
export { type GroupView, getGroup } from "./get-group.ts";
export { addHistograms, type Histogram, quantile } from "./histogram.ts";
export { type ImportFate, type ImportOptions, importLine, MOST_LINE_BYTES } from "./import-jobs.ts";
export * from "./index.ts";
export { inspectJob, type JobInspection } from "./inspect-job.ts";
export { readIsoTime } from "./iso-time.ts";
export { toLogEntry } from "./job-log.ts";
export { listDeadLetters } from "./list-dead-letters.ts";
export { notingUnread } from "./noting-unread.ts";
export { operatorsMessage } from "./operators-message.ts";
export {
  getSqsQueue,
  listSqsQueues,
  type MessageState,
  peekAtMessages,
  purgeQueue,
  type QueueBrowser,
  receiveMessages,
  type SqsMessage,
  type SqsQueue,
  sendTestMessage,
  TestMessage,
} from "./queue-browser.ts";
export {
  allQuantiles,
  describeQueues,
  type Numbers,
  type Oldest,
  type Quantiles,
  type QueuesView,
} from "./queues.ts";
export {
  lastSlots,
  type Outcomes,
  readStats,
  type StatsSlot,
  sumByType,
  sumTypes,
  type TypeStats,
} from "./read-stats.ts";
export { type ReplayEvent, type Replayed, type ReplayOptions, replayJob } from "./replay-job.ts";
export { type Retried, type RetryOptions, retryJob } from "./retry-job.ts";
export {
  type FilterWords,
  filterWords,
  parseFilter,
  type SearchProgress,
  searchJobs,
  searchOn,
  withoutOwn,
  wordsOf,
} from "./search-jobs.ts";
export { type TimelineEvent, timelineOf } from "./timeline.ts";
export { withToldQueue } from "./told-queue.ts";
export { createTotals } from "./totals.ts";
export { canUndoBulk, undoBulk } from "./undo-bulk.ts";
export { type Wait, whyItWaits } from "./why-it-waits.ts";
export { cacheWithoutWrites, isReadOfStore } from "./without-writes.ts";
export { listWorkers, type RunningJob, type Workers, type WorkerView } from "./workers.ts";
