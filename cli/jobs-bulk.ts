// `jobs bulk`: how far the operations on all that match are.
import { Command } from "commander";
import { app } from "../core/app.ts";
import { type Backend, listJobs } from "../core/jobs/index.ts";
import { type BulkView, getBulk } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { optionsOf } from "./filter-options.ts";
import { exitCodeOf, followBulk, tellBulk } from "./follow-bulk.ts";
import { note, printJson, printTable } from "./print.ts";
import { age } from "./words.ts";

type Options = BackendOptions & { follow?: boolean; json?: boolean };

const SHOWN = 20;

export function bulkCommand(): Command {
  const command = new Command("bulk")
    .description("show the operations on all that match, or one of them: progress and failures")
    .argument("[id]", "blk_…; without it the last twenty")
    .option("--follow", "wait for its end, and exit by it")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (id: string | undefined, options: Options) => {
    if (id === undefined) {
      list(await useBackend(options, recent), options);
      return;
    }
    const view = await useBackend(options, (backend) =>
      options.follow ? followBulk(backend, id) : getBulk(backend, id),
    );
    if (options.json) printJson(view);
    else tellBulk(view);
    if (options.follow) process.exitCode = exitCodeOf(view, EXIT.interrupted);
  });
}

async function recent(backend: Backend): Promise<BulkView[]> {
  const { items } = await listJobs(backend, { type: "jobs:bulk", order: "newest", limit: SHOWN });
  return await Promise.all(items.map(({ id }) => getBulk(backend, id)));
}

function list(views: readonly BulkView[], { json }: Options): void {
  if (json) {
    printJson({ items: views });
    return;
  }
  const now = Date.now();
  printTable(
    [
      { heading: "id", cell: ({ id }) => id },
      { heading: "operation", cell: ({ request }) => request.operation },
      { heading: "status", cell: ({ status }) => status },
      { heading: "done", cell: ({ counts }) => String(counts.done) },
      { heading: "failed", cell: ({ counts }) => String(counts.failed) },
      { heading: "age", cell: ({ createdAt }) => age(createdAt, now) },
      { heading: "filter", cell: ({ request }) => optionsOf(request.filter), detail: "whole" },
    ],
    views,
  );
  if (views.length === 0) note(`none was started; \`npx ${app.name} jobs retry --help\` says how`);
}
