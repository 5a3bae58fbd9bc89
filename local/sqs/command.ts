// The command that starts the SQS server alone: `npm run sqs`, and the verb `sqs` of the command line.
import { Command } from "commander";
import { messageWithPlace } from "../../core/error-place.ts";
import { visibleLine, visibleText } from "../../core/visible-text.ts";
import { portOf } from "../port-option.ts";
import { untilStopped } from "../until-stopped.ts";
import type { RequestEntry } from "./server.ts";

type Options = {
  port: number;
  host: string;
  data: string;
  memory?: boolean;
  fsync?: boolean;
  init?: string;
  cooldowns: boolean;
  allowHost: string[];
  log?: boolean;
};

const EXAMPLES = `
The init file names queues to create at start, for instance:
  {"queues": [
    {"name": "orders-dead"},
    {"name": "orders", "attributes": {
      "VisibilityTimeout": 60,
      "RedrivePolicy": {"deadLetterTargetArn": "orders-dead", "maxReceiveCount": 3}}}
  ]}

Clients need an endpoint, any region and any credentials:
  aws --endpoint-url http://127.0.0.1:4566 sqs list-queues`;

export function sqsCommand(): Command {
  return new Command("sqs")
    .description("start an SQS server on this machine")
    .option("-p, --port <number>", "port to listen on, 0 for any free one", portOf, 4566)
    .option("--host <address>", "address to bind", "127.0.0.1")
    .option("--data <file>", "where queues and messages are kept", ".local/sqs-alone.db")
    .option("--memory", "keep nothing when the server ends")
    .option("--fsync", "survive the loss of power too, not only the end of the process; slower")
    .option("--init <file>", "create the queues of this JSON file")
    .option("--no-cooldowns", "let a queue be purged, and a deleted name be used, again within 60 s")
    .option("--allow-host <name>", "accept this name in the Host header (repeatable)", collect, [])
    .option("--log", "print each request")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(options: Options): Promise<void> {
  try {
    // Loaded here, so that the other commands and --help start without it.
    const { startSqsServer } = await import("./server.ts");
    const { readInitFile } = await import("./init-file.ts");
    const server = await startSqsServer({
      port: options.port,
      host: options.host,
      ...(!options.memory && { dataFile: options.data }),
      fsync: options.fsync ?? false,
      cooldowns: options.cooldowns,
      allowHosts: options.allowHost,
      ...(options.init !== undefined && { init: readInitFile(options.init) }),
      ...(options.log && { onRequest: printRequest }),
    });
    print(`SQS listening on ${server.url} (${options.memory ? "in memory" : options.data})`);
    await untilStopped();
    await server.close();
  } catch (error) {
    const message = error instanceof Error ? messageWithPlace(error) : String(error);
    process.stderr.write(`${visibleText(message)}\n`);
    process.exitCode = 1;
  }
}

function printRequest({ action, queue, status, error, durationMs }: RequestEntry): void {
  const time = new Date().toISOString();
  // A client may have written line breaks into action and queue.
  const asked = [visibleLine(action), visibleLine(queue ?? "-")];
  print([time, status, ...asked, error ?? "", `${durationMs.toFixed(1)} ms`].join(" "));
}

const print = (text: string): void => void process.stdout.write(`${visibleText(text)}\n`);

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
