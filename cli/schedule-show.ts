// `schedule show`: a schedule, its next runs and what became of the last ones.
import { Command } from "commander";
import { inZone } from "../core/in-zone.ts";
import { getSchedule, type ShownRun, type ShownSchedule } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { print, printFields, printJson, printTable } from "./print.ts";
import { fateOf } from "./schedule-words.ts";
import type { Column } from "./table.ts";
import { watched, withWatch } from "./watch.ts";
import { utcMinute } from "./words.ts";

export function showCommand(): Command {
  const command = new Command("show")
    .description("show a schedule, its next runs and its history")
    .argument("<name>", "as `schedule list` shows it")
    .option("--json", "print JSON");
  return withBackendOptions(withWatch(command)).action(
    watched(async (name: string, options: BackendOptions & { json?: boolean }) => {
      const shown = await useBackend(options, (backend) => getSchedule(backend, name));
      if (options.json) printJson(shown, true);
      else describe(shown);
    }),
  );
}

const MISSED = { "run-once": "one is made up", skip: "none is made up" } as const;
const OVERLAP = {
  skip: "a run is skipped while the last job has not ended",
  allow: "a run is made also while the last job has not ended",
} as const;

function describe(shown: ShownSchedule): void {
  const { id, type, payload, cron, zone, missed, overlap, createdAt, pausedAt, nextRuns, runs } = shown;
  printFields([
    ["schedule", id],
    ["type", type],
    ["payload", JSON.stringify(payload)],
    ["cron", `${cron} in ${zone}`],
    ["missed", MISSED[missed]],
    ["overlap", OVERLAP[overlap]],
    ["created", `${utcMinute(createdAt)} UTC`],
    ["paused", pausedAt === undefined ? "" : `since ${utcMinute(pausedAt)} UTC`],
    ["history", runs.length === 0 ? "none yet" : ""],
  ]);
  if (nextRuns.length > 0) {
    print("");
    printTable(nextColumns(zone), nextRuns);
  }
  if (runs.length > 0) {
    print("");
    printTable(runColumns(zone), runs);
  }
}

const nextColumns = (zone: string): Column<number>[] => [
  { heading: `next runs (${zone})`, cell: (at) => inZone(at, zone) },
  { heading: "UTC", cell: utcMinute },
];

const runColumns = (zone: string): Column<ShownRun>[] => [
  { heading: `last runs (${zone})`, cell: ({ at }) => inZone(at, zone) },
  { heading: "until", cell: ({ until }) => (until === undefined ? "" : inZone(until, zone)) },
  { heading: "UTC", cell: ({ at }) => utcMinute(at) },
  { heading: "asked for", cell: ({ manual }) => (manual ? "yes" : "") },
  {
    heading: "job",
    cell: ({ outcome, jobId }) => (outcome === "enqueued" ? (jobId ?? "") : ""),
    detail: "whole",
  },
  { heading: "became", cell: fateOf, detail: "whole" },
];
