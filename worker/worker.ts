// The standalone worker: the consumer as a long-running process against any SQS endpoint, for a container.
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { createSqsClient } from "../core/aws/clients.ts";
import { readEnvironment } from "../core/aws/env.ts";
import { explained } from "../core/aws/explained-client.ts";
import { type App, settingsOf } from "../core/define-app.ts";
import type { Backend } from "../core/jobs/index.ts";
import { createLogger } from "../core/log.ts";
import { eachPriority, type Priority, QUEUE_VARIABLES } from "../core/priorities.ts";
import { systemClock } from "../local/clock.ts";
import { isPausedBy } from "../local/consumer-switch.ts";
import { flushStats, statsEveryMs } from "../local/flush-stats.ts";
import { EventSourceMapping } from "../local/lambda/event-source-mapping.ts";
import { LambdaFunction } from "../local/lambda/lambda-function.ts";
import { SwitchedMappings } from "../local/lambda/switched-mappings.ts";
import type { LogOutput } from "../local/log-output.ts";
import { noteFailure } from "../local/note-failure.ts";
import { ownServices } from "../local/services.ts";
import { appVariable, clientOptions, createSetup } from "../local/setup.ts";
import { serveHealth } from "./health.ts";

export type WorkerOptions = {
  app: App;
  /** QUEUE_URL, TABLE_NAME or JOB_STORE_FILE, and what the SDK reads: endpoints, region, credentials. */
  env: NodeJS.ProcessEnv;
  host: string;
  /** Of the health endpoint; 0 for any free port. */
  healthPort: number;
  output: LogOutput;
};

export type StandaloneWorker = {
  healthUrl: string;
  /** Stops receiving, gives running jobs `graceMs` to finish or go back to the queue, and ends. */
  close(graceMs: number): Promise<void>;
};

/** @throws Error when the environment is incomplete, or the queue or the health port cannot be had. */
export async function startWorker(options: WorkerOptions): Promise<StandaloneWorker> {
  const { app, output, host } = options;
  const env = { ...options.env, ...appVariable(app) };
  const environment = readEnvironment(app, env);
  const settings = settingsOf(app, environment.overrides);
  const { queueUrls } = environment;
  const log = createLogger("worker", environment.logLevel, output);
  const sqs = explained(
    createSqsClient({
      ...clientOptions(options.env, "AWS_ENDPOINT_URL_SQS"),
      waitTimeSeconds: settings.queue.waitTimeSeconds,
    }),
  );
  const backend = await openBackend(env, output);
  const { store } = backend;
  const openRest = async () => ({
    queues: await Promise.all(
      eachPriority(queueUrls).map(async ([priority, queueUrl]) => ({
        queueUrl,
        ...(await describeQueue(sqs, priority, queueUrl)),
        maximumConcurrency: settings.consumer.shares[priority] ?? settings.consumer.leastConcurrency,
      })),
    ),
    health: await serveHealth(host, options.healthPort),
  });
  const { queues, health } = await openRest().catch((error: unknown) => {
    store.close();
    sqs.destroy();
    throw error;
  });
  const consumer = new LambdaFunction({
    functionName: "consumer",
    module: new URL("../functions/consumer.ts", import.meta.url).href,
    setup: new URL("../local/setup.ts", import.meta.url).href,
    timeoutSeconds: settings.consumer.timeoutSeconds,
    memoryMb: settings.consumer.memoryMb,
    reservedConcurrency: settings.consumer.reservedConcurrency,
    env: definedOnly(env),
    services: ownServices(backend, env),
    clock: systemClock,
    log,
    onLog: output.write,
  });
  const start = () =>
    queues.map(
      (queue) =>
        new EventSourceMapping({
          ...queue,
          client: sqs,
          target: consumer,
          batchSize: settings.consumer.batchSize,
          waitTimeSeconds: settings.queue.waitTimeSeconds,
          extendVisibility: true,
          onFailedInvocation: noteFailure(backend),
          clock: systemClock,
          log,
        }),
    );
  const mappings = new SwitchedMappings({ start, isPaused: isPausedBy(backend), clock: systemClock, log });
  const counting = flushStats(backend, { kind: "worker", everyMs: statsEveryMs(env), clock: systemClock });
  health.watch({ mappings, consumer, store, clock: systemClock });
  for (const { queueUrl, maximumConcurrency } of queues) {
    log.info({ queueUrl, concurrency: maximumConcurrency }, "worker started");
  }

  return {
    healthUrl: health.url,
    async close(graceMs) {
      const drained = mappings.close();
      await consumer.close(graceMs / 2, graceMs / 2);
      await drained;
      health.close();
      await counting.close();
      store.close();
      sqs.destroy();
      log.info("worker stopped");
    },
  };
}

async function describeQueue(sqs: SQSClient, priority: Priority, queueUrl: string) {
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ["QueueArn", "VisibilityTimeout"],
      }),
    );
    return {
      queueArn: Attributes?.QueueArn ?? "",
      visibilityTimeoutSeconds: Number(Attributes?.VisibilityTimeout ?? 30),
    };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(
      `queue ${queueUrl} cannot be reached: ${reason}. Check ${QUEUE_VARIABLES[priority]}, the endpoint (AWS_ENDPOINT_URL_SQS) and the credentials.`,
      { cause: error },
    );
  }
}

/** Opens the backend and checks the job store: without it a worker would only use up the receives of messages. */
async function openBackend(env: NodeJS.ProcessEnv, output: LogOutput): Promise<Backend> {
  const { backend } = await createSetup("worker", env, { destination: output });
  try {
    await backend.store.ping();
    return backend;
  } catch (error) {
    backend.store.close();
    throw error;
  }
}

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
