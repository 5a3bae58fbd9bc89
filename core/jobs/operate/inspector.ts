// All that an operator does with jobs. The functions load it when a route asks for it; the command line and the dashboard at their start.

export { boundOf } from "../stats/buckets.ts";
export type { Resolution } from "../stats/slots.ts";
export { closeBreaker, listBreakers, type OpenBreaker } from "./breakers.ts";
export { consumerState, pauseConsumer, resumeConsumer } from "./consumer.ts";
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
export { listWorkers, type RunningJob, type Workers, type WorkerView } from "./workers.ts";
