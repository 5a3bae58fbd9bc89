// The backend of the CLI: the embedded one by default, AWS's (or LocalStack's) where the environment names a table.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import pino from "pino";
import type { Backend } from "../core/jobs/backend.ts";
import { VisibleError } from "../core/jobs/errors.ts";
import { portOf } from "./numbers.ts";

export type BackendOptions = { data: string; sqsPort: number };

export const DEFAULT_DATA_FOLDER = ".local";
export const DEFAULT_SQS_PORT = 4566;

/** The options of every verb that reads the ledger. */
export const withBackendOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("--data <folder>", "data folder of `briefings dev`")
        .default(DEFAULT_DATA_FOLDER)
        .env("BRIEFINGS_DATA"),
    )
    .addOption(
      new Option("--sqs-port <port>", "port of its SQS")
        .argParser(portOf)
        .default(DEFAULT_SQS_PORT)
        .env("BRIEFINGS_SQS_PORT"),
    );

/** Opens the backend, runs `work`, and closes it. */
export async function useBackend<T>(
  options: BackendOptions,
  work: (backend: Backend) => Promise<T>,
): Promise<T> {
  const backend = await openBackend(options);
  try {
    return await work(backend);
  } finally {
    backend.store.close();
  }
}

/** @throws VisibleError `not-running` when there is no data folder yet. */
async function openBackend({ data, sqsPort }: BackendOptions): Promise<Backend> {
  if (process.env.TABLE_NAME) {
    const { createAwsSetup } = await import("../functions/backend.ts");
    return { ...createAwsSetup("cli").backend, log: silent() };
  }
  const file = join(data, "jobs.sqlite");
  if (!existsSync(file)) {
    throw new VisibleError(
      "backend-unavailable",
      `there is no ${file}: start \`npm run dev\` first, or name its folder with --data`,
    );
  }
  const { createSetup, JOB_STORE_FILE } = await import("../local/setup.ts");
  const { backend } = await createSetup("cli", {
    ...localEnvironment(sqsPort),
    ...process.env,
    [JOB_STORE_FILE]: file,
  });
  return { ...backend, log: silent() };
}

/** Where `briefings dev` has its queues. The embedded SQS takes any credentials. */
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

/** What goes wrong is told by the verb itself, in one line. */
const silent = () => pino({ level: "silent" });
