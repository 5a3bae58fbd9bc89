// The embedded AWS in one process: SQS, the event source mapping, execution environments, gateway, alarm and schedules.
import { resolve } from "node:path";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Logger } from "pino";
import { type App, settingsOf } from "../core/define-app.ts";
import type { Backend } from "../core/jobs/index.ts";
import { createLogger, type LogLevel } from "../core/log.ts";
import { eachPriority } from "../core/priorities.ts";
import type { Settings, SettingsOverrides } from "../core/settings.ts";
import { returnAbandoned } from "./after-kill.ts";
import { disturbMapping } from "./chaos/mapping.ts";
import { type Chaos, type ChaosOptions, startChaos } from "./chaos.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Cloud, startEmbeddedCloud } from "./cloud.ts";
import { CloudWatchAlarm } from "./cloudwatch-alarm.ts";
import { isPausedBy } from "./consumer-switch.ts";
import { type ControlPlane, createControlPlane } from "./control-plane.ts";
import { flushStats, statsEveryMs } from "./flush-stats.ts";
import { createFunctions, type Functions, functionVariables } from "./functions.ts";
import { type Pages, startGateway } from "./gateway.ts";
import { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import { SwitchedMappings } from "./lambda/switched-mappings.ts";
import { keepLog, logFileIn } from "./log-file.ts";
import type { LogOutput } from "./log-output.ts";
import { noteFailure } from "./note-failure.ts";
import { Schedule } from "./schedule.ts";
import { ownServices } from "./services.ts";
import { createSetup, DATA_FOLDER } from "./setup.ts";
import { createInProcessClient, type SqsClient } from "./sqs/in-process-client.ts";
import { explainPort } from "./taken-error.ts";

export type RuntimeOptions = {
  app: App;
  /** Absent: nothing is kept after the process ends. */
  dataFolder?: string;
  /** Instead of the embedded SQS and store: LocalStack's, say. */
  cloud?: (app: App, settings: Settings) => Promise<Cloud>;
  host?: string;
  /** 0 for any free port. */
  sqsPort: number;
  apiPort: number;
  allowHosts?: string[];
  overrides?: SettingsOverrides;
  /** False beside a worker that consumes the queue. */
  consumer?: boolean;
  /** Seconds between two looks of the alarm at the dead-letter queue. CloudWatch's is a minute (docs/differences.md). */
  alarmSeconds?: number;
  output: LogOutput;
  logLevel: LogLevel;
  apiToken?: string | undefined;
  /** More variables for the functions: those that the app's own code reads (`app.variables`). */
  env?: Record<string, string>;
  /** Faults at random (`local/chaos.ts`). */
  chaos?: ChaosOptions | undefined;
  clock?: Clock;
  /** Pages at the API's address, made of what the runtime has. */
  pages?: (runtime: Pick<Runtime, "backend" | "queues" | "sqs" | "sqsUrl" | "deadLetterQueueUrl">) => Pages;
};

export type Runtime = {
  apiUrl: string;
  sqsUrl: string;
  /** Of the priority `default`. */
  queueUrl: string;
  queues: Cloud["queues"];
  deadLetterQueueUrl: string;
  /** What each function finds in its environment; another process finds this AWS and its store with it. */
  env: Record<string, string>;
  settings: Settings;
  /** The same store and queues, for the process that embeds the runtime. */
  backend: Backend;
  sqs: SQSClient;
  functions: Functions;
  /** The faults that were asked for, and how many have struck. */
  chaos?: Chaos | undefined;
  /** Ends each environment as soon as it is idle, so that the next invocation of each function loads the changed code. */
  recycle(): void;
  /** Whether a function runs, or a message is received and not yet deleted or given back. */
  isBusy(): boolean;
  /** Ends every environment that is busy. The event source mapping still notes why each invocation failed. */
  interrupt(): Promise<void>;
  /** Stops receiving, gives running jobs half of `graceMs` to finish and half to go back to the queue, and ends everything. */
  close(graceMs?: number): Promise<void>;
};

/** @throws Error of one line when a port is taken, the data folder is in use, or a setting is wrong. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { app, clock = systemClock, host = "127.0.0.1", allowHosts = [], dataFolder } = options;
  const kept = dataFolder === undefined ? undefined : keepLog(options.output, logFileIn(dataFolder));
  const output = kept ?? options.output;
  const settings = settingsOf(app, options.overrides);
  const log = createLogger("local", options.logLevel, output);
  let controlPlane: ControlPlane | undefined;
  const startCloud =
    options.cloud ??
    (() =>
      startEmbeddedCloud(app, settings, {
        dataFolder,
        host,
        allowHosts,
        port: options.sqsPort,
        clock,
        elsewhere: (request, body) => controlPlane?.(request, body),
      }));
  const cloud = await startCloud(app, settings);
  const env: Record<string, string> = {
    ...cloud.env,
    ...functionVariables({ ...options, ...cloud }),
    ...(dataFolder === undefined ? {} : { [DATA_FOLDER]: resolve(dataFolder) }),
    ...options.env,
  };
  const sqs = cloud.perform && { perform: cloud.perform };
  const { backend } = await createSetup("local", env, {
    destination: output,
    services: { ...(sqs && { sqs }) },
  }).catch(async (error: unknown) => {
    await cloud.close();
    throw error;
  });
  const services = { ...ownServices(backend, env), ...(sqs && { sqs }) };
  const closeParts = async () => {
    backend.store.close();
    await cloud.close();
  };
  const chaos = await startChaos(options.chaos, backend, services, log).catch(async (error: unknown) => {
    await closeParts();
    throw error;
  });
  const functions = createFunctions(settings, { env, services, clock, log, output, chaos });
  const gateway = await startGateway({
    port: options.apiPort,
    host,
    allowHosts,
    api: functions.api,
    pages: options.pages?.({ ...cloud, backend }),
    log,
  }).catch(async (error: unknown) => {
    await closeParts();
    throw explainPort(error, options.apiPort, host, "--port");
  });
  await returnAbandoned(cloud, backend);
  const client = cloud.perform ? createInProcessClient(cloud.perform, cloud.sqs) : cloud.sqs;
  const mappings =
    options.consumer === false
      ? undefined
      : new SwitchedMappings({
          start: () => createMappings(client, cloud, backend, functions, clock, log, chaos),
          isPaused: isPausedBy(backend),
          ...{ clock, log },
        });
  const counting = flushStats(backend, { kind: "dev", everyMs: statsEveryMs(env), clock });
  const alarm = createAlarm(app, client, cloud, settings, functions, clock, log, options.alarmSeconds);
  const moved = async () => await mappings?.look();
  controlPlane = createControlPlane({ app, backend, queues: cloud.queues, env, host, alarm, moved });
  const watchers = [alarm, ...createSchedules(settings, functions, clock, log)];

  return {
    ...cloud,
    env,
    apiUrl: gateway.url,
    settings,
    backend,
    functions,
    chaos,
    recycle: () => {
      for (const lambda of Object.values(functions)) lambda.recycle();
      mappings?.resume();
    },
    isBusy: () =>
      Object.values(functions).some(({ running }) => running > 0) ||
      (mappings !== undefined && mappings.running > 0),
    async interrupt() {
      await Promise.all(Object.values(functions).map((lambda) => lambda.interrupt()));
    },
    async close(graceMs = 0) {
      for (const watcher of watchers) watcher.close();
      // Jobs must tell the queue how they ended before the queue is closed.
      const drained = Promise.all([mappings?.close(), gateway.close()]);
      await Promise.all(Object.values(functions).map((lambda) => lambda.close(graceMs / 2, graceMs / 2)));
      // No function is left that could answer an open request.
      gateway.cut();
      await drained;
      if (chaos) log.info({ struck: chaos.summary() }, "chaos: summary");
      await counting.close();
      await closeParts();
      kept?.close();
    },
  };
}

/** One for each priority's queue, as on AWS. All of them call the one consumer, with its one reserve. */
function createMappings(
  client: SqsClient,
  cloud: Cloud,
  backend: Backend,
  functions: Functions,
  clock: Clock,
  log: Logger,
  chaos: Chaos | undefined,
) {
  const { settings } = backend;
  return eachPriority(cloud.queues).map(([priority, { url, arn }]) => {
    const mapping = {
      client,
      queueUrl: url,
      queueArn: arn,
      target: functions.consumer,
      batchSize: settings.consumer.batchSize,
      maximumConcurrency: settings.consumer.shares[priority] ?? settings.consumer.leastConcurrency,
      visibilityTimeoutSeconds: settings.queue.visibilityTimeoutSeconds,
      waitTimeSeconds: settings.queue.waitTimeSeconds,
      onFailedInvocation: noteFailure(backend),
      clock,
      log,
    };
    return new EventSourceMapping(chaos ? disturbMapping(chaos, mapping) : mapping);
  });
}

function createAlarm(
  app: App,
  client: SqsClient,
  cloud: Cloud,
  settings: Settings,
  functions: Functions,
  clock: Clock,
  log: Logger,
  everySeconds: number = settings.deadLetters.periodSeconds,
): CloudWatchAlarm {
  return new CloudWatchAlarm({
    client,
    queueUrl: cloud.deadLetterQueueUrl,
    queueName: app.deadLetterQueueName,
    everySeconds,
    clock,
    log,
    action: (event) => functions.deadLetters.invoke(event),
  });
}

function createSchedules(settings: Settings, functions: Functions, clock: Clock, log: Logger): Schedule[] {
  const every = (name: "deadLetters" | "recover", everySeconds: number) =>
    new Schedule({ name, everySeconds, clock, log, action: (event) => functions[name].invoke(event) });
  return [
    every("deadLetters", settings.deadLetters.sweepSeconds),
    every("recover", settings.recover.everySeconds),
  ];
}
