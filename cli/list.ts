// `list` and `jobs search`: the jobs that fit a filter, newest first.
import { Argument, Command, Option } from "commander";
import { type Backend, type FoundPage, type JobSummary, VisibleError } from "../core/jobs/index.ts";
import {
  type JobFilter,
  notingUnread,
  type SearchProgress,
  searchOn,
  withoutOwn,
} from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { noteBreakers } from "./breakers.ts";
import { notePaused } from "./consumer.ts";
import { inShort } from "./describe-job.ts";
import { withExamples } from "./examples.ts";
import { EXIT } from "./exit.ts";
import { type FilterOptions, filterOf, optionsOf, withFilterOptions } from "./filter-options.ts";
import { noteNoMatch, noteUnknownIds, unknownIds } from "./no-match.ts";
import { limitOf } from "./numbers.ts";
import { ownCommand } from "./own-command.ts";
import { note, printJson, printTable } from "./print.ts";
import { createSearchProgress } from "./search-progress.ts";
import type { Column } from "./table.ts";
import { untilStopped } from "./until-stopped.ts";
import { watched, withWatch } from "./watch.ts";
import { age, counted, utc } from "./words.ts";

type Order = "newest" | "oldest";
type Options = BackendOptions &
  FilterOptions & { order: Order; limit: number; cursor?: string; json?: boolean };

/** Without attempts and edits when the record has expired since it was listed, or cannot be read. */
type Listed = JobSummary & { attempts?: number; edits?: number };

export function listCommand(): Command {
  const command = withListOptions(
    new Command("list").description(
      "list jobs, newest first; operations on all that match, which are jobs too, only with --type jobs:bulk",
    ),
  );
  withExamples(command, [
    ["list --status dead,retrying --since 24h", "what failed today"],
    ["list --type report:monthly --where month=2026-11", "by a field of the payload"],
    ["list --status queued --order oldest", "who has waited longest"],
    ["list --watch", "drawn again and again"],
  ]);
  return command.action(watched((options: Options) => list(options)));
}

export function searchCommand(): Command {
  const command = new Command("search")
    .description(
      "find jobs by a text in their id, title, errors or payload; every filter of `list` narrows it",
    )
    .addArgument(new Argument("<text>", "in upper or lower case"));
  withExamples(command, [
    ['jobs search "answered 503"', "wherever it stands in an error"],
    ["jobs search acme --status dead --since 2d", "with any of the filters of `list`"],
  ]);
  return withListOptions(command).action(
    watched(async (text: string, options: Options) => {
      if (options.text !== undefined) throw new VisibleError("usage", "give the text once: `search TEXT`");
      await list({ ...options, text });
    }),
  );
}

const withListOptions = (command: Command): Command =>
  withBackendOptions(
    withWatch(withFilterOptions(command))
      .addOption(
        new Option("--order <order>", "by creation; what is scheduled by when it is due")
          .choices(["newest", "oldest"])
          .default("newest"),
      )
      .option("--limit <number>", "1 to 100", limitOf, 20)
      .option("--cursor <cursor>", "the next page, as the last one named it")
      .option("--json", "print JSON"),
  );

async function list(options: Options): Promise<void> {
  const { order, limit, cursor } = options;
  const filter = filterOf(options);
  const page = await useBackend(options, async (backend) => {
    for (const type of filter.type ?? []) {
      if (!backend.registry.has(type)) {
        note(`no job type ${type} is registered here; \`${ownCommand("jobs types")}\` lists those that are`);
      }
    }
    const query = { filter: withoutOwn(filter), order, limit, ...(cursor === undefined ? {} : { cursor }) };
    const found = await searchUntilStopped(backend, query);
    const consumerPaused = await notePaused(backend);
    await noteBreakers(backend);
    const noting = notingUnread(backend);
    const items = await countAttempts(noting.backend, found.items);
    const unread = noting.unread();
    if (unread !== undefined) note(`attempts and edits are partly unknown: ${unread}`);
    const unknown = await unknownIds(backend, filter);
    return {
      ...{ ...found, items },
      ...(unread !== undefined && { unread }),
      ...(unknown.length > 0 && { unknownIds: unknown }),
      ...(consumerPaused && { consumerPaused }),
    };
  });
  if (options.json) printJson(page);
  else tell(page, filter);
  if (page.readTo !== undefined) {
    note(`stopped after ${counted(page.read, "job")}, at ${utc(page.readTo)} UTC; the rest was not read`);
    process.exitCode = EXIT.interrupted;
  }
  if (options.json || page.cursor === undefined) return;
  const same = [`--limit ${limit}`, ...(order === "newest" ? [] : [`--order ${order}`]), optionsOf(filter)];
  note(`more: ${ownCommand(`list ${same.filter(Boolean).join(" ")} --cursor ${page.cursor}`)}`);
}

function tell(
  { items, readTo, cursor, unknownIds = [] }: FoundPage & { items: Listed[]; unknownIds?: string[] },
  filter: JobFilter,
): void {
  printTable(columns(Date.now()), items);
  noteUnknownIds(unknownIds);
  const isTold = unknownIds.length > 0 && unknownIds.length === filter.id?.length;
  if (items.length === 0 && readTo === undefined && cursor === undefined && !isTold) noteNoMatch(filter);
}

/** Ctrl+C ends the search, and what was found is shown. */
async function searchUntilStopped(
  backend: Backend,
  query: { filter: JobFilter; order: Order; limit: number; cursor?: string },
): Promise<FoundPage> {
  const progress = createSearchProgress();
  const stopped = new AbortController();
  let isLong = false;
  const onProgress = (so: SearchProgress) => {
    progress.draw(so);
    if (isLong) return;
    isLong = true;
    void untilStopped().then(() => stopped.abort());
  };
  try {
    return await searchOn(backend, query, { onProgress, signal: stopped.signal });
  } finally {
    progress.end();
  }
}

/**
 * Lists come from an index that leaves attempts out, since every attempt would be one more write to it. A record that
 * cannot be read, of a newer release for instance, costs its own count and not the list.
 */
const countAttempts = (backend: Backend, jobs: readonly JobSummary[]): Promise<Listed[]> =>
  Promise.all(
    jobs.map(async (job) => {
      const record = await backend.store.get(job.id).catch(() => undefined);
      return record ? { ...job, attempts: record.attempts.length, edits: record.edits?.length ?? 0 } : job;
    }),
  );

const columns = (nowMs: number): Column<Listed>[] => [
  { heading: "id", cell: ({ id }) => id },
  {
    heading: "status",
    cell: (job) => inShort(job) + (job.edits ? ", edited" : ""),
  },
  { heading: "attempts", cell: ({ attempts }) => String(attempts ?? "-") },
  { heading: "age", cell: ({ createdAt }) => age(createdAt, nowMs) },
  { heading: "type", cell: ({ type }) => type, detail: "whole" },
  { heading: "title", cell: ({ title }) => title, detail: "short" },
];
