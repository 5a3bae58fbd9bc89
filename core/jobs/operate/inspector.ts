// All that an operator does with jobs. The functions load it when a route asks for it; the command line and the dashboard at their start.
export { closeBreaker, listBreakers, type OpenBreaker } from "./breakers.ts";
export { consumerState, pauseConsumer, resumeConsumer } from "./consumer.ts";
export { type GroupView, getGroup } from "./get-group.ts";
export * from "./index.ts";
export { listDeadLetters } from "./list-dead-letters.ts";
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
