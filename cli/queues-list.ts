// `queues list`: every queue of the endpoint, as SQS shows it, also those that are not the app's.
import { Command } from "commander";
import { listSqsQueues, type SqsQueue } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { limitOf } from "./numbers.ts";
import { ownCommand } from "./own-command.ts";
import { note, printJson, printTable } from "./print.ts";
import { quoted } from "./shell-quote.ts";
import type { Column } from "./table.ts";
import { watched, withWatch } from "./watch.ts";

type Options = BackendOptions & { prefix?: string; limit: number; cursor?: string; json?: boolean };

export function listQueuesCommand(): Command {
  const command = new Command("list")
    .description("list every queue of the endpoint, as SQS counts its messages, in the order of their names")
    .option("--prefix <text>", "whose names begin so")
    .option("--limit <number>", "1 to 100", limitOf, 25)
    .option("--cursor <cursor>", "the next page, as the last one named it")
    .option("--json", "print JSON, with every attribute");
  return withBackendOptions(withWatch(command)).action(watched(list));
}

async function list(options: Options): Promise<void> {
  const { prefix, limit, cursor, json } = options;
  const page = await useBackend(options, (backend) =>
    listSqsQueues(backend, {
      limit,
      ...(prefix !== undefined && { prefix }),
      ...(cursor !== undefined && { cursor }),
    }),
  );
  if (json) {
    printJson(page);
    return;
  }
  printTable(columns, page.items);
  const same = prefix === undefined ? "" : ` --prefix ${quoted(prefix)}`;
  if (page.items.length === 0)
    note(prefix === undefined ? "there is no queue" : `no queue's name begins with ${prefix}`);
  if (page.cursor !== undefined)
    note(`more: ${ownCommand(`queues list --limit ${limit}${same} --cursor ${page.cursor}`)}`);
}

const columns: Column<SqsQueue>[] = [
  { heading: "queue", cell: ({ name }) => name },
  { heading: "visible", cell: ({ visible }) => String(visible) },
  { heading: "in flight", cell: ({ inFlight }) => String(inFlight) },
  { heading: "delayed", cell: ({ delayed }) => String(delayed) },
  {
    heading: "dead letters to",
    cell: ({ redrive }) =>
      redrive ? `${redrive.queue} after ${redrive.maxReceiveCount} receives` : "nowhere",
    detail: "whole",
  },
];
