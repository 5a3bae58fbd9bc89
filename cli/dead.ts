// `dead`: the inbox of what died, by what it died of; and the verbs for what is in it.
import { Command } from "commander";
import { type DeadGroup, type DeadInbox, deadInbox, type JobFilter } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { deadListCommand } from "./dead-list.ts";
import { deadShowCommand } from "./dead-show.ts";
import { deadTidyCommand } from "./dead-tidy.ts";
import { withExamples } from "./examples.ts";
import {
  type FilterOptions,
  filterOf,
  NOT_IN_INBOX,
  optionsOf,
  withFilterOptions,
} from "./filter-options.ts";
import { noteNoMatch, noteUnknownIds, unknownIds } from "./no-match.ts";
import { operationCommand } from "./operate-on-jobs.ts";
import { ownCommand } from "./own-command.ts";
import { note, printJson, printTable } from "./print.ts";
import type { Column } from "./table.ts";
import { watched, withWatch } from "./watch.ts";
import { age, counted } from "./words.ts";

type Options = BackendOptions & FilterOptions & { cursor?: string; json?: boolean };

const onlyDead = { status: ["dead" as const] };
/** Without an index the inbox reads every dead job; a cursor goes on. */
const READ_MS = 30_000;

export function deadCommand(): Command {
  const command = withFilterOptions(new Command("dead"), NOT_IN_INBOX)
    .description(
      "the inbox: dead jobs by what they died of, and what is in the dead-letter queue without a job",
    )
    // The options of the verbs below are theirs, although some have the same name.
    .enablePositionalOptions()
    .option("--cursor <cursor>", "go on where the reading ended")
    .option("--json", "print JSON, each group with the command that redrives it");
  withExamples(command, [
    ["dead", "what has died, and of what"],
    ["dead redrive --fingerprint FINGERPRINT --canary 5", "one group again, five first"],
    ["dead list", "message by message, with those that are no job's"],
  ]);
  return withBackendOptions(withWatch(command))
    .addCommand(deadListCommand())
    .addCommand(deadShowCommand())
    .addCommand(operationCommand("retry", "redrive", onlyDead))
    .addCommand(operationCommand("archive", "archive", onlyDead))
    .addCommand(operationCommand("delete", "delete", onlyDead))
    .addCommand(deadTidyCommand())
    .action(watched(show));
}

async function show(options: Options): Promise<void> {
  const filter = filterOf(options);
  const endsAt = Date.now() + READ_MS;
  const inbox = await useBackend(options, async (backend) => {
    const read = await deadInbox(backend, {
      filter,
      hasTime: () => Date.now() < endsAt,
      ...(options.cursor !== undefined && { cursor: options.cursor }),
    });
    if (!options.json) noteUnknownIds(await unknownIds(backend, filter));
    return read;
  });
  const groups = inbox.groups.map((group) => ({ ...group, redrive: redriveOf(group.fingerprint, filter) }));
  if (options.json) printJson({ ...inbox, groups });
  else tell(inbox, filter);
}

/** Exactly those that the inbox has counted. */
const redriveOf = (fingerprint: string, filter: JobFilter): string =>
  ownCommand(`dead redrive ${optionsOf({ ...filter, fingerprint: [fingerprint] })}`);

function tell(inbox: DeadInbox, filter: JobFilter): void {
  printTable(columns(Date.now()), inbox.groups);
  const { queue, groups, moreGroups, complete, cursor, jobs, unread } = inbox;
  if (groups.length === 0) noteNoMatch(filter, "dead job");
  else
    note(
      `${counted(jobs, "dead job")}; those of one kind run again by \`${redriveOf("FINGERPRINT", filter)}\``,
    );
  if (unread !== undefined) note(`what they died of is partly unknown: ${unread}`);
  if (moreGroups > 0)
    note(
      `${counted(moreGroups, "more kind")}, smaller than these: --type, --cause and the others lead to them`,
    );
  const same = [optionsOf(filter), `--cursor ${cursor}`].filter(Boolean).join(" ");
  if (!complete) note(`not all were read; the rest: ${ownCommand(`dead ${same}`)}`);
  tellQueue(queue);
}

function tellQueue({ depth, leftOver, stray, strayCount, move, problem, sawAll }: DeadInbox["queue"]): void {
  if (problem !== undefined) {
    note(`the dead-letter queue was not looked at, so "in queue" is unknown: ${problem}`);
    return;
  }
  if (move) note(`a redrive of the whole queue is under way: ${move.moved} of ${move.total ?? "?"} moved`);
  if (!sawAll) note(`${counted(depth ?? 0, "message")} in the dead-letter queue; not all were seen`);
  if (leftOver > 0) {
    note(
      `${counted(leftOver, "message")} left over of jobs that are done with; \`${ownCommand("dead tidy")}\` deletes them`,
    );
  }
  if (strayCount === 0) return;
  note(
    `${counted(strayCount, "message")} without a job; \`${ownCommand("dead delete MESSAGE")}\` deletes one:`,
  );
  printTable(
    [
      { heading: "message", cell: ({ messageId }) => messageId },
      { heading: "why", cell: ({ reason }) => reason, detail: "whole" },
      { heading: "body", cell: ({ body }) => body.slice(0, BODY_SHOWN), detail: "whole" },
    ] satisfies Column<(typeof stray)[number]>[],
    stray,
  );
}

/** Of a body in a table; `--json` has all that is kept. */
const BODY_SHOWN = 200;

const columns = (nowMs: number): Column<DeadGroup>[] => [
  { heading: "fingerprint", cell: ({ fingerprint }) => fingerprint },
  { heading: "jobs", cell: ({ count }) => String(count) },
  { heading: "in queue", cell: ({ inQueue }) => inQueueOf(inQueue) },
  { heading: "first", cell: ({ firstSeenAt }) => age(firstSeenAt, nowMs) },
  { heading: "last", cell: ({ lastSeenAt }) => age(lastSeenAt, nowMs) },
  { heading: "sample", cell: ({ sampleJobId }) => sampleJobId },
  { heading: "type", cell: ({ type }) => type, detail: "whole" },
  {
    heading: "died of",
    cell: ({ errorName, message, sampleMessage = message, frame }) =>
      [errorName, sampleMessage].filter(Boolean).join(": ") + (frame === undefined ? "" : ` (${frame})`),
    detail: "whole",
  },
];

/** `12`, or `12, 3 unknown` */
const inQueueOf = ({ yes, unknown }: DeadGroup["inQueue"]): string =>
  unknown === 0 ? String(yes) : `${yes}, ${unknown} unknown`;
