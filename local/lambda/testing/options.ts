// What startLambda takes, and what it gives.
import type { Clock } from "../../clock.ts";
import type { TestSqs } from "../../sqs/testing/start-sqs.ts";
import type { FilterCriteria } from "../filter-criteria.ts";
import type { ProvisionedPollers } from "../poller-count.ts";
import type { Invocation, WaitOptions } from "./invocations.ts";

export type MappingOptions = {
  /** Its URL; or its name, beside `sqs`. */
  queue: string;
  /** Records of an invocation: 1 to 10,000, above 10 with a batch window only. Default 10. */
  batchSize?: number;
  /** Seconds in which a batch is gathered: 0 to 300, not for FIFO queues. Default 0. */
  batchWindow?: number;
  /** Messages that match none of these are deleted without an invocation. */
  filterCriteria?: FilterCriteria;
  /** Default true: as a mapping with `FunctionResponseTypes: ["ReportBatchItemFailures"]`, which AWS has not by default. */
  reportBatchItemFailures?: boolean;
  /**
   * The most invocations of this mapping at once. Default: the function's. On AWS MaximumConcurrency is 2 at least.
   * `on-demand` is AWS without one: what the function does not take is throttled, and costs receives.
   */
  concurrency?: number | "on-demand";
  /** Dedicated pollers instead, ten invocations each: 2 to 200 at least, 2 to 2,000 at most. Excludes `concurrency`. */
  provisionedPollers?: ProvisionedPollers;
  /** False: the mapping is checked, and receives nothing. */
  enabled?: boolean;
};

export type TestMapping = {
  /** Stops receiving; resolves when what was received has had its invocation. */
  close(): Promise<void>;
};

export type StartLambdaOptions = Omit<MappingOptions, "queue" | "concurrency"> & {
  /** The handler's file, by path or URL, or file and export as on Lambda: `src/orders.handler`. Loaded at once. */
  handler: string | URL;
  /** Absent: only `invoke` calls the function, or a mapping that `addMapping` makes. */
  queue?: string;
  /** The server that `startSqs` started. Not needed where `queue` is a URL. */
  sqs?: TestSqs;
  /** Seconds; Lambda's default is 3, its most 900. The environment is then killed. */
  timeout?: number;
  /** Invocations at once: the function's reserved concurrency, and what the mapping uses of it. Default 5. */
  concurrency?: number;
  /** Where the function has less than the mapping uses: the rest is throttled, and costs receives. */
  reservedConcurrency?: number;
  /** MB of the heap. Lambda's default is 128. */
  memory?: number;
  /** Default: the name of the handler's file. */
  name?: string;
  /** The function's environment variables, beside Lambda's own and those that lead to the queue. No others are passed on. */
  env?: Record<string, string>;
  /** Node's options for the execution environments, such as `["--conditions", "development"]`. */
  execArgv?: string[];
  /** Of timeouts and windows. Default: that of `sqs`. */
  clock?: Clock;
  /** Told of failed invocations, a line each. Default: standard error. */
  log?: (line: string) => void;
};

export interface TestLambda extends AsyncDisposable {
  readonly name: string;
  readonly arn: string;
  /** Those that have ended, in this order. */
  readonly invocations: readonly Invocation[];
  /** Invocations whose handler runs now. */
  readonly running: number;
  /**
   * Calls the function with any event, as the action Invoke does.
   * @returns what the handler returned, as JSON makes it
   * @throws FunctionFailedError with `errorType` and `errorMessage`; ThrottledError
   */
  invoke(event: unknown): Promise<unknown>;
  /** Feeds the function from one more queue. */
  addMapping(options: MappingOptions): Promise<TestMapping>;
  /**
   * Resolves with the invocations that have ended, as soon as the predicate holds for them. Those that failed are
   * among them, with an `error`.
   * @throws Error that tells what there was when the time was up
   */
  waitFor(
    predicate: (invocations: readonly Invocation[]) => boolean,
    options?: WaitOptions,
  ): Promise<Invocation[]>;
  /**
   * Resolves as soon as so many invocations (default 1) run: the code is loaded, and the timeout counts.
   * @throws Error that tells what there was when the time was up
   */
  waitForRunning(count?: number, options?: WaitOptions): Promise<void>;
  /** Forgets the invocations, those that still run too. Environments stay warm. */
  reset(): void;
  /** The next invocation starts cold, with the code as it then is. */
  recycle(): void;
  /** Ends what runs, and the environments. Messages of an invocation that runs stay hidden for their visibility timeout. */
  close(): Promise<void>;
}
