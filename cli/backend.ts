// The backend of the CLI's verbs, and the options that choose it: this machine, LocalStack, or a deployed stage.
import { type Command, Option } from "commander";
import { app } from "../core/app.ts";
import { type Backend, VisibleError } from "../core/jobs/index.ts";
import { connect, DEFAULT_SQS_PORT, endpointVariables, placeVariables } from "../local/connect.ts";
import { portOf } from "./numbers.ts";
import { rememberPlace } from "./own-command.ts";

export type BackendOptions = { data: string; sqsPort: number; stage?: string; localstack?: string | true };

/** The options of every verb that reads the job records. */
export const withBackendOptions = (command: Command): Command =>
  [
    dataOption(`here: data folder of \`${app.name} dev\``),
    sqsPortOption("here: port of its SQS"),
    new Option("--stage <name>", "a deployed stage, found with your AWS credentials")
      .env(placeVariables(app).stage)
      .conflicts("localstack"),
    new Option("--localstack [address]", "LocalStack, at http://127.0.0.1:4566 or elsewhere"),
  ]
    .reduce((made, option) => made.addOption(option.helpGroup("Which system:")), command)
    .hook("preAction", (_, verb) => rememberPlace(verb));

export const dataOption = (description: string): Option =>
  new Option("--data <folder>", description).default(app.dataFolder).env(placeVariables(app).data);

export const sqsPortOption = (description: string): Option =>
  new Option("--sqs-port <port>", description)
    .argParser(portOf)
    .default(DEFAULT_SQS_PORT)
    .env(placeVariables(app).sqsPort);

/** Opens the backend, runs `work`, and closes it. The engine logs nothing: a verb tells what goes wrong itself. */
export async function useBackend<T>(
  options: BackendOptions,
  work: (backend: Backend) => Promise<T>,
): Promise<T> {
  const { data, sqsPort } = options;
  const backend = await connect(app, { data, sqsPort, env: await environmentOf(options) });
  try {
    return await work(backend);
  } finally {
    // What the verb has ended is counted before the store is closed.
    await backend.stats?.flush({ now: true });
    backend.close();
  }
}

/** Whether the system is that of `dev` on this machine. */
export const isHere = ({ stage, localstack }: BackendOptions): boolean =>
  stage === undefined && localstack === undefined && !process.env.TABLE_NAME;

/** The variables that lead to what the options name. @throws VisibleError `backend-unavailable`, `usage` */
export async function placeOf(options: BackendOptions): Promise<NodeJS.ProcessEnv> {
  const { data, sqsPort } = options;
  return endpointVariables(app, { data, sqsPort, env: await environmentOf(options) });
}

/** The environment in which `connect` finds what the options name. @throws as `placeOf` */
export function environmentOf({ stage, localstack }: BackendOptions): Promise<NodeJS.ProcessEnv> {
  if (stage === undefined && localstack === undefined) return Promise.resolve(process.env);
  const key = `${stage} ${localstack}`;
  const known = found.get(key);
  if (known) return known;
  const looking = stage === undefined ? atLocalStack(localstack) : atStage(stage);
  found.set(key, looking);
  // The next frame of `--watch` looks again.
  looking.catch(() => found.delete(key));
  return looking;
}

/** Looked up once, also where a verb looks again and again. */
const found = new Map<string, Promise<NodeJS.ProcessEnv>>();

async function atLocalStack(address: BackendOptions["localstack"]): Promise<NodeJS.ProcessEnv> {
  const { findAtLocalStack, LOCALSTACK_ENDPOINT } = await import("../local/localstack/variables.ts");
  const endpoint = typeof address === "string" ? address : LOCALSTACK_ENDPOINT;
  if (!URL.canParse(endpoint) || !/^https?:/i.test(endpoint)) {
    throw new VisibleError(
      "usage",
      `--localstack ${endpoint} must be an address such as ${LOCALSTACK_ENDPOINT}`,
    );
  }
  return { ...process.env, ...(await findAtLocalStack(app, endpoint)) };
}

async function atStage(stage: string): Promise<NodeJS.ProcessEnv> {
  return await (await import("./stage.ts")).stageVariables(stage);
}
