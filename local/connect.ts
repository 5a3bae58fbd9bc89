// The backend for a script of one's own: of `npm run dev` on this machine, or of AWS where the environment names its table.
import { existsSync } from "node:fs";
import { join } from "node:path";
import pino, { type Logger } from "pino";
import { type Backend, VisibleError } from "../core/jobs/index.ts";
import { createSetup, JOB_STORE_FILE } from "./setup.ts";

export const DEFAULT_DATA_FOLDER = ".local";
export const DEFAULT_SQS_PORT = 4566;

export type ConnectOptions = {
  /** Data folder of `npm run dev`; without it BRIEFINGS_DATA, else `.local` in the working directory. */
  data?: string;
  /** Port of its SQS; without it BRIEFINGS_SQS_PORT, else 4566. */
  sqsPort?: number;
  /** Gets the engine's log lines, such as "job enqueued"; without it they go nowhere. */
  log?: Logger;
  /** Instead of `process.env`. */
  env?: NodeJS.ProcessEnv;
};

/**
 * Builds the backend that `enqueue` and the functions of `core/jobs/operations.ts` take; `close` releases it.
 * With TABLE_NAME set it is AWS's, or LocalStack's: QUEUE_URL, DEAD_LETTER_QUEUE_URL and what the AWS SDK reads must be
 * set too. Without, it is that of `npm run dev`, which needs no variable.
 * @throws VisibleError `backend-unavailable` when there is no data folder yet; Error that names what the environment lacks.
 */
export async function connect(options: ConnectOptions = {}): Promise<Backend & { close(): void }> {
  const { env = process.env, log = pino({ level: "silent" }) } = options;
  const backend = env.TABLE_NAME ? await openAws(env) : await openLocal(options, env);
  return { ...backend, log, close: () => backend.store.close() };
}

/** Loaded only when it is asked for: another SDK client. */
async function openAws(env: NodeJS.ProcessEnv): Promise<Backend> {
  const { createAwsSetup } = await import("../functions/backend.ts");
  return createAwsSetup("connect", env).backend;
}

async function openLocal(options: ConnectOptions, env: NodeJS.ProcessEnv): Promise<Backend> {
  const data = options.data ?? (env.BRIEFINGS_DATA || DEFAULT_DATA_FOLDER);
  const sqsPort = options.sqsPort ?? Number(env.BRIEFINGS_SQS_PORT || DEFAULT_SQS_PORT);
  const file = join(data, "jobs.sqlite");
  if (!existsSync(file)) {
    throw new VisibleError(
      "backend-unavailable",
      `there is no ${file}: start \`npm run dev\` first, or name its folder with --data or BRIEFINGS_DATA`,
    );
  }
  const variables = { ...localEnvironment(sqsPort), ...env, [JOB_STORE_FILE]: file };
  return (await createSetup("connect", variables)).backend;
}

/** Where `npm run dev` has its queues. The embedded SQS takes any credentials. */
export function localEnvironment(sqsPort: number): Record<string, string> {
  const endpoint = `http://127.0.0.1:${sqsPort}`;
  const queues = `${endpoint}/000000000000`;
  return {
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    QUEUE_URL: `${queues}/briefings`,
    DEAD_LETTER_QUEUE_URL: `${queues}/briefings-dead`,
  };
}
