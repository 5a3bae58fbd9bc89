// A user's own handler file as a Lambda function of a test's process, fed from a queue by an event source mapping.
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Clock, systemClock } from "../../clock.ts";
import { parseQueueUrl } from "../../sqs/queue-url.ts";
import type { TestSqs } from "../../sqs/testing/start-sqs.ts";
import { EventSourceMapping } from "../event-source-mapping.ts";
import type { FilterCriteria } from "../filter-criteria.ts";
import { findHandler } from "../handler-file.ts";
import { LambdaFunction } from "../lambda-function.ts";
import { checkMapping, InvalidParameterError, type MappedQueue } from "../mapping-rules.ts";
import { functionEnvironment } from "./function-environment.ts";
import { type Invocation, Invocations, type WaitOptions } from "./invocations.ts";

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
  /** The most invocations of this mapping at once. Default: the function's. On AWS MaximumConcurrency is 2 at least. */
  concurrency?: number;
};

export type StartLambdaOptions = Omit<MappingOptions, "queue"> & {
  /** The handler's file, by path or URL, or file and export as on Lambda: `src/orders.handler`. */
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
  /** Node's options for the execution environments, such as `["--import", "tsx"]`. */
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
  addMapping(options: MappingOptions): Promise<void>;
  /**
   * Resolves with the invocations that have ended, as soon as the predicate holds for them.
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
  /** Forgets the invocations that have ended. Environments stay warm. */
  reset(): void;
  /** The next invocation starts cold, with the code as it then is. */
  recycle(): void;
  /** Ends what runs, and the environments. Messages of an invocation that runs stay hidden for their visibility timeout. */
  close(): Promise<void>;
}

const MAX_TIMEOUT_SECONDS = 900;
const REGION = "us-east-1";

/** @throws Error one line: what is wrong with the handler, the queue or a number */
export async function startLambdaFunction(options: StartLambdaOptions): Promise<TestLambda> {
  const { sqs, timeout = 3, memory = 128, concurrency = 5, execArgv } = options;
  const { log = (line) => void process.stderr.write(`${line}\n`), clock = sqs?.clock ?? systemClock } =
    options;
  const file = findHandler(options.handler);
  const name = options.name ?? nameOf(file.module);
  if (!(timeout > 0 && timeout <= MAX_TIMEOUT_SECONDS)) {
    throw new InvalidParameterError(`timeout must be more than 0 and at most 900 seconds, not ${timeout}.`);
  }
  let closed = false;
  const logger = toLog(name, (line) => {
    if (!closed) log(line);
  });
  const lambda = new LambdaFunction({
    ...file,
    functionName: name,
    timeoutSeconds: timeout,
    memoryMb: memory,
    reservedConcurrency: options.reservedConcurrency ?? concurrency,
    env: functionEnvironment({ name, file, memory, sqs, queue: options.queue, env: options.env }),
    ...(execArgv && { execArgv }),
    clock,
    log: logger,
    onLog: () => {},
  });
  const invocations = new Invocations();
  const invoke = (event: unknown) =>
    invocations.record(event, (given, onBegin) => lambda.invoke(given, onBegin));
  const open: { mapping: EventSourceMapping; client: SQSClient }[] = [];

  const addMapping = async (given: MappingOptions) => {
    const { queueUrl, endpoint } = addressOf(given.queue, sqs);
    const client = new SQSClient(clientConfig(endpoint));
    const { batchSize = 10, batchWindow = 0, filterCriteria, reportBatchItemFailures } = given;
    const numbers = {
      batchSize,
      batchWindowSeconds: batchWindow,
      maximumConcurrency: given.concurrency ?? concurrency,
    };
    try {
      const queue = await describeQueue(client, queueUrl);
      checkMapping(numbers, queue, timeout);
      const mapping = new EventSourceMapping({
        ...numbers,
        ...queue,
        client,
        queueUrl,
        target: { invoke },
        ...(filterCriteria && { filterCriteria }),
        ...(reportBatchItemFailures !== undefined && { reportBatchItemFailures }),
        waitTimeSeconds: 20,
        clock,
        log: logger,
      });
      open.push({ mapping, client });
    } catch (error) {
      client.destroy();
      throw error;
    }
  };
  if (options.queue !== undefined) await addMapping({ ...options, queue: options.queue });

  const close = async () => {
    // First the polls, so that nothing is received that could not run.
    closed = true;
    const drained = open.map(({ mapping }) => mapping.close());
    await lambda.close(0);
    await Promise.all(drained);
    for (const { client } of open) client.destroy();
  };
  return {
    name,
    arn: `arn:aws:lambda:${REGION}:000000000000:function:${name}`,
    invocations: invocations.ended,
    get running() {
      return invocations.running;
    },
    invoke,
    addMapping,
    waitFor: (predicate, given) => invocations.until(() => predicate(invocations.ended), given),
    async waitForRunning(count = 1, given) {
      await invocations.until(() => invocations.running >= count, given);
    },
    reset() {
      invocations.ended.length = 0;
    },
    recycle: () => lambda.recycle(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const nameOf = (module: string): string =>
  decodeURIComponent(module).replace(/^.*\//, "").replace(/\..*$/, "");

function addressOf(queue: string, sqs: TestSqs | undefined): { queueUrl: string; endpoint: string } {
  if (/^https?:/.test(queue)) {
    const named = parseQueueUrl(queue);
    if (!named)
      throw new Error(
        `queue ${queue}: the URL names no queue; it is like http://127.0.0.1:4566/000000000000/orders`,
      );
    return { queueUrl: queue, endpoint: new URL(queue).origin };
  }
  if (!sqs)
    throw new Error(`queue ${queue}: pass its URL, sqs.queueUrl("${queue}"), or pass sqs beside its name`);
  return { queueUrl: sqs.queueUrl(queue), endpoint: sqs.url };
}

const clientConfig = (endpoint: string) => ({
  endpoint,
  region: REGION,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

async function describeQueue(client: SQSClient, queueUrl: string): Promise<MappedQueue> {
  try {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ["QueueArn", "VisibilityTimeout"],
      }),
    );
    return {
      queueArn: Attributes.QueueArn ?? "",
      visibilityTimeoutSeconds: Number(Attributes.VisibilityTimeout ?? 30),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new Error(`queue ${queueUrl}: ${reason} Create the queue before the function is started.`, {
      cause: error,
    });
  }
}

/** Failures as lines of text; what goes well is not logged. */
function toLog(name: string, write: (line: string) => void) {
  const line = (fields: object, message: string) => {
    const { errorType, errorMessage, reason, err } = fields as Record<string, unknown>;
    const details = [errorType, errorMessage, reason, err instanceof Error ? err.message : undefined];
    write([`lambda ${name}`, message, ...details.filter((detail) => detail !== undefined)].join(": "));
  };
  return { info: () => {}, warn: line, error: line };
}
