// A user's own handler file as a Lambda function of a test's process, fed from a queue by an event source mapping.
import { SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "../../clock.ts";
import { refuseUnknownOptions } from "../../known-options.ts";
import { EventSourceMapping } from "../event-source-mapping.ts";
import { findHandler } from "../handler-file.ts";
import { LambdaFunction } from "../lambda-function.ts";
import { checkMapping, InvalidParameterError } from "../mapping-rules.ts";
import { functionEnvironment } from "./function-environment.ts";
import { Invocations } from "./invocations.ts";
import { addressOf, clientConfig, describeQueue } from "./mapped-queue.ts";
import type { MappingOptions, StartLambdaOptions, TestLambda, TestMapping } from "./options.ts";

const MAX_TIMEOUT_SECONDS = 900;
const MAPPING_OPTIONS = {
  queue: true,
  batchSize: true,
  batchWindow: true,
  filterCriteria: true,
  reportBatchItemFailures: true,
  concurrency: true,
  provisionedPollers: true,
  enabled: true,
} as const;
const OPTIONS = {
  handler: true,
  ...MAPPING_OPTIONS,
  sqs: true,
  timeout: true,
  reservedConcurrency: true,
  memory: true,
  name: true,
  env: true,
  execArgv: true,
  clock: true,
  log: true,
} as const;

/**
 * Resolves when the function's code is loaded: its first invocation is warm.
 * @throws Error one line: what is wrong with the handler, the queue or a number
 */
export async function startLambdaFunction(options: StartLambdaOptions): Promise<TestLambda> {
  refuseUnknownOptions("startLambda", options, OPTIONS);
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
  const open = new Set<TestMapping>();

  const addMapping = async (given: MappingOptions): Promise<TestMapping> => {
    const { queueUrl, endpoint } = addressOf(given.queue, sqs);
    const client = new SQSClient(clientConfig(endpoint));
    const {
      batchSize = 10,
      batchWindow = 0,
      filterCriteria,
      reportBatchItemFailures,
      provisionedPollers,
    } = given;
    const { concurrency: most = provisionedPollers ? "on-demand" : concurrency } = given;
    const numbers = {
      batchSize,
      batchWindowSeconds: batchWindow,
      ...(most !== "on-demand" && { maximumConcurrency: most }),
      ...(provisionedPollers && { provisionedPollers }),
    };
    try {
      const queue = await describeQueue(client, queueUrl);
      checkMapping(numbers, queue, timeout);
      if (given.enabled === false) {
        client.destroy();
        return { close: async () => {} };
      }
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
      const opened: TestMapping = {
        async close() {
          await mapping.close();
          client.destroy();
          open.delete(opened);
        },
      };
      open.add(opened);
      return opened;
    } catch (error) {
      client.destroy();
      throw error;
    }
  };
  const unloadable = await lambda.warmUp();
  if (unloadable)
    throw new Error(`handler ${options.handler}: ${unloadable.errorType}: ${unloadable.errorMessage}`);
  if (options.queue !== undefined) await addMapping({ ...options, queue: options.queue });

  const close = async () => {
    // First the polls, so that nothing is received that could not run.
    closed = true;
    const drained = [...open].map((mapping) => mapping.close());
    await lambda.close(0);
    await Promise.all(drained);
  };
  return {
    name,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    invocations: invocations.ended,
    get running() {
      return invocations.running;
    },
    invoke,
    async addMapping(given) {
      refuseUnknownOptions("addMapping", given, MAPPING_OPTIONS);
      return await addMapping(given);
    },
    waitFor: (predicate, given) => invocations.until("waitFor", () => predicate(invocations.ended), given),
    async waitForRunning(count = 1, given) {
      await invocations.until("waitForRunning", () => invocations.running >= count, given);
    },
    reset: () => invocations.reset(),
    recycle: () => lambda.recycle(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const nameOf = (module: string): string =>
  decodeURIComponent(module).replace(/^.*\//, "").replace(/\..*$/, "");

/** Failures as lines of text; what goes well is not logged. */
function toLog(name: string, write: (line: string) => void) {
  const line = (fields: object, message: string) => {
    const { errorType, errorMessage, reason, err } = fields as Record<string, unknown>;
    const details = [errorType, errorMessage, reason, err instanceof Error ? err.message : undefined];
    write([`lambda ${name}`, message, ...details.filter((detail) => detail !== undefined)].join(": "));
  };
  return { info: () => {}, warn: line, error: line };
}
