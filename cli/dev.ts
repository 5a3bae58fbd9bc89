// `dev`: the whole system on this machine, with execution environments that follow the code.
import { Command, Option } from "commander";
import { app } from "../core/app.ts";
import { RELEASE_VARIABLE } from "../core/aws/doctor/lambda-probes.ts";
import { readOverrides } from "../core/aws/env.ts";
import { LOG_LEVELS, type LogLevel } from "../core/log.ts";
import { eachPriority } from "../core/priorities.ts";
import { LOCALSTACK_ENDPOINT } from "../local/localstack/variables.ts";
import { createLogOutput } from "../local/log-output.ts";
import { type Runtime, type RuntimeOptions, startRuntime } from "../local/runtime.ts";
import { dataOption, sqsPortOption } from "./backend.ts";
import { CHAOS_HELP, type ChaosWords, chaosOptions, describeChaos, readChaos } from "./chaos.ts";
import { apiTokens, dashboardPages } from "./dashboard-pages.ts";
import { portOf } from "./numbers.ts";
import { warningOf } from "./open-address.ts";
import { ownCommand, rememberPlace } from "./own-command.ts";
import { note } from "./print.ts";
import { release } from "./release.ts";
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
} & ChaosWords;

/** How long running jobs may take to finish, or to go back to the queue, once told to stop. */
const GRACE_MS = 10_000;
/** CloudWatch looks once a minute and the sweep every five; at a laptop nobody wants to wait that long. */
const ALARM_SECONDS = 5;
const SWEEP_SECONDS = 30;

export function devCommand(): Command {
  const command = new Command("dev")
    .description("run everything here: API, queues, functions, alarm and schedules")
    .addOption(new Option("--port <port>", "of the API").argParser(portOf).default(3000).env("PORT"))
    .addOption(sqsPortOption("of SQS"))
    .option("--host <address>", "to listen on; anything but loopback can be reached by others", "127.0.0.1")
    .option("--allow-host <name...>", "a Host header to accept beside local ones", [])
    .addOption(dataOption("where queues and jobs are kept"))
    .option(
      "--localstack [address]",
      `use LocalStack's SQS and DynamoDB instead, at ${LOCALSTACK_ENDPOINT} or elsewhere`,
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
    .addHelpText("after", CHAOS_HELP)
    .hook("preAction", (_, verb) => rememberPlace(verb))
    .action(dev);
  for (const option of chaosOptions()) command.addOption(option);
  return command;
}

async function dev(options: Options): Promise<void> {
  const chaos = readChaos(options);
  const output = createLogOutput({ format: options.logFormat });
  const runtime = await startRuntime({
    app,
    dataFolder: options.data,
    ...cloudOption(options.localstack),
    host: options.host,
    allowHosts: options.allowHost,
    sqsPort: options.sqsPort,
    apiPort: options.port,
    overrides: { sweepSeconds: SWEEP_SECONDS, ...readOverrides(app) },
    consumer: options.consumer,
    alarmSeconds: ALARM_SECONDS,
    output,
    logLevel: options.logLevel,
    apiToken: process.env.API_TOKEN || undefined,
    env: { ...passedOn(), [RELEASE_VARIABLE]: release() },
    chaos,
    pages: ({ backend }) =>
      dashboardPages({
        backend,
        release: release(),
        command: ownCommand,
        place: options.localstack === undefined ? "on this machine" : "LocalStack",
        tokens: apiTokens(),
      }),
  });
  note(welcome(runtime, options));
  const warning = warningOf({ host: options.host, tokens: apiTokens(), readOnly: false, onAws: false });
  if (warning) note(`  ${warning}\n`);
  const stopWatching = options.watch ? await follow(runtime) : () => {};
  await untilStopped();
  await stopWatching();
  note("\nstopping: running jobs finish or go back to the queue (once more to end at once)");
  await runtime.close(GRACE_MS);
  if (chaos) note(describeChaos(chaos, runtime.chaos?.summary() ?? {}));
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
  const endpoint = localstack === true ? LOCALSTACK_ENDPOINT : localstack;
  return {
    // Loaded only when it is asked for: three more SDK clients.
    cloud: async (app, settings) =>
      (await import("../local/localstack/cloud.ts")).connectLocalStack(app, settings, endpoint),
  };
}

/** What the functions read beside what the runtime gives them: the functions check it. */
const passedOn = (): Record<string, string> =>
  Object.fromEntries(
    ["API_TOKEN_PREVIOUS", ...app.variables].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The aws command wants some, and takes any. */
const AWS_VARIABLES = "AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local";

function welcome(runtime: Runtime, options: Options): string {
  const authorization = process.env.API_TOKEN ? ` -H "authorization: Bearer $API_TOKEN"` : "";
  const curl = `curl -s ${runtime.apiUrl}${app.example?.path ?? "/jobs"}${authorization}`;
  const post = app.example
    ? `\n    ${curl} -H "content-type: application/json" -d '${JSON.stringify(app.example.body)}'`
    : "";
  const { deadLetterQueueUrl, queueUrl, apiUrl, sqsUrl } = runtime;
  const queueNames = eachPriority(app.queueNames).map(([, name]) => name);
  return `
  API      ${apiUrl}        GET /openapi.json says all it can
  pages    ${apiUrl}/dashboard
  SQS      ${sqsUrl}        queues ${queueNames.join(", ")} and ${app.deadLetterQueueName}, for any AWS SDK, aws or awslocal
  data     ${options.localstack === undefined ? options.data : "LocalStack's DynamoDB"}
  consumer ${options.consumer ? `at most ${runtime.settings.consumer.maximumConcurrency} jobs at once` : "off: start a worker"}

  Try:${post}
    ${curl}
    ${AWS_VARIABLES} \\
      aws --endpoint-url ${sqsUrl} sqs send-message --queue-url ${queueUrl} --message-body garbage
      (ends in ${deadLetterQueueUrl.split("/").at(-1)}, and the alarm says why)
`;
}
