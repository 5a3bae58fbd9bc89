// `queues`: how the queues are doing, in one look.
import { Command } from "commander";
import {
  describeQueues,
  isEnginesOwn,
  type Numbers,
  type QueuesView,
  StoreError,
} from "../core/jobs/index.ts";
import { viewQueues } from "../functions/http/view-queues.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { withExamples } from "./examples.ts";
import { EXIT } from "./exit.ts";
import { ownCommand } from "./own-command.ts";
import { note, print, printFields, printJson, printTable } from "./print.ts";
import { listQueuesCommand } from "./queues-list.ts";
import { peekCommand, purgeCommand, receiveCommand, sendCommand } from "./queues-messages.ts";
import type { Style } from "./style.ts";
import type { Column } from "./table.ts";
import { printTimes } from "./times-table.ts";
import { watched, withWatch } from "./watch.ts";
import { age, counted, utc } from "./words.ts";

type Options = BackendOptions & { json?: boolean; type?: string };

export function queuesCommand(): Command {
  const command = new Command("queues")
    .description(
      "how the queues are doing: what waits, runs and is dead; attempts today and in the last hour, by type, and how long they took",
    )
    // The options of the verbs below are theirs, although some have the same name.
    .enablePositionalOptions()
    .option(
      "--type <type>",
      "only the numbers of this job type; jobs:bulk, the engine's own, is left out otherwise",
    )
    .option("--json", "print JSON");
  withExamples(command, [
    ["queues --watch", "what happens now"],
    ["queues --type report:monthly", "how one job type is doing"],
    ["queues --json | jq .deadJobs.count", "for a script"],
  ]);
  return withBackendOptions(withWatch(command))
    .addCommand(listQueuesCommand())
    .addCommand(peekCommand())
    .addCommand(receiveCommand())
    .addCommand(sendCommand())
    .addCommand(purgeCommand())
    .action(
      watched(async ({ json, type, ...options }: Options) => {
        const view = await useBackend(options, (backend) =>
          describeQueues(backend, { own: type !== undefined && isEnginesOwn(type) }),
        ).catch(tellWhatIsLeft);
        if (json) printJson(viewQueues(view, type));
        else printQueues(view, type);
        for (const problem of view.problems) note(`not known: ${problem}`);
        if (view.problems.length > 0) process.exitCode = EXIT.unavailable;
      }),
    );
}

function tellWhatIsLeft(error: unknown): never {
  if (error instanceof StoreError) {
    note(`messages are counted without the job records too: ${ownCommand("queues list")}`);
  }
  throw error;
}

function printQueues(view: QueuesView, type: string | undefined): void {
  const { queues, types, all } = view;
  if (queues) {
    printTable(queueColumns(view.at), queues);
    print("");
  }
  printFields(fieldsOf(view));
  const shown = types.filter((numbers) => type === undefined || numbers.type === type);
  if (shown.length === 0) {
    print(`\nno job${type === undefined ? "" : ` of type ${type}`} was counted today or in the last hour`);
    return;
  }
  const rows = shown.length > 1 ? [...shown, all] : shown;
  print("\nattempts that succeeded or failed, jobs that died; today and in the last hour (UTC)");
  printTable(numberColumns, rows);
  print("");
  printTimes(rows);
}

type Queue = NonNullable<QueuesView["queues"]>[number];

const queueColumns = (at: number): Column<Queue>[] => [
  { heading: "queue", cell: ({ queue }) => queue },
  { heading: "priority", cell: ({ priority }) => priority },
  { heading: "messages", cell: ({ visible }) => String(visible) },
  { heading: "in flight", cell: ({ inFlight }) => String(inFlight) },
  { heading: "delayed", cell: ({ delayed }) => String(delayed) },
  { heading: "oldest job", cell: ({ oldest }) => (oldest ? age(at - oldest.seconds * 1_000, at) : "") },
];

function fieldsOf(view: QueuesView): [string, string][] {
  const { at, consumer, oldest, jobs, deadLetters, deadJobs, openBreakers } = view;
  const { scheduled = 0, pending = 0, queued = 0, running = 0, retrying = 0 } = jobs.counts;
  const more = jobs.exact ? "" : ", and more";
  const dead = `${deadJobs.count}${deadJobs.exact ? "" : " or more"}`;
  const since = consumer?.since === undefined ? "" : ` since ${utc(consumer.since)} UTC`;
  const waits = oldest && age(at - oldest.seconds * 1_000, at);
  return [
    ["consumer", consumer ? `${consumer.paused ? "paused" : "running"}${since}` : ""],
    ["oldest", oldest ? `${waits}: ${oldest.jobId} (${oldest.type})` : "nothing waits"],
    [
      "jobs",
      `${queued} queued, ${running} running, ${retrying} backing off, ${scheduled} scheduled, ${pending} not sent${more}`,
    ],
    ["surplus", surplusOf(view)],
    ["dead jobs", deadJobs.count === 0 ? "none" : `${dead}, not archived (\`${ownCommand("dead")}\`)`],
    ["dead-letter queue", deadLetters === undefined ? "" : counted(deadLetters, "message")],
    ["breakers", openBreakers.map(({ type, cause }) => `${type}: ${cause}`).join("; ")],
  ];
}

/** Messages that carry no job on: SQS has no delete by id, so they stay until they are received. */
function surplusOf({ queues = [], jobs: { counts, exact } }: QueuesView): string {
  const { queued = 0, running = 0, retrying = 0 } = counts;
  const more = queues.reduce((sum, { visible }) => sum + visible, 0) - queued - running - retrying;
  if (!exact || more <= 0) return "";
  return `about ${counted(more, "message")} more than jobs, of jobs that were cancelled, deleted or have ended: each is acknowledged once it is received`;
}

const numberColumns: Column<Numbers>[] = [
  { heading: "type", cell: ({ type }) => type },
  { heading: "attempts today", cell: ({ today }) => String(today.processed) },
  { heading: "failed", cell: ({ today }) => String(today.failed), style: ({ today }) => bad(today.failed) },
  { heading: "retries", cell: ({ today }) => String(today.retried) },
  { heading: "dead jobs", cell: ({ today }) => String(today.dead), style: ({ today }) => bad(today.dead) },
  { heading: "last hour", cell: ({ lastHour }) => String(lastHour.processed) },
  { heading: "attempts/s", cell: ({ perSecond }) => rate(perSecond) },
];

const bad = (count: number): Style | undefined => (count > 0 ? "bad" : undefined);

const rate = (perSecond: number): string => (perSecond === 0 ? "0" : perSecond.toPrecision(2));
