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
export { closeBreaker, listBreakers, type OpenBreaker } from "./breakers.ts";
export { consumerState, pauseConsumer, resumeConsumer } from "./consumer.ts";
export { examine } from "./doctor/examine.ts";
export {
  type AlarmFacts,
  type ApiFacts,
  type ClockFacts,
  type FunctionFacts,
  type MappingFacts,
  type OpenProbes,
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
export { type GroupView, getGroup } from "./get-group.ts";
export { type Histogram, quantile } from "./histogram.ts";
export * from "./index.ts";
export { listDeadLetters } from "./list-dead-letters.ts";
export { allQuantiles, describeQueues, type Numbers, type Quantiles, type QueuesView } from "./queues.ts";
export {
  type Outcomes,
  readStats,
  type StatsSlot,
  sumByType,
  sumTypes,
  type TypeStats,
} from "./read-stats.ts";
export {
  type FilterWords,
  filterWords,
  parseFilter,
  type SearchProgress,
  searchJobs,
  searchOn,
  wordsOf,
} from "./search-jobs.ts";
export { listWorkers, type RunningJob, type Workers, type WorkerView } from "./workers.ts";
