// `jobs bulk`: how far the operations on all that match are; and `jobs bulk undo`, which takes one back.
import { Command } from "commander";
import { app } from "../core/app.ts";
import { type BulkView, getBulk, listBulk, undoBulk } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { optionsOf } from "./filter-options.ts";
import { exitCodeOf, followBulk, HERE_SECONDS, type Seeing, seeToItsEnd, tellBulk } from "./follow-bulk.ts";
import { note, printJson, printTable } from "./print.ts";
import { age } from "./words.ts";

type Options = BackendOptions & { follow?: boolean; json?: boolean };

const SHOWN = 20;

export function bulkCommand(): Command {
  const command = new Command("bulk")
    .description("show the operations on all that match, or one of them: progress and failures")
    .enablePositionalOptions()
    .argument("[id]", "blk_…; without it the last twenty")
    .option("--follow", "wait for its end, and exit by it")
    .option("--json", "print JSON");
  withBackendOptions(command).addCommand(undoCommand());
  return command.action(async (id: string | undefined, options: Options) => {
    if (id === undefined) {
      list(await useBackend(options, (backend) => listBulk(backend, SHOWN)), options);
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

function undoCommand(): Command {
  const command = new Command("undo")
    .description(
      "put back what an archive has put aside, where nobody has touched it since; its dead letters stay deleted",
    )
    .argument("<id>", "blk_… of an archive that has ended; nothing else can be taken back")
    .option("--here", "do it in this process, also while the consumer is paused or busy")
    .option("--no-wait", "do not wait for the end")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (id: string, options: BackendOptions & Seeing) => {
    process.exitCode = await useBackend(options, async (backend) => {
      const started = await undoBulk(backend, id, options.here ? { hereForSeconds: HERE_SECONDS } : {});
      return await seeToItsEnd(backend, started, options);
    });
  });
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
