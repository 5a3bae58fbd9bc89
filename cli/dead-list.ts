// `dead list`: every message that was seen in the dead-letter queue, why it died, and what has become of it.
import { Command } from "commander";
import { type ListedLetter, listLetters } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import {
  type FilterOptions,
  filterOf,
  NOT_IN_INBOX,
  optionsOf,
  withFilterOptions,
} from "./filter-options.ts";
import { noteNoMatch } from "./no-match.ts";
import { limitOf } from "./numbers.ts";
import { ownCommand } from "./own-command.ts";
import { note, printJson, printTable } from "./print.ts";
import type { Column } from "./table.ts";
import { watched, withWatch } from "./watch.ts";
import { age } from "./words.ts";

type Options = BackendOptions & FilterOptions & { limit: number; cursor?: string; json?: boolean };

/** What a message cannot be found by, and why. */
const refused = Object.fromEntries(
  (["tenant", "text", "since", "until", "endedSince", "endedUntil", "where"] as const).map((word) => [
    word,
    "messages are found by --id, --type, --cause and --fingerprint alone",
  ]),
);
const BODY_SHOWN = 200;

export function deadListCommand(): Command {
  const command = withFilterOptions(
    new Command("list").description(
      "list poisoned messages that the alarm has seen, newest first, and what became of each",
    ),
    { ...refused, ...NOT_IN_INBOX },
  )
    .option("--limit <number>", "1 to 100", limitOf, 20)
    .option("--cursor <cursor>", "the next page, as the last one named it")
    .option("--json", "print JSON: reasons, errors with stacks, the beginning of unreadable bodies");
  return withBackendOptions(withWatch(command)).action(watched(list));
}

async function list(options: Options): Promise<void> {
  const { limit, cursor } = options;
  const filter = filterOf(options);
  const { id: jobId, type, cause, fingerprint } = filter;
  const page = await useBackend(options, (backend) =>
    listLetters(backend, {
      limit,
      ...(cursor !== undefined && { cursor }),
      ...(jobId && { jobId }),
      ...(type && { type }),
      ...(cause && { cause }),
      ...(fingerprint && { fingerprint }),
    }),
  );
  if (options.json) {
    printJson(page);
    return;
  }
  printTable(columns(Date.now()), page.items);
  if (page.items.length === 0 && page.cursor === undefined) noteNoMatch(filter, "message");
  if (page.problem !== undefined) {
    note(
      `the dead-letter queue was not looked at, so what became of them is partly unknown: ${page.problem}`,
    );
  }
  if (page.cursor === undefined) return;
  const same = [`--limit ${limit}`, optionsOf(filter)].filter(Boolean).join(" ");
  note(`more: ${ownCommand(`dead list ${same} --cursor ${page.cursor}`)}`);
}

const columns = (nowMs: number): Column<ListedLetter>[] => [
  { heading: "message", cell: ({ messageId }) => messageId },
  { heading: "cause", cell: ({ cause }) => cause },
  { heading: "now", cell: ({ fate }) => fate },
  { heading: "seen", cell: ({ seenAt }) => age(seenAt, nowMs) },
  { heading: "job", cell: ({ jobId = "" }) => jobId, detail: "whole" },
  { heading: "why", cell: ({ error, reason = "" }) => error?.message ?? reason, detail: "whole" },
  { heading: "body", cell: ({ body = "" }) => body.slice(0, BODY_SHOWN), detail: "whole" },
];
