// Builds the backend outside AWS: SQS at the endpoint that the environment names, and the SQLite store, or DynamoDB when TABLE_NAME is set.
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { DestinationStream, Logger } from "pino";
import { type ClientOptions, createSqsClient } from "../core/aws/clients.ts";
import { readEnvironment } from "../core/aws/env.ts";
import { createMappingSwitch } from "../core/aws/event-source-mapping-switch.ts";
import { explained } from "../core/aws/explained-client.ts";
import { createQueueBrowser } from "../core/aws/sqs-browser.ts";
import { createDeadLetterQueue } from "../core/aws/sqs-dead-letters.ts";
import { createJobQueues } from "../core/aws/sqs-priorities.ts";
import { type App, defineApp, settingsOf } from "../core/define-app.ts";
import type { CreateJobTypes } from "../core/job-types.ts";
import {
  type Backend,
  countOutcomes,
  createRegistry,
  createStats,
  logJobs,
  trustBacklog,
} from "../core/jobs/index.ts";
import { createLogger } from "../core/log.ts";
import type { Settings } from "../core/settings.ts";
import type { FunctionSetup } from "../functions/backend.ts";
import { ownWorkerId, statsEveryMs } from "./flush-stats.ts";
import type { Services } from "./lambda/protocol.ts";
import { logFileIn } from "./log-file.ts";
import { createJobLog } from "./log-reader.ts";
import { type LocalServices, servicesOver } from "./services.ts";
import { createSqliteCache } from "./sqlite-cache.ts";
import { openSqliteItems } from "./sqlite-items.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { createInProcessClient } from "./sqs/in-process-client.ts";

export type LocalSetupOptions = {
  destination?: DestinationStream;
  /** Instead of one that writes to `destination`. */
  log?: Logger;
  shutdown?: AbortSignal;
  /** What this thread has open already, or reaches in the main thread. */
  services?: LocalServices | Services | undefined;
};

/** Names of the variables that only the embedded mode reads. */
export const JOB_STORE_FILE = "JOB_STORE_FILE";
/** Where the app's own code may keep files on a laptop, beside queues and job records. */
export const DATA_FOLDER = "DATA_FOLDER";
/** Variable that holds the app as JSON. A Lambda function has the app in its bundle; an execution environment here gets it by this variable. */
export const APP = "APP";

export const appVariable = (app: App): Record<string, string> => ({ [APP]: JSON.stringify(app) });

export async function createSetup(
  functionName: string,
  env: NodeJS.ProcessEnv,
  options: LocalSetupOptions = {},
): Promise<FunctionSetup> {
  const app = readApp(env);
  const environment = readEnvironment(app, env);
  const settings = settingsOf(app, environment.overrides);
  const now = Date.now;
  const services = openServices(options.services);
  const wireOptions = clientOptions(env, "AWS_ENDPOINT_URL_SQS");
  const wire = explained(createSqsClient(wireOptions));
  const client = services.sqs ? createInProcessClient(services.sqs.perform, wire) : wire;
  const { store, cache } = services;
  const storage = store && cache ? { store, cache } : await openStorage(env, environment.tableName, settings);
  const { createJobTypes }: { createJobTypes: CreateJobTypes } = await import(app.registry);
  const queue = createJobQueues({ client, queueUrls: environment.queueUrls });
  const { eventSourceMappingIds: uuids, lambdaEndpoint: endpoint } = environment;
  const log = options.log ?? createLogger(functionName, environment.logLevel, options.destination);
  const stats = services.stats ?? createStats({ store: storage.store, log, now }, statsEveryMs(env));
  return {
    app,
    environment,
    backend: {
      settings,
      ...storage,
      stats,
      workerId: ownWorkerId(),
      queue: trustBacklog(queue, settings.queue, now),
      deadLetters: createDeadLetterQueue({ client, queueUrl: environment.deadLetterQueueUrl }),
      ...(uuids && { consumer: createMappingSwitch({ uuids, sqs: wire, endpoint }) }),
      registry: createRegistry(createJobTypes({ env, cache: storage.cache }), settings),
      hooks: [logJobs, countOutcomes((outcome) => stats.count(outcome))],
      log,
      now,
      random: Math.random,
      ...(await jobLogOf(env, wire)),
      queueBrowser: createQueueBrowser({ client: wire, endpoint: wireOptions.endpoint }),
      openProbes: async () => await (await import("./doctor.ts")).openProbes(app, env),
      redriveKeepsMessageId: environment.redriveKeepsMessageId,
      ...(options.shutdown ? { shutdown: options.shutdown } : {}),
    },
  };
}

/** That of a deployed stage, whose log groups are named; or that which `dev` keeps beside its data. */
async function jobLogOf(env: NodeJS.ProcessEnv, sqs: SQSClient): Promise<Pick<Backend, "jobLog">> {
  const { LOG_GROUPS, [DATA_FOLDER]: folder } = env;
  if (!LOG_GROUPS) return folder ? { jobLog: createJobLog(logFileIn(folder)) } : {};
  const { createInsightsLog } = await import("../core/aws/insights-log.ts");
  const { endpoint } = clientOptions(env, "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS");
  const logGroups = LOG_GROUPS.split(",").map((name) => name.trim());
  return { jobLog: createInsightsLog({ sqs, endpoint, logGroups }) };
}

function openServices(given: LocalSetupOptions["services"] = {}): LocalServices {
  return "port" in given ? servicesOver(given) : given;
}

/** @throws Error when the variable is missing: the process was not started by the runtime, the worker or `connect`. */
function readApp(env: NodeJS.ProcessEnv): App {
  const json = env[APP];
  if (!json)
    throw new Error(`environment: ${APP} is not set; start the app by startRuntime, startWorker or connect`);
  return defineApp(JSON.parse(json));
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
  const client = explained(createDynamoClient(clientOptions(env, "AWS_ENDPOINT_URL_DYNAMODB")));
  const table = { client, tableName, settings, now };
  return { store: createDynamoStore(table), cache: createDynamoCache(table) };
}

/** The SDK would read process.env, which in the process that embeds the runtime is not `env`. */
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
