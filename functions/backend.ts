// Builds the backend of a function that runs on AWS: DynamoDB, SQS, and the registry of jobs.
import { randomUUID } from "node:crypto";
import { app } from "../core/app.ts";
import { createDynamoClient, createSqsClient } from "../core/aws/clients.ts";
import { createDynamoCache } from "../core/aws/dynamo-cache.ts";
import { createDynamoStore } from "../core/aws/dynamo-store.ts";
import { type Environment, readEnvironment } from "../core/aws/env.ts";
import { createJobQueues } from "../core/aws/sqs-priorities.ts";
import { type App, settingsOf } from "../core/define-app.ts";
import {
  type Backend,
  countOutcomes,
  createRegistry,
  createStats,
  type JobHook,
  logJobs,
  trustBacklog,
  type WorkerAbout,
} from "../core/jobs/engine.ts";
import { createLogger } from "../core/log.ts";
import { jobMetrics, metricsText, queueNameOf } from "../core/metrics.ts";
import { openedLate } from "../core/opened-late.ts";
import { createJobTypes } from "../core/registry.ts";

export type FunctionSetup = { app: App; backend: Backend; environment: Environment };

/** The consumer ends many jobs, and writes their counts once a minute. The others end few, and write at the end of each invocation. */
const COUNTS_EVERY_MS = 60_000;
/** Since the process started. */
const loadedAfterMs = performance.now();

/** @throws Error when the environment is incomplete; Lambda then reports a failed start. */
export function createAwsSetup(functionName: string, env?: NodeJS.ProcessEnv): FunctionSetup {
  const environment = readEnvironment(app, env);
  const { tableName } = environment;
  if (!tableName) throw new Error("environment: TABLE_NAME is not set: it names DynamoDB's table of jobs");
  const settings = settingsOf(app, environment.overrides);
  const sqs = createSqsClient();
  const now = Date.now;
  const table = { client: createDynamoClient(), tableName, settings, now };
  const cache = createDynamoCache(table);
  const queueName = queueNameOf(environment.queueUrl);
  const queue = createJobQueues({ client: sqs, queueUrls: environment.queueUrls });
  const { eventSourceMappingIds: uuids, lambdaEndpoint: endpoint, logStream = randomUUID() } = environment;
  const core = {
    store: createDynamoStore(table),
    log: createLogger(functionName, environment.logLevel),
    now,
  };
  const workerId = logStream.slice(-WORKER_ID_LENGTH);
  const stats =
    functionName === "consumer"
      ? createStats(core, COUNTS_EVERY_MS, aboutThis(workerId, logStream))
      : createStats(core, 0);
  return {
    app,
    environment,
    backend: {
      settings,
      ...core,
      stats,
      workerId,
      cache,
      queue: trustBacklog(queue, settings.queue, now),
      deadLetters: openedLate(async () => {
        const { createDeadLetterQueue } = await import("../core/aws/late.ts");
        return createDeadLetterQueue({ client: sqs, queueUrl: environment.deadLetterQueueUrl });
      }),
      ...(uuids && {
        consumer: openedLate(async () => {
          const { createMappingSwitch } = await import("../core/aws/late.ts");
          return createMappingSwitch({ uuids, sqs, endpoint });
        }),
      }),
      registry: createRegistry(createJobTypes({ cache, env }), settings),
      random: Math.random,
      hooks: [
        logJobs,
        writeMetrics({ namespace: app.title, queueName }),
        countOutcomes((outcome) => stats.count(outcome)),
      ],
    },
  };
}

/** Enough to tell environments apart, and little in each record. */
const WORKER_ID_LENGTH = 12;

const aboutThis = (id: string, logStream: string): WorkerAbout => ({
  ...{ id, kind: "lambda", logStream },
  since: Math.round(performance.timeOrigin),
  coldStartMs: Math.round(loadedAfterMs),
});

/** Writes to standard output, where CloudWatch reads metrics. The logger might leave the line out because of its level. */
const writeMetrics = (owner: { namespace: string; queueName: string }): JobHook => ({
  name: "metrics",
  outcome: ({ at, outcome, cause, queueWaitMs, runMs }) => {
    // Neither a success nor a failure.
    if (outcome === "snoozed" || outcome === "cancelled") return;
    const numbers = {
      ...(cause && { cause }),
      ...(queueWaitMs !== undefined && { queueWaitMs }),
      ...(runMs !== undefined && { runMs }),
    };
    process.stdout.write(metricsText(jobMetrics({ ...owner, at, outcome, ...numbers })));
  },
});

/**
 * A handler whose backend is built at the first event and then kept: a mistake in the environment becomes an error
 * of the invocation, with its message in the log, or what `onFailedStart` makes of it.
 */
export function onAws<Event, Context, Result>(
  functionName: string,
  createHandler: (setup: FunctionSetup) => (event: Event, context: Context) => Promise<Result>,
  onFailedStart?: (error: unknown, event: Event, context: Context) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  let started: { setup: FunctionSetup; handler: ReturnType<typeof createHandler> } | undefined;
  return async (event, context) => {
    try {
      const setup = started?.setup ?? createAwsSetup(functionName);
      started ??= { setup, handler: createHandler(setup) };
    } catch (error) {
      if (onFailedStart) return await onFailedStart(error, event, context);
      throw error;
    }
    const { setup, handler } = started;
    try {
      return await handler(event, context);
    } finally {
      // Within the invocation: after it the environment is frozen, and a request that is under way with it.
      await setup.backend.stats?.flush();
    }
  };
}
