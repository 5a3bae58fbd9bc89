// What needs a person, the most urgent first: each with where to look, and what to do.
import type { OpenBreaker, QueuesView, StatsSlot } from "../../core/jobs/operate/inspector.ts";
import { sumByType } from "../../core/jobs/operate/inspector.ts";
import { at, atJob } from "../base.ts";
import { type Html, type HtmlValue, html } from "../html.ts";
import { icon } from "./icons.ts";
import { counted, duration, number, when } from "./words.ts";

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

/** @param slots of the time that the reader looks at. */
export function mattersOf(queues: QueuesView, slots: readonly StatsSlot[], now: number): Matter[] {
  const { deadLetters = 0, oldest, openBreakers, problems } = queues;
  return [
    ...problems.map((problem): Matter => ({ state: "fault", what: html`<b>Out of reach</b>: ${problem}` })),
    ...(deadLetters > 0 ? [deadMatter(deadLetters)] : []),
    ...(oldest && oldest.seconds > LONG_WAIT_SECONDS ? [waitMatter(oldest)] : []),
    ...openBreakers.map((breaker) => breakerMatter(breaker, now)),
    ...failingTypes(slots),
  ];
}

const deadMatter = (dead: number): Matter => ({
  state: "fault",
  what: html`<b>${counted(dead, "dead letter")}</b> ${dead === 1 ? "waits" : "wait"} for a decision`,
  where: { label: "Open the inbox", href: at("/dead") },
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
