// `briefings dead`: every message that was seen in the dead-letter queue and why, read from the ledger without touching the queue.
import { Command } from "commander";
import type { DeadLetter } from "../core/jobs/job.ts";
import { listDeadLetters } from "../core/jobs/operations.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { limitOf } from "./numbers.ts";
import { printTable } from "./table.ts";

type Options = BackendOptions & { limit: number; cursor?: string; json?: boolean };

export function deadCommand(): Command {
  const command = new Command("dead")
    .description("list poisoned messages that the alarm has seen, newest first, each with its cause")
    .option("--limit <number>", "1 to 100", limitOf, 20)
    .option("--cursor <cursor>", "the next page, as the last one named it")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (options: Options) => {
    const { limit, cursor } = options;
    const page = await useBackend(options, (backend) =>
      listDeadLetters(backend, { limit, ...(cursor === undefined ? {} : { cursor }) }),
    );
    if (options.json) {
      console.log(JSON.stringify(page));
      return;
    }
    printTable(["seen", "cause", "job", "message", "error"], page.items.map(cellsOf));
    if (page.cursor === undefined) return;
    console.error(`more: npm run briefings -- dead --limit ${limit} --cursor ${page.cursor}`);
  });
}

const cellsOf = (entry: DeadLetter): string[] => [
  new Date(entry.seenAt).toISOString().slice(0, 19).replace("T", " "),
  entry.cause,
  entry.jobId ?? "-",
  entry.messageId,
  entry.error?.message.split("\n")[0]?.slice(0, 80) ?? "-",
];
