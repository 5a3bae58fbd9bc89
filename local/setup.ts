// Builds the backend outside AWS: SQS at whatever endpoint the environment names, and the SQLite store, or DynamoDB's where TABLE_NAME is set.
import type { DestinationStream } from "pino";
import { type ClientOptions, createSqsClient } from "../core/aws/clients.ts";
import { readEnvironment } from "../core/aws/env.ts";
import { createDeadLetterQueue, createJobQueue } from "../core/aws/sqs-queue.ts";
import { type Backend, createRegistry, type JobType, logJobs, trustBacklog } from "../core/jobs/index.ts";
import { createLogger } from "../core/log.ts";
import { createJobTypes } from "../core/registry.ts";
import { defineSettings, type Settings } from "../core/settings.ts";
import type { FunctionSetup } from "../functions/backend.ts";
import { createSqliteCache } from "./sqlite-cache.ts";
import { openSqliteItems } from "./sqlite-items.ts";
import { createSqliteStore } from "./sqlite-store.ts";

export type LocalSetupOptions = {
  destination?: DestinationStream;
  shutdown?: AbortSignal;
};

/** Names of the variables that only the embedded mode reads. */
export const JOB_STORE_FILE = "JOB_STORE_FILE";
/** URL of a module that exports `createJobTypes`, instead of `core/registry.ts`: job types of a test. */
export const REGISTRY_MODULE = "REGISTRY_MODULE";

export async function createSetup(
  functionName: string,
  env: NodeJS.ProcessEnv,
  options: LocalSetupOptions = {},
): Promise<FunctionSetup> {
  const environment = readEnvironment(env);
  const settings = defineSettings(environment.overrides);
  const now = Date.now;
  const client = createSqsClient(clientOptions(env, "AWS_ENDPOINT_URL_SQS"));
  const storage = await openStorage(env, environment.tableName, settings);
  const queue = createJobQueue({ client, queueUrl: environment.queueUrl });
  return {
    environment,
    backend: {
      settings,
      ...storage,
      queue: trustBacklog(queue, settings.queue, now),
      deadLetters: createDeadLetterQueue({ client, queueUrl: environment.deadLetterQueueUrl }),
      registry: createRegistry(await jobTypesOf(env, environment, storage.cache), settings),
      hooks: [logJobs],
      log: createLogger(functionName, environment.logLevel, options.destination),
      now,
      random: Math.random,
      redriveKeepsMessageId: environment.redriveKeepsMessageId,
      ...(options.shutdown ? { shutdown: options.shutdown } : {}),
    },
  };
}

async function openStorage(
  env: NodeJS.ProcessEnv,
  tableName: string | undefined,
  settings: Settings,
): Promise<Pick<Backend, "store" | "cache">> {
  const now = Date.now;
  if (tableName === undefined) {
    const file = env[JOB_STORE_FILE];
    if (!file)
      throw new Error(
        `environment: neither TABLE_NAME (DynamoDB) nor ${JOB_STORE_FILE} (SQLite) is set; set one of them`,
      );
    const options = { file, settings, now };
    const items = openSqliteItems(options);
    return { store: createSqliteStore(options, items), cache: createSqliteCache(items) };
  }
  const [{ createDynamoStore }, { createDynamoCache }, { createDynamoClient }] = await Promise.all([
    import("../core/aws/dynamo-store.ts"),
    import("../core/aws/dynamo-cache.ts"),
    import("../core/aws/clients.ts"),
  ]);
  const client = createDynamoClient(clientOptions(env, "AWS_ENDPOINT_URL_DYNAMODB"));
  const table = { client, tableName, settings, now };
  return { store: createDynamoStore(table), cache: createDynamoCache(table) };
}

/** Said outright: in the process that embeds the runtime, `env` is not what the SDK would find in process.env. */
export function clientOptions(env: NodeJS.ProcessEnv, endpointVariable: string): ClientOptions {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  const endpoint = env[endpointVariable] ?? env.AWS_ENDPOINT_URL;
  return {
    ...(AWS_REGION && { region: AWS_REGION }),
    ...(endpoint && { endpoint }),
    ...(AWS_ACCESS_KEY_ID &&
      AWS_SECRET_ACCESS_KEY && {
        credentials: {
          accessKeyId: AWS_ACCESS_KEY_ID,
          secretAccessKey: AWS_SECRET_ACCESS_KEY,
          ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
        },
      }),
  };
}

async function jobTypesOf(
  env: NodeJS.ProcessEnv,
  { briefings }: FunctionSetup["environment"],
  cache: Backend["cache"],
): Promise<JobType[]> {
  const module = env[REGISTRY_MODULE];
  const create: typeof createJobTypes = module ? (await import(module)).createJobTypes : createJobTypes;
  return create({ briefings, cache });
}
