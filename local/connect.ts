// The backend for scripts: that of the app's `dev` on this machine, or that of AWS when the environment names its table.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import pino, { type Logger } from "pino";
import type { App } from "../core/define-app.ts";
import { type Backend, createDocumentSwitch, type JobHook, VisibleError } from "../core/jobs/index.ts";
import { createLogger } from "../core/log.ts";
import { mapPriorities, queueVariables } from "../core/priorities.ts";
import { switchVariables } from "./consumer-switch.ts";
import { logFileIn, openLogFile } from "./log-file.ts";
import { appVariable, createSetup, DATA_FOLDER, JOB_STORE_FILE } from "./setup.ts";

export const DEFAULT_SQS_PORT = 4566;

export type ConnectOptions = {
  /** Data folder of the app's `dev`; without it the variable `<PREFIX>DATA`, else `app.dataFolder`. */
  data?: string;
  /** Port of its SQS; without it the variable `<PREFIX>SQS_PORT`, else 4566. */
  sqsPort?: number;
  /** Gets the engine's log lines, such as "job enqueued"; without it they go into the log that `dev` keeps, or nowhere. */
  log?: Logger;
  /** Instead of `process.env`. */
  env?: NodeJS.ProcessEnv;
};

/** The variables that say where the app is: the folder and the port of its `dev`, or the deployed stage (for the command line). */
export const placeVariables = ({ variablePrefix }: App) => ({
  data: `${variablePrefix}DATA`,
  sqsPort: `${variablePrefix}SQS_PORT`,
  stage: `${variablePrefix}STAGE`,
});

/**
 * Builds the backend that `enqueue` and the other functions of `core/jobs/index.ts` take; `close` releases it.
 * With TABLE_NAME set it is AWS's, or LocalStack's: QUEUE_URL, DEAD_LETTER_QUEUE_URL and what the AWS SDK reads must be
 * set too. Without, it is that of the app's `dev` on this machine, which needs no variable.
 * @throws VisibleError `backend-unavailable` when there is no data folder yet; Error that names what the environment lacks.
 */
export async function connect(app: App, options: ConnectOptions = {}): Promise<Backend & { close(): void }> {
  const variables = endpointVariables(app, options);
  const folder = variables[DATA_FOLDER];
  const kept = options.log || !folder ? undefined : openLogFile(logFileIn(folder));
  const log = options.log ?? (kept ? createLogger("connect", "info", kept) : pino({ level: "silent" }));
  const setup = createSetup("connect", { ...variables, ...appVariable(app) }, { log });
  const { backend } = await setup.catch((error: unknown) => {
    kept?.close();
    throw error;
  });
  // A script ends few jobs and may end itself at any time, so each outcome is written at once.
  const writeAtOnce: JobHook = { name: "stats", outcome: () => backend.stats?.flush({ now: true }) };
  return {
    ...backend,
    ...readHere(backend, options),
    hooks: [...(backend.hooks ?? []), writeAtOnce],
    close() {
      backend.store.close();
      kept?.close();
    },
  };
}

/** Where `connect` looks: the variables that the SDK reads, those of queues and table, or of the job store's file. @throws as `connect` */
export function endpointVariables(app: App, options: ConnectOptions = {}): NodeJS.ProcessEnv {
  const { env = process.env } = options;
  return env.TABLE_NAME ? env : localVariables(app, options, env);
}

/** On this machine the switch's document is read, also while `dev` is not running; it is moved by Lambda's API. */
function readHere(backend: Backend, { env = process.env }: ConnectOptions): Pick<Backend, "consumer"> {
  const { consumer } = backend;
  if (env.TABLE_NAME || consumer === undefined) return {};
  const document = createDocumentSwitch(backend);
  return {
    consumer: { ...consumer, read: async () => ({ ...(await document.read()), by: "event source mapping" }) },
  };
}

function localVariables(app: App, options: ConnectOptions, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = placeVariables(app);
  const data = options.data ?? (env[names.data] || app.dataFolder);
  const sqsPort = options.sqsPort ?? Number(env[names.sqsPort] || DEFAULT_SQS_PORT);
  const file = join(data, "jobs.sqlite");
  if (!existsSync(file)) {
    throw new VisibleError(
      "backend-unavailable",
      `there is no ${file}: start \`npm run dev\` first, or name its folder with --data or ${names.data}`,
    );
  }
  return { ...localEnvironment(app, sqsPort), ...env, [JOB_STORE_FILE]: file, [DATA_FOLDER]: resolve(data) };
}

/** Where the app's `dev` has its queues. The embedded SQS takes any credentials. */
export function localEnvironment(app: App, sqsPort: number): Record<string, string> {
  const endpoint = `http://127.0.0.1:${sqsPort}`;
  const queues = `${endpoint}/000000000000`;
  return {
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    ...queueVariables(mapPriorities(app.queueNames, (name) => `${queues}/${name}`)),
    DEAD_LETTER_QUEUE_URL: `${queues}/${app.deadLetterQueueName}`,
    ...switchVariables(app, endpoint),
  };
}
