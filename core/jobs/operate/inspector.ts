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
export { type Archived, archiveJob, removeJob } from "./archive-job.ts";
export {
  type BulkPreview,
  type BulkView,
  driveHere,
  getBulk,
  previewBulk,
  type StartOptions,
  startBulk,
} from "./bulk.ts";
export { BulkOperation, BulkRequest } from "./bulk-request.ts";
export { BulkFailure, type BulkState } from "./bulk-state.ts";
export { type Cleared, clearDeadLetters, type DeadLetterFate } from "./clear-dead-letters.ts";
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
export * from "./index.ts";
export {
  boundOf,
  type Histogram,
  type Outcomes,
  quantile,
  type Resolution,
  readStats,
  type StatsSlot,
  sumByType,
  sumTypes,
  type TypeStats,
} from "./read-stats.ts";
export { type Retried, type RetryOptions, retryJob } from "./retry-job.ts";
export {
  type FilterWords,
  filterWords,
  parseFilter,
  type SearchProgress,
  searchJobs,
  searchOn,
  wordsOf,
} from "./search-jobs.ts";
