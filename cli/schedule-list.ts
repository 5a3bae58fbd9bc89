// `schedule list`: schedules, the next to run first.
import { Command } from "commander";
import { inZone } from "../core/in-zone.ts";
import { listSchedules, type ShownSchedule } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { limitOf } from "./numbers.ts";
import { ownCommand } from "./own-command.ts";
import { note, printJson, printTable } from "./print.ts";
import type { Column } from "./table.ts";
import { watched, withWatch } from "./watch.ts";
import { utcMinute } from "./words.ts";

type Options = BackendOptions & { limit: number; cursor?: string; json?: boolean };

export function listCommand(): Command {
  const command = new Command("list")
    .description("list schedules, the next to run first, those that are paused last")
    .option("--limit <number>", "1 to 100", limitOf, 100)
    .option("--cursor <cursor>", "the next page, as the last one named it")
    .option("--json", "print JSON");
  return withBackendOptions(withWatch(command)).action(
    watched(async (options: Options) => {
      const { limit, cursor, json } = options;
      const page = await useBackend(options, (backend) =>
        listSchedules(backend, { limit, ...(cursor !== undefined && { cursor }) }),
      );
      if (json) {
        printJson(page);
        return;
      }
      printTable(columns, page.items);
      if (page.items.length === 0) note("there is no schedule");
      if (page.cursor !== undefined) {
        note(`more: ${ownCommand(`schedule list --limit ${limit} --cursor ${page.cursor}`)}`);
      }
    }),
  );
}

const columns: Column<ShownSchedule>[] = [
  { heading: "schedule", cell: ({ id }) => id },
  {
    heading: "next run",
    cell: ({ nextRuns: [next], pausedAt, zone }) => {
      if (pausedAt !== undefined) return "paused";
      return next === undefined ? "" : inZone(next, zone);
    },
  },
  { heading: "in", cell: ({ zone }) => zone },
  { heading: "last run", cell: ({ runs: [last] }) => (last ? (last.status ?? last.outcome) : "") },
  {
    heading: "next run (UTC)",
    cell: ({ nextRuns: [next] }) => (next === undefined ? "" : utcMinute(next)),
    detail: "whole",
  },
  { heading: "cron", cell: ({ cron }) => cron, detail: "whole" },
  { heading: "type", cell: ({ type }) => type, detail: "whole" },
];
