// What happened to a job, in its order. An attempt is one entry, with how long it took, its error and the stack.
import type { Attempt, Job } from "../../core/jobs/index.ts";
import type { TimelineEvent } from "../../core/jobs/operate/inspector.ts";
import { type Html, type HtmlValue, html } from "../html.ts";
import { duration, since, when } from "./words.ts";

type Entry = { at: number; kind: string; what: HtmlValue; detail?: HtmlValue };

export function timeline(events: readonly TimelineEvent[], { attempts }: Job, now: number): Html {
  const entries: Entry[] = [
    ...events.filter(({ event }) => !event.startsWith("attempt ")).map(entryOf),
    ...attempts.map((attempt, index) => attemptEntry(attempt, index + 1, now)),
  ].sort((a, b) => a.at - b.at);
  return html`<ol class="timeline">${entries.map(
    ({ at, kind, what, detail }) =>
      html`<li class="${kind}"><div class="what">${what}</div>${when(at, now)}${detail && html`<div class="detail">${detail}</div>`}</li>`,
  )}</ol>`;
}

const KINDS: Partial<Record<TimelineEvent["event"], string>> = {
  "step done": "step",
  "held back": "retrying",
  "given back": "retrying",
  "could not begin": "failed",
  "cancellation asked for": "cancelled",
  "in the dead-letter queue": "dead",
};

const entryOf = ({ at, event, status, detail }: TimelineEvent): Entry => ({
  at,
  kind: status ?? KINDS[event] ?? "waits",
  what: html`${event}${detail !== undefined && html` <span class="soft">${detail}</span>`}`,
});

function attemptEntry(attempt: Attempt, number: number, now: number): Entry {
  const { startedAt, endedAt, outcome, error, receiveCount } = attempt;
  const took =
    endedAt === undefined
      ? html`runs for ${since(startedAt, now)}`
      : `${outcome ?? "ended"} after ${duration(endedAt - startedAt)}`;
  return {
    at: startedAt,
    kind: outcome ?? "running",
    what: html`attempt ${number} <b>${took}</b>${receiveCount > number && html` <span class="soft">receive ${receiveCount}</span>`}`,
    detail:
      error &&
      html`<p class="error"><b>${error.name}</b>: ${error.message}</p>${
        error.stack &&
        html`<details><summary>Stack</summary><pre tabindex="0" aria-label="Stack of attempt ${number}">${error.stack}</pre></details>`
      }`,
  };
}
