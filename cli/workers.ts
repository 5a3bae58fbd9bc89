// `workers`: who runs jobs, and what.
import { Command } from "commander";
import { listWorkers, type WorkerView } from "../core/jobs/index.ts";
import { viewWorkers } from "../functions/http/view-queues.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { withExamples } from "./examples.ts";
import { note, print, printJson, printTable } from "./print.ts";
import type { Column } from "./table.ts";
import { watched, withWatch } from "./watch.ts";
import { age, duration } from "./words.ts";

export function workersCommand(): Command {
  const command = new Command("workers")
    .description("execution environments and worker processes, and what each runs since when")
    .option("--json", "print JSON");
  withExamples(command, [["workers --watch", "who takes which job"]]);
  return withBackendOptions(withWatch(command)).action(
    watched(async ({ json, ...options }: BackendOptions & { json?: boolean }) => {
      const found = await useBackend(options, listWorkers);
      if (json) printJson(viewWorkers(found));
      else if (found.workers.length === 0) print("no worker has told of itself, and no job runs");
      else printTable(columns(Date.now()), found.workers);
      if (!found.complete) note("more jobs run than are shown");
    }),
  );
}

const columns = (nowMs: number): Column<WorkerView>[] => [
  { heading: "worker", cell: ({ id }) => id },
  { heading: "kind", cell: ({ kind }) => kind ?? "" },
  { heading: "up", cell: ({ since }) => (since === undefined ? "" : age(since, nowMs)) },
  {
    heading: "cold start",
    cell: ({ coldStartMs }) => (coldStartMs === undefined ? "" : duration(coldStartMs)),
  },
  { heading: "last seen", cell: ({ lastSeenAt }) => `${age(lastSeenAt, nowMs)} ago` },
  { heading: "runs", cell: ({ running }) => String(running.length) },
  {
    heading: "jobs",
    detail: "whole",
    cell: ({ running }) =>
      running
        .map(({ jobId, type, since, leaseUntil }) => {
          const gone = leaseUntil < nowMs ? ", its process is gone" : "";
          return `${jobId} (${type}) for ${age(since, nowMs)}${gone}`;
        })
        .join(", "),
  },
];
