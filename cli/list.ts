// `list`: jobs, newest first.
import { Command, Option } from "commander";
import { app } from "../core/app.ts";
import { type Backend, JobStatus, type JobSummary, listJobs } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { noteBreakers } from "./breakers.ts";
import { notePaused } from "./consumer.ts";
import { limitOf } from "./numbers.ts";
import { note, printJson, printTable } from "./print.ts";
import type { Column } from "./table.ts";
import { age } from "./words.ts";

type Options = BackendOptions & {
  type?: string;
  status?: JobStatus;
  limit: number;
  cursor?: string;
  json?: boolean;
};

/** Without attempts when the record has expired since it was listed, or cannot be read. */
type Listed = JobSummary & { attempts?: number };

export function listCommand(): Command {
  const command = new Command("list")
    .description("list jobs, newest first")
    .option("--type <type>", "of one job type, as `jobs types` lists them")
    .addOption(new Option("--status <status>").choices(JobStatus.options))
    .option("--limit <number>", "1 to 100", limitOf, 20)
    .option("--cursor <cursor>", "the next page, as the last one named it")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (options: Options) => {
    const { type, status, limit, cursor } = options;
    const page = await useBackend(options, async (backend) => {
      if (type !== undefined && !backend.registry.has(type)) {
        note(`no job type ${type} is registered here; \`npx ${app.name} jobs types\` lists those that are`);
      }
      const found = await listJobs(backend, {
        order: "newest",
        limit,
        ...(type === undefined ? {} : { type }),
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const consumerPaused = await notePaused(backend);
      await noteBreakers(backend);
      const items = await countAttempts(backend, found.items);
      return { ...found, items, ...(consumerPaused && { consumerPaused }) };
    });
    if (options.json) {
      printJson(page);
      return;
    }
    printTable(columns(Date.now()), page.items);
    if (page.cursor === undefined) return;
    const filters = Object.entries({ type, status }).filter(([, value]) => value !== undefined);
    const same = [["limit", limit], ...filters].map(([name, value]) => `--${name} ${value}`).join(" ");
    note(`more: npx ${app.name} list ${same} --cursor ${page.cursor}`);
  });
}

/**
 * Lists come from an index that leaves attempts out, since every attempt would be one more write to it. A record that
 * cannot be read, of a newer release for instance, costs its own count and not the list.
 */
const countAttempts = (backend: Backend, jobs: readonly JobSummary[]): Promise<Listed[]> =>
  Promise.all(
    jobs.map(async (job) => {
      const record = await backend.store.get(job.id).catch(() => undefined);
      return record ? { ...job, attempts: record.attempts.length } : job;
    }),
  );

const columns = (nowMs: number): Column<Listed>[] => [
  { heading: "id", cell: ({ id }) => id },
  {
    heading: "status",
    cell: ({ status, cause }) => (cause === undefined ? status : `${status} (${cause})`),
  },
  { heading: "attempts", cell: ({ attempts }) => String(attempts ?? "-") },
  { heading: "age", cell: ({ createdAt }) => age(createdAt, nowMs) },
  { heading: "type", cell: ({ type }) => type, detail: "whole" },
  { heading: "title", cell: ({ title }) => title, detail: "short" },
];
