// What happened to a job, in its order. An attempt is one entry, with how long it took, its error and the stack. Many steps in
// a row, and the middle of a long history, are folded.
import type { Attempt, Job } from "../../core/jobs/index.ts";
import type { TimelineEvent } from "../../core/jobs/operate/inspector.ts";
import { type Html, type HtmlValue, html } from "../html.ts";
import { counted, duration, since, when } from "./words.ts";

type Entry = { at: number; kind: string; what: HtmlValue; detail?: HtmlValue };

/** Steps in a row that are told one by one. */
const FEW_STEPS = 8;
/** Of a history that is longer than these together. */
const SHOWN = { first: 10, last: 20 };

export function timeline(events: readonly TimelineEvent[], { attempts }: Job, now: number): Html {
  const entries: Entry[] = [
    ...events.filter(({ event }) => !event.startsWith("attempt ")).map(entryOf),
    ...attempts.map((attempt, index) => attemptEntry(attempt, index + 1, now)),
  ].sort((a, b) => a.at - b.at);
  const lines = inRuns(entries).flatMap((run) => linesOf(run, now));
  const { first, last } = SHOWN;
  const middle = lines.slice(first, -last);
  if (middle.length < 2) return html`<ol class="timeline">${lines}</ol>`;
  return html`<ol class="timeline">${lines.slice(0, first)}${folded("middle", `${counted(middle.length, "entry", "entries")} between`, middle)}${lines.slice(-last)}</ol>`;
}

/** Entries of one kind that follow each other. */
function inRuns(entries: readonly Entry[]): Entry[][] {
  const runs: Entry[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    if (run?.[0]?.kind === entry.kind) run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

function linesOf(run: readonly Entry[], now: number): Html[] {
  const lines = run.map(
    ({ at, kind, what, detail }) =>
      html`<li class="${kind}"><div class="what">${what}</div>${when(at, now)}${detail && html`<div class="detail">${detail}</div>`}</li>`,
  );
  const [begun] = run;
  if (begun?.kind !== "step" || run.length <= FEW_STEPS) return lines;
  return [folded(`steps-${begun.at}`, `${counted(run.length, "step")} done`, lines)];
}

const folded = (id: string, words: string, lines: readonly Html[]): Html =>
  html`<li class="step"><details id="${id}"><summary>${words}</summary><ol class="timeline">${lines}</ol></details></li>`;

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
