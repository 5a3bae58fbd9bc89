// The embedded AWS in one process: SQS, the event source mapping, execution environments, gateway, alarm and schedules.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Logger } from "pino";
import { createSqsClient } from "../core/aws/clients.ts";
import { OVERRIDES } from "../core/aws/env.ts";
import type { Backend } from "../core/jobs/backend.ts";
import { createLogger, type LogLevel } from "../core/log.ts";
import { defineSettings, type Settings, type SettingsOverrides } from "../core/settings.ts";
import { type Clock, systemClock } from "./clock.ts";
import { CloudWatchAlarm } from "./cloudwatch-alarm.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import { LambdaFunction } from "./lambda/lambda-function.ts";
import type { LogOutput } from "./log-output.ts";
import { Schedule } from "./schedule.ts";
import { createSetup, JOB_STORE_FILE, REGISTRY_MODULE } from "./setup.ts";
import { type SqsServer, startSqsServer } from "./sqs/server.ts";

export type RuntimeOptions = {
  /** Absent: nothing outlives the process. */
  dataFolder?: string;
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
  allowPrivateSources?: boolean;
  /** More variables for the functions, such as ANTHROPIC_API_KEY. */
  env?: Record<string, string>;
  registryModule?: URL;
  clock?: Clock;
};

export type Runtime = {
  apiUrl: string;
  sqsUrl: string;
  queueUrl: string;
  deadLetterQueueUrl: string;
  settings: Settings;
  /** The same store and queues, for the process that embeds the runtime. */
  backend: Backend;
  sqs: SQSClient;
  functions: Record<FunctionName, LambdaFunction>;
  alarm: CloudWatchAlarm;
  /** The next invocation of each function starts with the code as it then is. */
  recycle(): void;
  /** Stops receiving, gives running jobs `graceMs` to finish or go back to the queue, and ends everything. */
  close(graceMs?: number): Promise<void>;
};

const FUNCTIONS = ["api", "consumer", "alarm", "recover"] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** AWS's default limit for an account; what is not reserved shares it. */
const ACCOUNT_CONCURRENCY = 1_000;
const API_INVOCATIONS_PER_ENVIRONMENT = 100;
const REGION = "us-east-1";
/** Any will do: the embedded SQS checks no signature. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local", AWS_REGION: REGION };

/** @throws Error of one line when a port is taken, the data folder is in use, or a setting is wrong. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { clock = systemClock, output, host = "127.0.0.1", allowHosts = [] } = options;
  const settings = defineSettings(options.overrides);
  const log = createLogger("local", options.logLevel, output);
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const files = dataFiles(options.dataFolder, (closer) => closers.push(closer));
    const sqsServer = await startSqsServer({
      port: options.sqsPort,
      host,
      allowHosts,
      clock,
      ...(files.sqs === undefined ? {} : { dataFile: files.sqs }),
    });
    closers.push(() => sqsServer.close());
    const sqs = createSqsClient({
      region: REGION,
      endpoint: sqsServer.url,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      waitTimeSeconds: settings.queue.waitTimeSeconds,
    });
    closers.push(() => sqs.destroy());
    const queues = await createQueues(sqs, settings);

    const env = functionEnvironment(options, sqsServer, queues, files.jobs);
    const { backend } = await createSetup("local", env, { destination: output });
    closers.push(() => backend.store.close());
    const functions = createFunctions(settings, { env, clock, log, output });
    closers.push(async () => {
      await Promise.all(Object.values(functions).map((lambda) => lambda.close(0)));
    });

    const gateway = await startGateway({ port: options.apiPort, host, allowHosts, api: functions.api, log });
    closers.push(() => gateway.close());
    const mapping =
      options.consumer === false
        ? undefined
        : new EventSourceMapping({
            client: sqs,
            queueUrl: queues.queueUrl,
            queueArn: queues.queueArn,
            target: functions.consumer,
            maximumConcurrency: settings.consumer.maximumConcurrency,
            visibilityTimeoutSeconds: settings.queue.visibilityTimeoutSeconds,
            waitTimeSeconds: settings.queue.waitTimeSeconds,
            clock,
            log,
          });
    const alarm = new CloudWatchAlarm({
      client: sqs,
      queueUrl: queues.deadLetterQueueUrl,
      queueName: settings.deadLetterQueue.name,
      everySeconds: options.alarmSeconds ?? settings.alarm.periodSeconds,
      clock,
      log,
      action: (event) => functions.alarm.invoke(event),
    });
    const schedules = createSchedules(settings, functions, clock, log);

    return {
      apiUrl: gateway.url,
      sqsUrl: sqsServer.url,
      queueUrl: queues.queueUrl,
      deadLetterQueueUrl: queues.deadLetterQueueUrl,
      settings,
      backend,
      sqs,
      functions,
      alarm,
      recycle: () => {
        for (const lambda of Object.values(functions)) lambda.recycle();
      },
      async close(graceMs = 0) {
        alarm.close();
        for (const schedule of schedules) schedule.close();
        await closeGateway(gateway, functions.api, graceMs);
        // First the jobs, whose outcome still needs the mapping to delete or return their messages.
        const drained = mapping?.close();
        await functions.consumer.close(graceMs);
        await drained;
        await close();
      },
    };
  } catch (error) {
    await close();
    throw explainStart(error, options);
  }
}

async function closeGateway(gateway: Gateway, api: LambdaFunction, graceMs: number): Promise<void> {
  const closed = gateway.close();
  await api.close(graceMs);
  await closed;
}

/** Without a data folder the queues are in memory and the job store, which threads share, in a folder that goes with the process. */
function dataFiles(folder: string | undefined, onClose: (closer: () => void) => void) {
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    return { sqs: join(folder, "sqs.sqlite"), jobs: join(folder, "jobs.sqlite") };
  }
  const temporary = mkdtempSync(join(tmpdir(), "briefings-"));
  onClose(() => rmSync(temporary, { recursive: true, force: true }));
  return { jobs: join(temporary, "jobs.sqlite") };
}

