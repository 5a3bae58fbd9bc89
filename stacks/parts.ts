// What the parts of the stack hand to each other.
import type { App } from "../core/define-app.ts";
import type { PerPriority } from "../core/priorities.ts";
import type { Settings } from "../core/settings.ts";
import type { Delivery } from "./delivery.ts";
import type { JobsTable } from "./jobs-table.ts";
import type { StageOptions } from "./stage-options.ts";

/** What every function needs. */
export type Shared = {
  app: App;
  settings: Settings;
  options: StageOptions;
  table: JobsTable;
  /** One for each priority. */
  queues: PerPriority<sst.aws.Queue>;
  /** Of the priority `default`. */
  queue: sst.aws.Queue;
  deadLetterQueue: sst.aws.Queue;
  delivery: Delivery;
};

/** What alarms and dashboard look at. */
export type Watched = Shared & {
  api: sst.aws.ApiGatewayV2;
  functions: Record<"consumer" | "api" | "deadLetters" | "recover", sst.aws.Function>;
};
