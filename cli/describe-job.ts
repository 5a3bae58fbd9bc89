// Says of a job, on standard error, where it stands; and how each attempt went, and which steps are done.
import { type Attempt, isCancelling, type Job } from "../core/jobs/index.ts";
import { ownCommand } from "./own-command.ts";
import { noteFields, noteTable } from "./print.ts";
import type { Column } from "./table.ts";
import { age, counted, duration, utc } from "./words.ts";

export function describeJob(job: Job): void {
  noteFields([
    ["job", job.id],
    ["type", job.type],
    ["title", job.title],
    ["tenant", job.tenant ?? ""],
    ["priority", job.priority ?? ""],
    ["status", describeStatus(job)],
    ["archived", describeArchived(job)],
    ["edited", describeEdits(job)],
    ["waits", describeTrouble(job)],
    ["given back", describeSnoozes(job)],
    ["held back", describeHold(job)],
    ["created", `${utc(job.createdAt)} UTC, ${age(job.createdAt, Date.now())} ago`],
    ["not before", job.processAt === undefined ? "" : `${utc(job.processAt)} UTC`],
    ["not after", job.deadlineAt === undefined ? "" : `${utc(job.deadlineAt)} UTC`],
    ["redriven", job.redrives.length === 0 ? "" : counted(job.redrives.length, "time")],
    ["sent again", job.resends === 0 ? "" : `${counted(job.resends, "time")}, by recover`],
    ["attempts", job.attempts.length === 0 ? "none" : ""],
  ]);
}

export function describeAttempts({ attempts }: Job): void {
  if (attempts.length > 0) noteTable(attemptColumns, [...attempts.entries()]);
}

export function describeSteps({ steps = [] }: Job): void {
  if (steps.length > 0) noteTable(stepColumns, steps);
}

const stepColumns: Column<NonNullable<Job["steps"]>[number]>[] = [
  { heading: "step", cell: ({ name }) => name },
  { heading: "done (UTC)", cell: ({ at }) => utc(at) },
  { heading: "result", cell: ({ bytes }) => counted(bytes, "byte") },
];

/** `running: fetch 2/3`, `dead (exhausted) after 5 attempts, archived` */
export function describeStatus(job: Job): string {
  const { status, cause, progress } = job;
  if (status === "dead") {
    const aside = job.archivedAt === undefined ? "" : ", archived";
    return `dead (${cause ?? "unknown"}) after ${counted(job.attempts.length, "attempt")}${aside}`;
  }
  const at = job.nextAttemptAt === undefined ? "" : `${utc(job.nextAttemptAt)} UTC`;
  if (status === "retrying") {
    return `retrying${at && ` at ${at.slice(11)}`}, ${counted(job.attempts.length, "attempt")} so far`;
  }
  if (at !== "" && (status === "scheduled" || status === "queued")) return `${status} for ${at}`;
  if (isCancelling(job)) return "running, and told to stop: it was cancelled";
  return progress ? `${status}: ${progress.stage} ${progress.done}/${progress.total}` : status;
}

/** `dead (exhausted), archived`, as a list has it. */
export const inShort = ({
  status,
  cause,
  archivedAt,
}: Pick<Job, "status" | "cause" | "archivedAt">): string =>
  status + (cause === undefined ? "" : ` (${cause})`) + (archivedAt === undefined ? "" : ", archived");

function describeArchived({ id, archivedAt }: Job): string {
  if (archivedAt === undefined) return "";
  return `${utc(archivedAt)} UTC: in no inbox; \`${ownCommand(`jobs unarchive ${id}`)}\` puts it back, \`jobs retry\` runs it`;
}

function describeEdits({ edits = [] }: Job): string {
  const last = edits.at(-1);
  return last === undefined ? "" : `${counted(edits.length, "time")}, the last at ${utc(last.at)} UTC`;
}

/** Why no attempt could begin although the job's message was received. */
function describeTrouble({ trouble }: Job): string {
  if (trouble === undefined) return "";
  const next = trouble.nextTryAt === undefined ? "" : `; next try at ${utc(trouble.nextTryAt)} UTC`;
  return `since ${utc(trouble.at)} UTC: ${trouble.reason}${next}`;
}

/** How often the job gave itself back, and why the last time. */
function describeSnoozes({ snoozed, status }: Job): string {
  if (snoozed === undefined) return "";
  const next = status === "retrying" ? `; next try at ${utc(snoozed.until)} UTC` : "";
  return `${counted(snoozed.times, "time")} since ${utc(snoozed.since)} UTC: ${snoozed.reason}${next}`;
}

/** Why the engine keeps it from starting. */
function describeHold({ heldBack }: Job): string {
  if (heldBack === undefined) return "";
  return `${counted(heldBack.times, "time")} since ${utc(heldBack.since)} UTC: ${heldBack.reason}; its turn is at ${utc(heldBack.until)} UTC`;
}

/** `HttpError: https://… answered 503`; empty when the last attempt has none. */
export function describeLastError({ attempts }: Job): string {
  const error = attempts.at(-1)?.error;
  return error ? `${error.name}: ${error.message}` : "";
}

const attemptColumns: Column<[number, Attempt]>[] = [
  { heading: "attempt", cell: ([index]) => String(index + 1) },
  { heading: "started (UTC)", cell: ([, { startedAt }]) => utc(startedAt) },
  {
    heading: "took",
    cell: ([, { startedAt, endedAt }]) => (endedAt === undefined ? "-" : duration(endedAt - startedAt)),
  },
  {
    heading: "outcome",
    // Without an end it runs, or was killed and nobody has noticed yet.
    cell: ([, { outcome }]) => outcome ?? "not ended",
  },
  {
    heading: "error",
    cell: ([, { error }]) => (error ? `${error.name}: ${error.message}` : ""),
    detail: "whole",
  },
];
