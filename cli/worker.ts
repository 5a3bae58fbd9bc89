// `worker`: consumes the queue as a long-running process, beside `dev --no-consumer` or in a container.
import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { app } from "../core/app.ts";
import { QUEUE_VARIABLES } from "../core/priorities.ts";
import { localEnvironment } from "../local/connect.ts";
import { keepLog, logFileIn } from "../local/log-file.ts";
import { createLogOutput } from "../local/log-output.ts";
import { DATA_FOLDER, JOB_STORE_FILE } from "../local/setup.ts";
import { startWorker } from "../worker/worker.ts";
import { dataOption, sqsPortOption } from "./backend.ts";
import { portOf, positive } from "./numbers.ts";
import { note } from "./print.ts";
import { untilStopped } from "./until-stopped.ts";

type Options = {
  data: string;
  sqsPort: number;
  host: string;
  healthPort: number;
  logFormat: "json" | "pretty";
  grace: number;
};

export function workerCommand(): Command {
  const command = new Command("worker")
    .description("consume the queue as a long-running process")
    .option("--host <address>", "of the health endpoint", "127.0.0.1")
    .addOption(
      new Option("--health-port <port>", "of the health endpoint")
        .argParser(portOf)
        .default(3001)
        .env("HEALTH_PORT"),
    )
    .option(
      "--grace <seconds>",
      "to finish running jobs, or to give them back, once told to stop",
      positive,
      25,
    )
    .addOption(
      new Option("--log-format <format>").choices(["json", "pretty"]).default("json").env("LOG_FORMAT"),
    );
  command
    .addOption(dataOption(`data folder of \`${app.name} dev --no-consumer\``))
    .addOption(sqsPortOption("port of its SQS"))
    .addHelpText(
      "after",
      `
With QUEUE_URL set it works for the queue that the environment names: QUEUE_URL, DEAD_LETTER_QUEUE_URL and TABLE_NAME,
and what the AWS SDK reads.`,
    );
  return command.action(async (options: Options) => {
    // With QUEUE_URL the environment says it all; without, it works for `dev` on this machine.
    const local = process.env.QUEUE_URL
      ? {}
      : {
          ...localEnvironment(app, options.sqsPort),
          [JOB_STORE_FILE]: join(options.data, "jobs.sqlite"),
          [DATA_FOLDER]: resolve(options.data),
        };
    const env: NodeJS.ProcessEnv = { ...local, ...process.env };
    const printed = createLogOutput({ format: options.logFormat });
    const folder = env[DATA_FOLDER];
    const kept = folder ? keepLog(printed, logFileIn(folder)) : undefined;
    const worker = await startWorker({
      app,
      env,
      host: options.host,
      healthPort: options.healthPort,
      output: kept ?? printed,
    });
    const queues = Object.values(QUEUE_VARIABLES).flatMap((name) => env[name] ?? []);
    note(`worker: consuming ${queues.join(", ")}, health at ${worker.healthUrl}`);
    await untilStopped();
    await worker.close(options.grace * 1000);
    kept?.close();
  });
}
