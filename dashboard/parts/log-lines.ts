// What was logged of a job: at once where the log is a file, on AWS when the reader asks, because a query costs money.
import { type Backend, type Job, VisibleError } from "../../core/jobs/index.ts";
import { atJob } from "../base.ts";
import { type Html, html } from "../html.ts";

const MOST_LINES = 200;

/** @param isAsked the reader wants them, whatever it costs. */
export async function logSection(
  { jobLog }: Backend,
  { id, createdAt }: Job,
  isAsked: boolean,
): Promise<Html | undefined> {
  if (!jobLog) return undefined;
  if (!jobLog.isAtHand && !isAsked) {
    return html`<section><h2>Log</h2><a class="button" href="${atJob(id)}?log=show">Ask CloudWatch Logs Insights</a></section>`;
  }
  try {
    const { entries, isCut } = await jobLog.linesOf(id, { from: createdAt, limit: MOST_LINES });
    return html`<section><h2>Log</h2>${isCut && html`<p class="soft">The latest ${MOST_LINES} lines.</p>`}${
      entries.length === 0
        ? html`<p class="soft">No line speaks of this job.</p>`
        : html`<ol class="log" tabindex="0" aria-label="Log lines">${entries.map(
            ({ at, level, message, function: by, fields }) =>
              html`<li class="${level}"><span class="soft">${new Date(at).toISOString().slice(11, 23)}</span> <span class="level">${level}</span> ${by && html`<span class="soft">${by}</span> `}<b>${message}</b> <code>${JSON.stringify(fields)}</code></li>`,
          )}</ol>`
    }</section>`;
  } catch (error) {
    if (error instanceof VisibleError)
      return html`<section><h2>Log</h2><p class="soft">${error.message}</p></section>`;
    throw error;
  }
}
