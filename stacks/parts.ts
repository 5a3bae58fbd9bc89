// What the parts of the stack hand to each other.
import type { App } from "../core/define-app.ts";
import type { PerPriority } from "../core/priorities.ts";
import type { Settings } from "../core/settings.ts";
import type { Delivery } from "./delivery.ts";
import type { JobsTable } from "./jobs-table.ts";
import type { StageOptions } from "./stage-options.ts";

/** What the consumer needs. */
export type Queued = {
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

/** One of the consumer's event source mappings. */
export type Mapping = { uuid: $util.Output<string>; arn: $util.Output<string> };

/** What every other function needs. */
export type Shared = Queued & { mappings: Mapping[] };

/** What alarms and dashboard look at. */
export type Watched = Shared & {
  api: sst.aws.ApiGatewayV2;
  functions: Record<"consumer" | "api" | "deadLetters" | "recover", sst.aws.Function>;
};
