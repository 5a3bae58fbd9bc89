// How many jobs wait, run and have died, at this moment: each number leads to them.
import type { QueuesView } from "../../core/jobs/operate/inspector.ts";
import { at } from "../base.ts";
import { type Html, html } from "../html.ts";
import { number } from "./words.ts";

export function numbers({ jobs: { counts, exact }, queues, deadLetters, deadJobs, all }: QueuesView): Html {
  const total = (of: "visible" | "inFlight" | "delayed") =>
    queues === undefined ? undefined : queues.reduce((sum, queue) => sum + queue[of], 0);
  const about = exact ? "" : "+";
  const status = (name: "scheduled" | "pending" | "queued" | "running" | "retrying", label: string = name) =>
    tile(
      label,
      `${number(counts[name] ?? 0)}${about}`,
      at("/jobs", { status: name }),
      `jobs that are ${name}`,
    );
  const messages = (["visible", "inFlight", "delayed"] as const).map((of) => number(total(of) ?? 0));
  return html`<div class="numbers">
${status("queued")}${status("running")}${status("retrying")}${status("scheduled")}
${tile("dead", `${number(deadJobs.count)}${deadJobs.exact ? "" : "+"}`, at("/dead"), "jobs that are dead and not archived", deadJobs.count > 0)}
${tile("attempts a second", all.perSecond < 10 ? all.perSecond.toFixed(1) : number(Math.round(all.perSecond)), undefined, "attempts that succeeded or failed, in the last five minutes")}
</div>
<p class="soft under-numbers">${
    queues === undefined
      ? "SQS is out of reach."
      : `Messages in SQS, about: ${messages[0]} to be received, ${messages[1]} in flight (running or backing off), ${messages[2]} delayed${deadLetters === undefined ? "" : `; ${number(deadLetters)} in the dead-letter queue`}.`
  }</p>`;
}

const tile = (label: string, count: string, href: string | undefined, title: string, isBad = false): Html => {
  const inside = html`<b>${count}</b><span>${label}</span>`;
  const mark = isBad ? "bad" : "";
  return href === undefined
    ? html`<div class="${mark}" title="${title}">${inside}</div>`
    : html`<a class="${mark}" href="${href}" title="${title}">${inside}</a>`;
};
