// `briefings dev`: the whole system on this machine, with execution environments that follow the code.
import { Command, Option } from "commander";
import { readOverrides } from "../core/aws/env.ts";
import { LOG_LEVELS, type LogLevel } from "../core/log.ts";
import { DEFAULT_DATA_FOLDER, DEFAULT_SQS_PORT } from "../local/connect.ts";
import { createLogOutput } from "../local/log-output.ts";
import { type Runtime, type RuntimeOptions, startRuntime } from "../local/runtime.ts";
import { portOf } from "./numbers.ts";
import { note } from "./print.ts";
import { untilStopped } from "./until-stopped.ts";

type Options = {
  port: number;
  sqsPort: number;
  host: string;
  allowHost: string[];
  data: string;
  localstack?: string | true;
  consumer: boolean;
  watch: boolean;
  logLevel: LogLevel;
  logFormat: "json" | "pretty";
};

const DEFAULT_ENDPOINT = "http://127.0.0.1:4566";
/** How long running jobs may take to finish, or to go back to the queue, once told to stop. */
const GRACE_MS = 10_000;
/** CloudWatch looks once a minute and the sweep every five; at a laptop nobody wants to wait that long. */
const ALARM_SECONDS = 5;
const SWEEP_SECONDS = 30;

export function devCommand(): Command {
  return new Command("dev")
    .description("run everything here: API, queues, functions, alarm and schedules")
    .addOption(new Option("--port <port>", "of the API").argParser(portOf).default(3000).env("PORT"))
    .addOption(
      new Option("--sqs-port <port>", "of SQS")
        .argParser(portOf)
        .default(DEFAULT_SQS_PORT)
        .env("BRIEFINGS_SQS_PORT"),
    )
    .option("--host <address>", "to listen on; anything but loopback can be reached by others", "127.0.0.1")
    .option("--allow-host <name...>", "a Host header to accept beside local ones", [])
    .addOption(
      new Option("--data <folder>", "where queues and jobs are kept")
        .default(DEFAULT_DATA_FOLDER)
        .env("BRIEFINGS_DATA"),
    )
    .option(
      "--localstack [address]",
      `use LocalStack's SQS and DynamoDB instead, at ${DEFAULT_ENDPOINT} or elsewhere`,
    )
    .option("--no-consumer", "do not consume the queue: a worker does")
    .option("--no-watch", "do not follow changes of the code")
    .addOption(new Option("--log-level <level>").choices(LOG_LEVELS).default("info").env("LOG_LEVEL"))
    .addOption(
      new Option("--log-format <format>")
        .choices(["json", "pretty"])
        .default(process.stdout.isTTY ? "pretty" : "json")
        .env("LOG_FORMAT"),
    )
    .action(dev);
}

async function dev(options: Options): Promise<void> {
  const output = createLogOutput({ format: options.logFormat });
  const runtime = await startRuntime({
    dataFolder: options.data,
    ...cloudOption(options.localstack),
    host: options.host,
    allowHosts: options.allowHost,
    sqsPort: options.sqsPort,
    apiPort: options.port,
    overrides: { sweepSeconds: SWEEP_SECONDS, ...readOverrides() },
    consumer: options.consumer,
    alarmSeconds: ALARM_SECONDS,
    output,
    logLevel: options.logLevel,
    apiToken: process.env.API_TOKEN || undefined,
    env: passedOn(),
  });
  note(welcome(runtime, options));
  const stopWatching = options.watch ? await follow(runtime) : () => {};
  await untilStopped();
  await stopWatching();
  note("\nstopping: running jobs finish or go back to the queue (once more to end at once)");
  await runtime.close(GRACE_MS);
}

/** Loaded once everything listens: watching is not what a start waits for. */
async function follow(runtime: Runtime): Promise<() => Promise<void>> {
  const { watchCode } = await import("../local/watch-code.ts");
  const { log } = runtime.backend;
  const changed = (files: string[]) => {
    runtime.recycle();
    log.info({ files }, "code changed, the next invocation runs it");
  };
  return watchCode(changed, undefined, () => log.info("following changes of the code"));
}

function cloudOption(localstack: Options["localstack"]): Pick<RuntimeOptions, "cloud"> {
  if (localstack === undefined) return {};
  const endpoint = localstack === true ? DEFAULT_ENDPOINT : localstack;
  return {
    // Loaded only when it is asked for: three more SDK clients.
    cloud: async (settings) =>
      (await import("../local/localstack/cloud.ts")).connectLocalStack(settings, endpoint),
  };
}

/** What the functions read beside what the runtime gives them; `core/aws/env.ts` checks it. */
const passedOn = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        /^(ANTHROPIC_|ALLOW_PRIVATE_SOURCES$|API_TOKEN_PREVIOUS$)/.test(entry[0]) && entry[1] !== undefined,
    ),
  );

/** The aws command wants some, and takes any. */
const AWS_VARIABLES = "AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local";

function welcome(runtime: Runtime, options: Options): string {
  const authorization = process.env.API_TOKEN ? ` -H "authorization: Bearer $API_TOKEN"` : "";
  const text =
    "Wind farms off the coast doubled their output this year. Grid operators ask for more storage.";
  const body = JSON.stringify({ topic: "Offshore wind", sources: [{ kind: "text", title: "Note", text }] });
  const { deadLetterQueueUrl, queueUrl, apiUrl, sqsUrl } = runtime;
  return `
  API      ${apiUrl}        GET /openapi.json says all it can
  SQS      ${sqsUrl}        queues briefings and briefings-dead, for any AWS SDK, aws or awslocal
  data     ${options.localstack === undefined ? options.data : "LocalStack's DynamoDB"}
  consumer ${options.consumer ? `at most ${runtime.settings.consumer.maximumConcurrency} jobs at once` : "off: start a worker"}

  Try:
    curl -s ${apiUrl}/briefings${authorization} -H "content-type: application/json" -d '${body}'
    curl -s ${apiUrl}/briefings${authorization}
    ${AWS_VARIABLES} \\
      aws --endpoint-url ${sqsUrl} sqs send-message --queue-url ${queueUrl} --message-body garbage
      (ends in ${deadLetterQueueUrl.split("/").at(-1)}, and the alarm says why)
`;
}
