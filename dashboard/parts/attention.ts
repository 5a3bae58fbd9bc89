// What needs a person, the most urgent first: each with where to look, and what to do.
import type {
  DeadGroup,
  DeadInbox,
  Finding,
  OpenBreaker,
  QueuesView,
  StatsSlot,
} from "../../core/jobs/operate/inspector.ts";
import { sumByType } from "../../core/jobs/operate/inspector.ts";
import { at, atJob } from "../base.ts";
import { type Html, type HtmlValue, html } from "../html.ts";
import { icon } from "./icons.ts";
import { counted, duration, number, when, withCode } from "./words.ts";

export type Matter = {
  state: "fault" | "warning";
  what: HtmlValue;
  detail?: HtmlValue;
  where?: { label: string; href: string };
};

/** A type of which more than this part of the attempts fail, and at least so many. */
const FAILING = { part: 0.2, attempts: 3 };
/** A job that has waited for longer than this for its first attempt. */
const LONG_WAIT_SECONDS = 600;
const MOST_GROUPS = 3;

export type Known = {
  queues: QueuesView;
  /** Of the time that the reader looks at. */
  slots: readonly StatsSlot[];
  inbox: DeadInbox;
  findings: readonly Finding[];
};

export function mattersOf({ queues, slots, inbox, findings }: Known, now: number): Matter[] {
  const { deadLetters = 0, oldest, openBreakers, problems } = queues;
  return [
    ...problems.map((problem): Matter => ({ state: "fault", what: html`<b>Out of reach</b>: ${problem}` })),
    ...inbox.groups.slice(0, MOST_GROUPS).map((group) => deadMatter(group, inbox, now)),
    ...(inbox.groups.length > MOST_GROUPS || !inbox.complete || (inbox.jobs === 0 && deadLetters > 0)
      ? [moreDead(deadLetters, inbox)]
      : []),
    ...findings.filter(isNews).map(findingMatter),
    ...(oldest && oldest.seconds > LONG_WAIT_SECONDS ? [waitMatter(oldest)] : []),
    ...openBreakers.map((breaker) => breakerMatter(breaker, now)),
    ...failingTypes(slots),
  ];
}

/** The overview does not wait until all dead jobs are read. */
const atLeast = ({ complete }: DeadInbox): string => (complete ? "" : "at least ");

const deadMatter = (group: DeadGroup, inbox: DeadInbox, now: number): Matter => ({
  state: "fault",
  what: html`<b>${capital(`${atLeast(inbox)}${counted(group.count, "job")}`)}</b> of ${group.type} died: ${group.errorName}${saidBy(group)}`,
  detail: html`the last ${when(group.lastSeenAt, now)}`,
  where: { label: "Decide", href: `${at("/dead")}#group-${group.fingerprint}` },
});

const saidBy = ({ message, sampleMessage = message }: DeadGroup): Html | string =>
  sampleMessage && html`: ${sampleMessage}`;

function moreDead(deadLetters: number, inbox: DeadInbox): Matter {
  const more = inbox.groups.length + inbox.moreGroups - MOST_GROUPS;
  const groups = more > 0 ? `${atLeast(inbox)}${counted(more, "more group")}` : "more";
  return {
    state: "fault",
    what:
      inbox.jobs === 0 && inbox.complete
        ? html`<b>${counted(deadLetters, "message")}</b> in the dead-letter queue`
        : html`<b>${capital(groups)}</b>${more > 0 && " of"} dead jobs`,
    where: { label: "Open the inbox", href: at("/dead") },
  };
}

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/** What the overview tells by itself. */
const TOLD: readonly Finding["check"][] = ["dead-jobs", "dead-letters", "breakers", "consumer-paused"];
const isNews = ({ state, check }: Finding): boolean =>
  (state === "fault" || state === "warning") && !TOLD.includes(check);

const findingMatter = ({ state, what, where, remedy }: Finding): Matter => ({
  state: state === "fault" ? "fault" : "warning",
  what: html`<b>${where}</b>: ${what}`,
  detail: remedy && withCode(remedy),
  where: { label: "Runbook", href: `${at("/runbook")}#the-doctor` },
});

const waitMatter = ({ jobId, type, seconds }: NonNullable<QueuesView["oldest"]>): Matter => ({
  state: "warning",
  what: html`The oldest job has waited for <b>${duration(seconds * 1_000)}</b>`,
  detail: type,
  where: { label: "Show it", href: atJob(jobId) },
});

const breakerMatter = ({ type, cause, since, probeAt }: OpenBreaker, now: number): Matter => ({
  state: "warning",
  what: html`<b>${type}</b> is held back: its breaker is open`,
  detail: html`${cause}; since ${when(since, now)}, the next probe is ${when(probeAt, now)}`,
  where: { label: "Its jobs", href: at("/jobs", { type }) },
});

const failingTypes = (slots: readonly StatsSlot[]): Matter[] =>
  sumByType(slots).flatMap(({ type, failed, processed }) => {
    if (failed < FAILING.attempts || failed / processed <= FAILING.part) return [];
    return [
      {
        state: "warning",
        what: html`<b>${type}</b> fails in ${Math.round((100 * failed) / processed)} % of its attempts`,
        detail: `${number(failed)} of ${number(processed)} in this time`,
        where: { label: "Those that fail", href: at("/jobs", { type, status: "dead,retrying" }) },
      },
    ];
  });

export const matterList = (matters: readonly Matter[]): Html =>
  matters.length === 0
    ? html`<div class="calm">${icon("check")}<p>Nothing needs you.</p></div>`
    : html`<ul class="matters">${matters.map(
        ({ state, what, detail, where }) =>
          html`<li class="${state}">${icon(state)}<div><p>${what}</p>${detail && html`<p class="soft">${detail}</p>`}</div>${
            where && html`<a class="button" href="${where.href}">${where.label}</a>`
          }</li>`,
      )}</ul>`;
