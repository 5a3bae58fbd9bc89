// What the verbs say of a schedule's runs, on its own clock and in UTC.
import { inZone } from "../core/in-zone.ts";
import type { ShownRun, ShownSchedule } from "../core/jobs/index.ts";
import { utcMinute } from "./words.ts";

/** `next run Wed 2026-11-25 07:00 in Europe/Berlin (2026-11-25 06:00 UTC)` */
export function nextRunOf({ pausedAt, nextRuns, zone }: ShownSchedule): string {
  const [next] = nextRuns;
  if (pausedAt !== undefined) return "paused, no next run";
  if (next === undefined) return "no next run";
  const inUtc = zone === "UTC" ? "" : ` (${utcMinute(next)} UTC)`;
  return `next run ${inZone(next, zone)} in ${zone}${inUtc}`;
}

/** What became of a run: where its job stands, or why there is none. */
export function fateOf({ outcome, status, jobId, reason }: ShownRun): string {
  if (outcome === "enqueued") return status ?? "enqueued, its job is gone";
  if (outcome === "skipped") return `skipped: ${jobId} had not ended`;
  if (outcome === "missed") return "missed: nothing looked";
  return `refused: ${reason}`;
}
