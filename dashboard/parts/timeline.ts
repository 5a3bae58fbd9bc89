// What happened to a job, in its order: enqueued, each attempt with its error, steps, redrives, its end.
import type { Attempt, Job } from "../../core/jobs/index.ts";
import { type Html, type HtmlValue, html } from "../html.ts";
import { bytes, duration, since, when } from "./words.ts";

type Event = { at: number; kind: string; what: HtmlValue; detail?: HtmlValue };

export function timeline(job: Job, now: number): Html {
  const events: Event[] = [
    { at: job.createdAt, kind: "waits", what: "enqueued" },
    ...job.attempts.map((attempt, index) => attemptEvent(attempt, index + 1, now)),
    ...(job.steps ?? []).map(({ name, at, bytes: size }) => ({
      at,
      kind: "step",
      what: html`step <b>${name}</b>`,
      detail: html`<span class="soft">${bytes(size)} kept</span>`,
    })),
    ...job.redrives.map(({ at }) => ({ at, kind: "waits", what: "redriven: a new round of attempts" })),
    ...(job.cancelRequestedAt === undefined
      ? []
      : [{ at: job.cancelRequestedAt, kind: "failed", what: "cancelled by an operator" }]),
    ...endOf(job),
  ].sort((a, b) => a.at - b.at);
  return html`<ol class="timeline">${events.map(
    ({ at, kind, what, detail }) =>
      html`<li class="${kind}"><div class="what">${what}</div>${when(at, now)}${detail && html`<div class="detail">${detail}</div>`}</li>`,
  )}</ol>`;
}

function attemptEvent(
  { startedAt, endedAt, outcome, error, receiveCount }: Attempt,
  number: number,
  now: number,
): Event {
  const took =
    endedAt === undefined
      ? html`runs for ${since(startedAt, now)}`
      : `${outcome ?? "ended"} after ${duration(endedAt - startedAt)}`;
  return {
    at: startedAt,
    kind: outcome === undefined ? "running" : outcome,
    what: html`attempt ${number}: <b>${took}</b> <span class="soft">receive ${receiveCount}</span>`,
    detail:
      error &&
      html`<p class="error"><b>${error.name}</b>: ${error.message}</p>${error.stack && html`<details><summary>Stack</summary><pre tabindex="0">${error.stack}</pre></details>`}`,
  };
}

/** The attempt that succeeded tells of its own end. */
function endOf({ status, endedAt, cause }: Job): Event[] {
  if (endedAt === undefined || status === "succeeded") return [];
  return [{ at: endedAt, kind: status, what: html`<b>${status}</b>${cause && html`: ${cause}`}` }];
}
