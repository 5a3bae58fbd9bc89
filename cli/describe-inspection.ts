// Says of a job, on standard error, all that an operator asks: why it waits, its payload, its errors, what happened, its log.
import type { JobLines } from "../core/jobs/index.ts";
import type { JobInspection, TimelineEvent, Wait } from "../core/jobs/operate/inspector.ts";
import { visibleLine } from "../core/visible-text.ts";
import { describeAttempts, describeJob, describeLastError, describeSteps } from "./describe-job.ts";
import { logLine } from "./log-line.ts";
import { note, noteFields, noteTable } from "./print.ts";
import type { Column } from "./table.ts";
import { age, counted, utc } from "./words.ts";

/** Of a payload; `--json` prints the whole. */
const MOST_PAYLOAD_CHARACTERS = 2_000;

export type Shown = {
  /** Of every attempt, and not of the last one alone. */
  stacks: boolean;
  log?: JobLines | undefined;
};

export function describeInspection(
  inspection: JobInspection,
  { stacks, log }: Shown,
  nowMs = Date.now(),
): void {
  const { job, failure, waits, timeline, group, followUps } = inspection;
  describeJob(job);
  noteFields([
    ["failed of", describeFailure(inspection)],
    ["fingerprint", failure ? describeFingerprint(failure) : ""],
    ["group", group ? `${group.id} ${group.title}: ${describeCounts(group.counts)}` : (job.groupId ?? "")],
    ["after", job.after ?? ""],
    ["payload", shorten(JSON.stringify(job.request))],
  ]);
  if (waits.length > 0) noteTable(waitColumns(nowMs), waits);
  describeAttempts(job);
  describeSteps(job);
  if (followUps.length > 0) noteTable(followUpColumns, followUps);
  noteTable(timelineColumns(nowMs), timeline);
  describeStacks(inspection, stacks);
  if (log) describeLog(log);
}

/** What its last attempt failed of, as it was thrown; of a job without an error the cause. */
function describeFailure({ job, failure }: JobInspection): string {
  if (!failure) return "";
  const at = failure.frame ? `, at ${failure.frame}` : "";
  return `${describeLastError(job) || failure.errorName}${at}`;
}

const describeFingerprint = ({ fingerprint, errorName, message }: NonNullable<JobInspection["failure"]>) =>
  message === "" ? fingerprint : `${fingerprint}, of all like ${errorName}: ${message}`;

export function describeLog({ entries, isCut }: JobLines): void {
  note(`log${isCut ? `, the last ${counted(entries.length, "line")}` : ""}`);
  if (entries.length === 0) note("  no line names this job");
  for (const entry of entries) note(`  ${logLine(entry, "function")}`);
}

/** The time of an event that came, on its line. */
export const eventLine = ({ at, event, detail }: TimelineEvent): string =>
  `${utc(at)} UTC  ${visibleLine(event + (detail === undefined ? "" : `: ${detail}`))}`;

function describeStacks({ job }: JobInspection, all: boolean): void {
  const failed = [...job.attempts.entries()].filter(([, { error }]) => error?.stack !== undefined);
  // Of a job that has succeeded nobody asks for the stack of a try before.
  const last = job.status === "succeeded" ? [] : failed.slice(-1);
  const shown = all ? failed : last;
  for (const [index, { error }] of shown)
    note(`stack of attempt ${index + 1}\n${indented(error?.stack ?? "")}`);
}

const indented = (text: string): string => text.replace(/^/gm, "  ");

const shorten = (json = "null"): string =>
  json.length <= MOST_PAYLOAD_CHARACTERS
    ? json
    : `${json.slice(0, MOST_PAYLOAD_CHARACTERS)}… (${json.length} characters; --json prints all)`;

const describeCounts = ({ total, ...counts }: Record<string, number>): string =>
  [
    `${total} jobs`,
    ...Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : [])),
  ].join(", ");

const waitColumns = (nowMs: number): Column<Wait>[] => [
  { heading: "waits for", cell: ({ by }) => by },
  { heading: "for", cell: ({ since }) => (since === undefined ? "" : age(since, nowMs)) },
  {
    heading: "until (UTC)",
    cell: ({ until }) => (until === undefined ? "" : untilWhen(until, nowMs)),
  },
  { heading: "why", cell: ({ reason }) => reason, detail: "whole" },
];

const untilWhen = (until: number, nowMs: number): string =>
  until < nowMs ? `${utc(until)}, past` : `${utc(until)}, in ${age(nowMs, until)}`;

const followUpColumns: Column<JobInspection["followUps"][number]>[] = [
  { heading: "follow-up", cell: ({ id }) => id ?? "" },
  { heading: "status", cell: ({ status }) => status ?? "not enqueued" },
  { heading: "type", cell: ({ type }) => type, detail: "whole" },
];

const timelineColumns = (nowMs: number): Column<TimelineEvent>[] => [
  { heading: "time (UTC)", cell: ({ at }) => utc(at) },
  { heading: "ago", cell: ({ at }) => age(at, nowMs) },
  { heading: "what happened", cell: ({ event }) => event },
  { heading: "detail", cell: ({ detail }) => detail ?? "", detail: "whole" },
];
