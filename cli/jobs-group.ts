// `jobs group`: enqueues several jobs with what runs when all have ended, or shows how far such a group is.
import { Command } from "commander";
import {
  enqueueGroup,
  GroupRequest,
  type GroupView,
  getGroup,
  invalidRequest,
  VisibleError,
} from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { note, noteTable, print, printJson } from "./print.ts";
import { readInput } from "./source-file.ts";
import type { Column } from "./table.ts";
import { counted, utc } from "./words.ts";

type Options = BackendOptions & { file?: string; idempotencyKey?: string; json?: boolean };

const EXAMPLE = `
A group is JSON: { "jobs": [{ "type": "…", "payload": {…} }, …],
"followUps": [{ "type": "…", "payload": {…}, "when": "ended" | "succeeded" }] }`;
const MOST_BYTES = 512 * 1024;

export function groupCommand(): Command {
  const command = new Command("group")
    .description("show a group of jobs, or enqueue one: several jobs, and what runs when all have ended")
    .argument("[id]", "of the group to show")
    .option("--file <json>", "enqueue the group in this file, - to read it from standard input")
    .option("--idempotency-key <key>", "with --file: the same key gives the same group")
    .option("--json", "print JSON")
    .addHelpText("after", EXAMPLE);
  return withBackendOptions(command).action(async (id: string | undefined, options: Options) => {
    await useBackend(options, async (backend) => {
      const { file, idempotencyKey, json } = options;
      if ((id === undefined) === (file === undefined)) {
        throw new VisibleError("usage", "give the id of a group, or --file with a new one");
      }
      const groupId =
        id ??
        (
          await enqueueGroup(backend, {
            ...(await readGroup(file ?? "-")),
            ...(idempotencyKey !== undefined && { idempotencyKey }),
          })
        ).groupId;
      const group = await getGroup(backend, groupId);
      if (json) printJson(group);
      else if (id === undefined) print(groupId);
      else show(group);
    });
  });
}

/** @throws VisibleError `invalid-json`, `invalid-request` */
async function readGroup(file: string): Promise<GroupRequest> {
  const text = await readInput(file, { option: "--file", what: "group", maxBytes: MOST_BYTES });
  const parsed = GroupRequest.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VisibleError("invalid-json", `--file is not JSON: ${reason}`, {}, { cause: error });
  }
}

const jobColumns: Column<GroupView["jobs"][number]>[] = [
  { heading: "job", cell: ({ id }) => id },
  { heading: "type", cell: ({ type }) => type },
  { heading: "ended", cell: ({ ended = "-" }) => ended },
];
const followUpColumns: Column<GroupView["followUps"][number]>[] = [
  { heading: "follows", cell: ({ id }) => id },
  { heading: "type", cell: ({ type }) => type },
  { heading: "when all have", cell: ({ when }) => when },
  { heading: "enqueued", cell: ({ enqueued }) => (enqueued ? "yes" : "-") },
];

function show({ groupId, title, counts, endedAt, jobs, followUps }: GroupView): void {
  const { total, succeeded, dead, cancelled, unfinished } = counts;
  const parts = [
    `${succeeded} succeeded`,
    dead > 0 ? `${dead} dead` : "",
    cancelled > 0 ? `${cancelled} cancelled` : "",
    unfinished > 0
      ? `${unfinished} unfinished`
      : `ended${endedAt === undefined ? "" : ` ${utc(endedAt)} UTC`}`,
  ];
  print(`${groupId}: ${title}`);
  note(`${counted(total, "job")}: ${parts.filter(Boolean).join(", ")}`);
  noteTable(jobColumns, jobs);
  if (followUps.length > 0) noteTable(followUpColumns, followUps);
}