type Queues = { queueUrl: string; queueArn: string; deadLetterQueueUrl: string };

/** The queue pair, with the attributes that the settings give it; an existing one is brought in line. */
async function createQueues(sqs: SQSClient, settings: Settings): Promise<Queues> {
  const { queue, deadLetterQueue } = settings;
  const dead = await createQueue(sqs, deadLetterQueue.name, {
    MessageRetentionPeriod: String(deadLetterQueue.retentionSeconds),
  });
  const main = await createQueue(sqs, queue.name, {
    VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: queue.maxReceiveCount }),
  });
  return { queueUrl: main.url, queueArn: main.arn, deadLetterQueueUrl: dead.url };
}

async function createQueue(sqs: SQSClient, name: string, attributes: Record<string, string>) {
  const { QueueUrl: url = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
  );
  return { url, arn: Attributes?.QueueArn ?? "" };
}

/** What each function finds in its process.env: as on AWS, and what only the embedded mode needs. */
function functionEnvironment(
  options: RuntimeOptions,
  sqsServer: SqsServer,
  queues: Queues,
  jobStoreFile: string,
): Record<string, string> {
  const overrides = Object.entries(options.overrides ?? {}).flatMap(([setting, value]) =>
    value === undefined ? [] : [[OVERRIDES[setting as keyof typeof OVERRIDES], String(value)]],
  );
  return {
    ...CREDENTIALS,
    AWS_ENDPOINT_URL_SQS: sqsServer.url,
    QUEUE_URL: queues.queueUrl,
    DEAD_LETTER_QUEUE_URL: queues.deadLetterQueueUrl,
    LOG_LEVEL: options.logLevel,
    [JOB_STORE_FILE]: jobStoreFile,
    ...(options.apiToken === undefined ? {} : { API_TOKEN: options.apiToken }),
    ...(options.allowPrivateSources ? { ALLOW_PRIVATE_SOURCES: "true" } : {}),
    ...(options.registryModule ? { [REGISTRY_MODULE]: options.registryModule.href } : {}),
    ...Object.fromEntries(overrides),
    ...options.env,
  };
}

type Parts = { env: Record<string, string>; clock: Clock; log: Logger; output: LogOutput };

function createFunctions(settings: Settings, parts: Parts): Record<FunctionName, LambdaFunction> {
  const { env, clock, log, output } = parts;
  const create = (name: FunctionName) =>
    new LambdaFunction({
      functionName: name,
      module: new URL(`../functions/${name}.ts`, import.meta.url).href,
      setup: new URL("./setup.ts", import.meta.url).href,
      timeoutSeconds: settings[name].timeoutSeconds,
      memoryMb: settings[name].memoryMb,
      reservedConcurrency: name === "consumer" ? settings.consumer.reservedConcurrency : ACCOUNT_CONCURRENCY,
      ...(name === "api" ? { invocationsPerEnvironment: API_INVOCATIONS_PER_ENVIRONMENT } : {}),
      env,
      clock,
      log,
      onLog: output.write,
    });
  return {
    api: create("api"),
    consumer: create("consumer"),
    alarm: create("alarm"),
    recover: create("recover"),
  };
}

function createSchedules(
  settings: Settings,
  functions: Record<FunctionName, LambdaFunction>,
  clock: Clock,
  log: Logger,
): Schedule[] {
  const every = (name: "alarm" | "recover", everySeconds: number) =>
    new Schedule({ name, everySeconds, clock, log, action: (event) => functions[name].invoke(event) });
  return [every("alarm", settings.alarm.sweepSeconds), every("recover", settings.recover.everySeconds)];
}

/** One line that says what is wrong and how to mend it. */
function explainStart(error: unknown, { apiPort, host = "127.0.0.1" }: RuntimeOptions): unknown {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return error;
  if (error.code === "EADDRINUSE" && "port" in error && error.port === apiPort) {
    return new Error(
      `port ${apiPort} on ${host} is taken; end what listens there, or choose another with --port`,
      { cause: error },
    );
  }
  return error;
}
