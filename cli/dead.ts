// `dead`: every message that was seen in the dead-letter queue and why, and whether it is still there.
import { Command } from "commander";
import { app } from "../core/app.ts";
import {
  type Backend,
  type DeadLetter,
  type InQueue,
  listDeadLetters,
  lookInDeadLetterQueue,
} from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { limitOf } from "./numbers.ts";
import { note, printJson, printTable } from "./print.ts";
import type { Column } from "./table.ts";
import { watched, withWatch } from "./watch.ts";
import { age } from "./words.ts";

type Options = BackendOptions & { limit: number; cursor?: string; json?: boolean };

type Listed = DeadLetter & { inQueue: InQueue };

/** Of a body in a table; `--json` has all that is kept. */
const BODY_SHOWN = 200;

export function deadCommand(): Command {
  const command = new Command("dead")
    .description("list poisoned messages that the alarm has seen, newest first, each with its cause")
    .option("--limit <number>", "1 to 100", limitOf, 20)
    .option("--cursor <cursor>", "the next page, as the last one named it")
    .option("--json", "print JSON: reasons, errors with stacks, the beginning of unreadable bodies");
  return withBackendOptions(withWatch(command)).action(
    watched(async (options: Options) => {
      const { limit, cursor } = options;
      const page = await useBackend(options, async (backend) => {
        const found = await listDeadLetters(backend, { limit, ...(cursor === undefined ? {} : { cursor }) });
        return { ...found, items: await lookForEach(backend, found.items) };
      });
      if (options.json) {
        printJson(page);
        return;
      }
      printTable(columns(Date.now()), page.items);
      if (page.cursor === undefined) return;
      note(`more: npx ${app.name} dead --limit ${limit} --cursor ${page.cursor}`);
    }),
  );
}

/** The recorded dead letters are shown also while SQS is out of reach. */
async function lookForEach(backend: Backend, entries: readonly DeadLetter[]): Promise<Listed[]> {
  if (entries.length === 0) return [];
  const look = await lookInDeadLetterQueue(backend).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    note(`the dead-letter queue was not looked at, so "in queue" is unknown: ${reason}`);
    return { inQueue: (): InQueue => "unknown" };
  });
  return entries.map((entry) => ({ ...entry, inQueue: look.inQueue(entry.messageId) }));
}

const columns = (nowMs: number): Column<Listed>[] => [
  { heading: "message", cell: ({ messageId }) => messageId },
  { heading: "cause", cell: ({ cause }) => cause },
  { heading: "in queue", cell: ({ inQueue }) => inQueue },
  { heading: "seen", cell: ({ seenAt }) => age(seenAt, nowMs) },
  { heading: "job", cell: ({ jobId = "" }) => jobId, detail: "whole" },
  { heading: "why", cell: ({ error, reason = "" }) => error?.message ?? reason, detail: "whole" },
  { heading: "body", cell: ({ body = "" }) => body.slice(0, BODY_SHOWN), detail: "whole" },
];
