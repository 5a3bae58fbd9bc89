// What needs a person, the most urgent first: each with where to look, and what to do.
import type { Backend } from "../../core/jobs/index.ts";
import { listBreakers, type StatsSlot, sumByType } from "../../core/jobs/operate/inspector.ts";
import { at } from "../base.ts";
import { type Html, type HtmlValue, html } from "../html.ts";
import { type IconName, icon } from "./icons.ts";
import { counted, number, when } from "./words.ts";

type Matter = {
  state: "fault" | "warning";
  what: HtmlValue;
  detail?: HtmlValue;
  where: { label: string; href: string };
};

/** A type of which more than this part of the attempts fail, and at least so many. */
const FAILING = { part: 0.2, attempts: 3 };

export async function readMatters(
  backend: Backend,
  slots: readonly StatsSlot[],
  now: number,
): Promise<Matter[]> {
  const [dead, breakers] = await Promise.all([backend.deadLetters.depth(), listBreakers(backend)]);
  return [
    ...(dead > 0 ? [deadMatter(dead)] : []),
    ...breakers.map(
      ({ type, cause, since, probeAt }): Matter => ({
        state: "warning",
        what: html`<b>${type}</b> is held back: its breaker is open`,
        detail: html`${cause}; since ${when(since, now)}, the next probe is ${when(probeAt, now)}`,
        where: { label: "Its jobs", href: at("/jobs", { type }) },
      }),
    ),
    ...failingTypes(slots),
  ];
}

const deadMatter = (dead: number): Matter => ({
  state: "fault",
  what: html`<b>${counted(dead, "dead letter")}</b> wait for a decision`,
  where: { label: "Open the inbox", href: at("/dead") },
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

const PICTURES: Record<Matter["state"], IconName> = { fault: "fault", warning: "warning" };

export const matterList = (matters: readonly Matter[]): Html =>
  matters.length === 0
    ? html`<div class="calm">${icon("check")}<p>Nothing needs you.</p></div>`
    : html`<ul class="matters">${matters.map(
        ({ state, what, detail, where }) =>
          html`<li class="${state}">${icon(PICTURES[state])}<div><p>${what}</p>${detail && html`<p class="soft">${detail}</p>`}</div><a class="button" href="${where.href}">${where.label}</a></li>`,
      )}</ul>`;
