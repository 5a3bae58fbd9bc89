// Why a job has not ended, in a sentence, and until when.
import { isCancelling, type Job } from "../../core/jobs/index.ts";
import { type Html, html } from "../html.ts";
import { counted, since, when } from "./words.ts";

/** Undefined for a job that has ended, or that simply runs. */
export function whyWaits(job: Job, now: number): Html | undefined {
  const { status, nextAttemptAt, trouble, snoozed, heldBack, claim, attempts } = job;
  if (status === "running") return whyRuns(job, now);
  if (trouble) {
    const next =
      trouble.nextTryAt === undefined ? "" : html`; the next try is ${when(trouble.nextTryAt, now)}`;
    return html`No attempt could begin: ${trouble.reason} (${when(trouble.at, now)})${next}.`;
  }
  if (heldBack) {
    return html`Held back by a ${heldBack.by}: ${heldBack.reason}. Its turn is ${when(heldBack.until, now)}.`;
  }
  if (status === "retrying" && snoozed) {
    return html`It gave itself back ${counted(snoozed.times, "time")}: ${snoozed.reason}. It looks again ${when(snoozed.until, now)}.`;
  }
  if (status === "retrying") {
    const next = nextAttemptAt === undefined ? "soon" : when(nextAttemptAt, now);
    return html`Attempt ${attempts.length} failed; the next is ${next}.`;
  }
  if (status === "scheduled") {
    return html`Scheduled: it is sent ${nextAttemptAt === undefined ? "when it is due" : when(nextAttemptAt, now)}.`;
  }
  if (status === "pending") return html`Its message could not be sent yet; recover sends it within minutes.`;
  if (status !== "queued") return undefined;
  if (nextAttemptAt !== undefined && nextAttemptAt > now)
    return html`Delayed: it starts ${when(nextAttemptAt, now)}.`;
  const sentAt = job.sentAt ?? job.createdAt;
  return html`In the queue for ${since(sentAt, now)}${claim ? "" : ": its message waits to be received"}.`;
}

function whyRuns(job: Job, now: number): Html | undefined {
  if (isCancelling(job)) return html`It was cancelled, and is given time to stop.`;
  const { claim } = job;
  if (claim && claim.leaseUntil < now) {
    return html`Its process has not been heard of: the claim ended ${when(claim.leaseUntil, now)}. The next receive runs it again.`;
  }
  return undefined;
}
