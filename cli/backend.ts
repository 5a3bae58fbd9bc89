// The backend of the CLI's verbs, and the options that choose it.
import { type Command, Option } from "commander";
import type { Backend } from "../core/jobs/index.ts";
import { connect, DEFAULT_DATA_FOLDER, DEFAULT_SQS_PORT } from "../local/connect.ts";
import { portOf } from "./numbers.ts";

export type BackendOptions = { data: string; sqsPort: number };

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

/** Opens the backend, runs `work`, and closes it. The engine logs nothing: a verb tells what goes wrong itself. */
export async function useBackend<T>(
  { data, sqsPort }: BackendOptions,
  work: (backend: Backend) => Promise<T>,
): Promise<T> {
  const backend = await connect({ data, sqsPort });
  try {
    return await work(backend);
  } finally {
    backend.close();
  }
}
