// The inbox of what died, grouped by what it died of: retried, archived or deleted by group, or all at once.
import {
  clearDeadLetters,
  type DeadGroup,
  type DeadInbox,
  deadInbox,
  deleteLetter,
  startBulk,
} from "../../core/jobs/operate/inspector.ts";
import { at, atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page, PageCall } from "../page.ts";
import { askingButton, postButton } from "../parts/buttons.ts";
import { icon } from "../parts/icons.ts";
import { sparkline } from "../parts/sparkline.ts";
import { counted, number, when } from "../parts/words.ts";

/** A rendering looks into the dead-letter queue, which hides its messages for a moment. */
const EVERY_MS = 15_000;
/** For reading the dead jobs: at first what can be shown at once, the rest while the reader looks at it. */
const READ_MS = { first: 60, again: 2_500 };
/** The filter of what is in the inbox. */
const IN_INBOX = { status: "dead", archived: "false" };

export const deadLettersPage: Page = {
  path: "/dead",
  nav: { label: "Dead letters", icon: "dead", badge: "dead" },
  async render(call) {
    const { backend, dashboard } = call;
    const until = performance.now() + (call.again ? READ_MS.again : READ_MS.first);
    const inbox = await deadInbox(backend, { hasTime: () => performance.now() < until });
    const { groups, moreGroups, jobs, complete, queue, unread } = inbox;
    const isEmpty = complete && groups.length === 0 && queue.strayCount === 0 && queue.leftOver === 0;
    return {
      title: "Dead letters",
      everyMs: EVERY_MS,
      tools: html`<a href="${at("/runbook")}#dead-letters">Runbook</a>${
        jobs > 0 &&
        !dashboard.readOnly &&
        html`<a class="button" href="${at("/bulk", { operation: "retry", ...IN_INBOX })}">Retry all</a>`
      }`,
      body: html`${queue.problem && html`<div class="banner warning">${icon("warning")}<p>The dead-letter queue was not looked at: ${queue.problem}</p></div>`}${unread && html`<div class="banner warning">${icon("warning")}<p>What they died of is partly unknown: ${unread}</p></div>`}
<p class="lead soft"><span>${counted(jobs, "dead job")}${!complete && " so far"} in ${counted(groups.length + moreGroups, "group")}</span>${queueWords(inbox)}</p>
${
  isEmpty
    ? html`<div class="empty">${icon("check")}<p>Nothing has died that nobody has dealt with.</p></div>`
    : groups.map((group) => groupCard(call, group))
}
${moreGroups > 0 && html`<p class="soft">${counted(moreGroups, "more group")}, smaller than these: <a href="${at("/jobs", IN_INBOX)}">all dead jobs</a></p>`}
${!complete && html`<p class="soft">${call.again ? "There are more than could be read in time." : "The others are being read…"}</p>`}
${leftOver(dashboard, inbox)}${strays(dashboard, inbox)}`,
    };
  },
  actions: {
    /** With a canary of one: if that one dies again, the rest is left alone. */
    async canary({ backend }, form) {
      const fingerprint = form.get("fingerprint") ?? "";
      const { id } = await startBulk(backend, {
        operation: "retry",
        filter: { fingerprint: [fingerprint], status: ["dead"] },
        canary: 1,
      });
      return {
        note: "Started with one of them. The rest follows when it has ended well.",
        to: `/bulk/${id}`,
      };
    },
    async tidy({ backend }) {
      const { deleted } = await clearDeadLetters(backend);
      return { note: `${counted(deleted, "message")} deleted, of jobs that are done with.` };
    },
    async "delete-stray"({ backend }, form) {
      await deleteLetter(backend, form.get("messageId") ?? "");
      return { note: "The message is deleted." };
    },
  },
};

function queueWords({ queue }: DeadInbox): Html | undefined {
  if (queue.depth === undefined) return undefined;
  return html`<span>${counted(queue.depth, "message")} in the dead-letter queue${!queue.sawAll && ", not all of them seen"}</span>${
    queue.move && html`<span>A redrive of the whole queue is under way.</span>`
  }`;
}

/** Of those that are still in the inbox. */
function trendOf({ diedByHour }: DeadGroup): Html {
  const sum = diedByHour.reduce((total, count) => total + count, 0);
  return sparkline(diedByHour, `${number(sum)} of these died in the last 24 hours, by hour`);
}

function groupCard({ dashboard, now }: PageCall, group: DeadGroup): Html {
  const {
    fingerprint,
    type,
    errorName,
    message,
    sampleMessage = message,
    frame,
    count,
    firstSeenAt,
    lastSeenAt,
    sampleJobId,
    sampleTitle,
    inQueue,
  } = group;
  const operate = (operation: string, label: string) =>
    html`<a class="button" href="${at("/bulk", { operation, fingerprint, ...IN_INBOX })}">${label}</a>`;
  const gone = inQueue.no;
  return html`<article class="group" id="group-${fingerprint}" aria-labelledby="died-${fingerprint}">
<div class="count" title="dead jobs"><b>${number(count)}</b>${trendOf(group)}</div>
<div class="what"><h2 id="died-${fingerprint}"><a href="${at("/jobs", { fingerprint, ...IN_INBOX })}">${errorName}${sampleMessage && html`: ${sampleMessage}`}</a></h2>
<p class="soft">${type}${frame !== undefined && html` · <code>${frame}</code>`}</p>
<p class="soft">first ${when(firstSeenAt, now)}, last ${when(lastSeenAt, now)} · the last: <a href="${atJob(sampleJobId)}">${sampleTitle || sampleJobId}</a>${
    gone > 0 && html` · ${gone === count ? "none" : `${number(count - gone)} of them`} still in the queue`
  }</p></div>
${
  !dashboard.readOnly &&
  html`<div class="tools">${postButton(dashboard, { label: "Try one, then all", action: "canary", fields: { fingerprint } })}${operate("retry", "Retry")}${operate("archive", "Archive")}${operate("delete", "Delete")}</div>`
}</article>`;
}

const leftOver = (dashboard: Dashboard, { queue }: DeadInbox): Html | undefined =>
  queue.leftOver === 0
    ? undefined
    : html`<section><h2>Left over</h2><p>${counted(queue.leftOver, "message")} of jobs that are done with: a redrive would run nothing.</p>${postButton(dashboard, { label: "Delete them", action: "tidy" })}</section>`;

function strays(dashboard: Dashboard, { queue }: DeadInbox): Html | undefined {
  if (queue.strayCount === 0) return undefined;
  return html`<section><h2>${counted(queue.strayCount, "message")} without a job</h2><div class="table" tabindex="0" role="region" aria-label="Messages without a job"><table><tbody>${queue.stray.map(
    ({ messageId, reason, body }) =>
      html`<tr id="stray-${messageId}"><td class="wide"><b>${reason}</b><pre>${body}</pre><code class="under">${messageId}</code></td><td>${askingButton(
        dashboard,
        { label: "Delete", action: "delete-stray", fields: { messageId }, kind: "danger" },
        {
          id: `delete-${messageId}`,
          question: "Delete this message?",
          detail: "It is taken out of the dead-letter queue for good.",
        },
      )}</td></tr>`,
  )}</tbody></table></div></section>`;
}
