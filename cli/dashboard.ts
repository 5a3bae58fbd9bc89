// `dashboard`: the pages by themselves, for the system on this machine, LocalStack's or one on AWS.
import { Command, Option } from "commander";
import { app } from "../core/app.ts";
import { createLogger, LOG_LEVELS, type LogLevel } from "../core/log.ts";
import { connect } from "../local/connect.ts";
import { createLogOutput } from "../local/log-output.ts";
import { type BackendOptions, environmentOf, withBackendOptions } from "./backend.ts";
import { apiTokens } from "./dashboard-pages.ts";
import { portOf } from "./numbers.ts";
import { warningOf } from "./open-address.ts";
import { ownCommand } from "./own-command.ts";
import { note } from "./print.ts";
import { release } from "./release.ts";
import { untilStopped } from "./until-stopped.ts";

type Options = BackendOptions & {
  port: number;
  host: string;
  allowHost: string[];
  readOnly?: boolean;
  logLevel: LogLevel;
};

/** Each rendering reads the store, which AWS charges for. */
const LIVE_MS = { here: 1_000, elsewhere: 5_000 };

export function dashboardCommand(): Command {
  const command = new Command("dashboard")
    .description(
      "show what the jobs do, as pages: of `dev` on this machine, of LocalStack, or of a stage on AWS",
    )
    .addOption(
      new Option("--port <port>", "of the pages; 0 for any that is free").argParser(portOf).default(4400),
    )
    .option("--host <address>", "to listen on; anything but loopback can be reached by others", "127.0.0.1")
    .option("--allow-host <name...>", "a Host header to accept beside local ones", [])
    .option("--read-only", "nothing can be changed from these pages")
    .addOption(new Option("--log-level <level>").choices(LOG_LEVELS).default("info").env("LOG_LEVEL"));
  return withBackendOptions(command).action(serve);
}

async function serve({ data, sqsPort, ...options }: Options): Promise<void> {
  const { host, readOnly = false } = options;
  const tokens = apiTokens();
  const warning = warningOf({ host, tokens, readOnly, onAws: isOnAws(options) });
  const env = await environmentOf({ data, sqsPort, ...options });
  const output = createLogOutput({
    format: process.stdout.isTTY ? "pretty" : "json",
    stream: process.stderr,
  });
  const log = createLogger("dashboard", options.logLevel, output);
  const backend = await connect(app, { data, sqsPort, env, log });
  const { serveAppDashboard } = await import("../dashboard/of-this-app.ts");
  const elsewhere = env.TABLE_NAME;
  const dashboard = await serveAppDashboard({
    backend,
    place: elsewhere ?? "on this machine",
    release: release(),
    command: ownCommand,
    readOnly,
    tokens,
    liveMs: elsewhere ? LIVE_MS.elsewhere : LIVE_MS.here,
    host,
    port: options.port,
    allowHosts: options.allowHost,
  });
  note(`\n  ${dashboard.url}${readOnly ? "  (read-only)" : ""}\n`);
  if (warning) note(`  ${warning}\n`);
  await untilStopped();
  await dashboard.close();
  backend.close();
}

/** Neither this machine's, LocalStack's, nor what an endpoint's variable leads to. */
function isOnAws({ stage, localstack }: Pick<Options, "stage" | "localstack">): boolean {
  if (stage !== undefined) return true;
  const { TABLE_NAME, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB } = process.env;
  return localstack === undefined && Boolean(TABLE_NAME) && !(AWS_ENDPOINT_URL_DYNAMODB ?? AWS_ENDPOINT_URL);
}
