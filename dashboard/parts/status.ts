// A job's status in one word with its colour, and how far a running one is.
import { isCancelling, type Job, type JobStatus, type JobSummary } from "../../core/jobs/index.ts";
import { type Html, html } from "../html.ts";

/** `archived`: dead, and nobody's task any more. */
export const statusMark = (status: JobStatus | "archived", words: string = status): Html =>
  html`<span class="status ${status}">${words}</span>`;

/** `dead: exhausted`, `dead: permanent, archived`, `stopping` */
export function statusOf(job: JobSummary | Job): Html {
  if (job.status === "dead") {
    const aside = job.archivedAt === undefined ? "" : ", archived";
    return statusMark(aside === "" ? "dead" : "archived", `dead${job.cause ? `: ${job.cause}` : ""}${aside}`);
  }
  if ("revision" in job && isCancelling(job)) return statusMark("running", "stopping");
  return statusMark(job.status);
}

/** Undefined for a job that reports no progress. */
export function progressBar(job: JobSummary | Job): Html | undefined {
  if (!("progress" in job) || !job.progress || job.status !== "running") return undefined;
  const { stage, done, total } = job.progress;
  const words = `${stage} ${done}/${total}`;
  return html`<span class="progress"><progress max="${Math.max(total, 1)}" value="${done}" aria-label="${words}"></progress><span>${words}</span></span>`;
}
