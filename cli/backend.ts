// The backend of the CLI's verbs, and the options that choose it.
import { type Command, Option } from "commander";
import { app } from "../core/app.ts";
import type { Backend } from "../core/jobs/index.ts";
import { connect, DEFAULT_SQS_PORT, placeVariables } from "../local/connect.ts";
import { portOf } from "./numbers.ts";

export type BackendOptions = { data: string; sqsPort: number };

/** The options of every verb that reads the job records. */
export const withBackendOptions = (command: Command): Command =>
  command
    .addOption(dataOption(`data folder of \`${app.name} dev\``))
    .addOption(sqsPortOption("port of its SQS"));

export const dataOption = (description: string): Option =>
  new Option("--data <folder>", description).default(app.dataFolder).env(placeVariables(app).data);

export const sqsPortOption = (description: string): Option =>
  new Option("--sqs-port <port>", description)
    .argParser(portOf)
    .default(DEFAULT_SQS_PORT)
    .env(placeVariables(app).sqsPort);

/** Opens the backend, runs `work`, and closes it. The engine logs nothing: a verb tells what goes wrong itself. */
export async function useBackend<T>(
  { data, sqsPort }: BackendOptions,
  work: (backend: Backend) => Promise<T>,
): Promise<T> {
  const backend = await connect(app, { data, sqsPort });
  try {
    return await work(backend);
  } finally {
    // What the verb has ended is counted before the store is closed.
    await backend.stats?.flush({ now: true });
    backend.close();
  }
}
