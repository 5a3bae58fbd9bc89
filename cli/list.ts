// `briefings list`: jobs, newest first.
import { Command, Option } from "commander";
import { JobStatus, type JobSummary } from "../core/jobs/job.ts";
import { listJobs } from "../core/jobs/operations.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { limitOf } from "./numbers.ts";
import { printTable } from "./table.ts";

type Options = BackendOptions & { status?: JobStatus; limit: number; cursor?: string; json?: boolean };

export function listCommand(): Command {
  const command = new Command("list")
    .description("list briefings, newest first")
    .addOption(new Option("--status <status>").choices(JobStatus.options))
    .option("--limit <number>", "1 to 100", limitOf, 20)
    .option("--cursor <cursor>", "the next page, as the last one named it")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (options: Options) => {
    const { status, limit, cursor } = options;
    const page = await useBackend(options, (backend) =>
      listJobs(backend, {
        order: "newest",
        limit,
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    if (options.json) {
      console.log(JSON.stringify(page));
      return;
    }
    printTable(["id", "status", "created", "topic"], page.items.map(cellsOf));
    if (page.cursor === undefined) return;
    const same = `--limit ${limit}${status === undefined ? "" : ` --status ${status}`}`;
    console.error(`more: npm run briefings -- list ${same} --cursor ${page.cursor}`);
  });
}

const cellsOf = (job: JobSummary): string[] => [
  job.id,
  job.cause === undefined ? job.status : `${job.status} (${job.cause})`,
  new Date(job.createdAt).toISOString().slice(0, 19).replace("T", " "),
  job.title,
];
