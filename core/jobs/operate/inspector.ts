// All that an operator does with jobs. The functions load it when a route asks for it; the command line and the dashboard at their start.
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
