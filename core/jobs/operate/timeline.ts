// What happened to a job, in the order of time: made from its record and the dead letters of its messages.
import type { Attempt, DeadCause, DeadLetter, Job, JobStatus, Redrive } from "../record/job.ts";

export type TimelineEvent = {
  at: number;
  event:
    | "created"
    | "sent"
    | "attempt started"
    | "attempt ended"
    | "step done"
    | "held back"
    | "given back"
    | "could not begin"
    | "cancellation asked for"
    | "redriven"
    | "payload edited"
    | "archived"
    | "in the dead-letter queue"
    | "ended";
  /** Of a job that has ended: what it was then. */
  status?: JobStatus;
  /** Such as `attempt 2 failed: HttpError: https://… answered 503`. */
  detail?: string;
};

export function timelineOf(job: Job, deadLetters: readonly DeadLetter[]): TimelineEvent[] {
  return [...events(job, deadLetters)].sort((a, b) => a.at - b.at);
}

function* events(job: Job, deadLetters: readonly DeadLetter[]): Generator<TimelineEvent> {
  const { createdAt, sentAt, processAt, attempts, steps = [], heldBack, snoozed, trouble } = job;
  yield {
    at: createdAt,
    event: "created",
    ...(processAt !== undefined && { detail: `not to run before ${iso(processAt)}` }),
  };
  if (sentAt !== undefined) {
    const again =
      job.resends === 0 ? {} : { detail: `the last of ${job.resends + 1}: recover sent it again` };
    yield { at: sentAt, event: "sent", ...again };
  }
  for (const [index, attempt] of attempts.entries()) yield* eventsOf(attempt, index + 1);
  for (const { name, at } of steps) yield { at, event: "step done", detail: name };
  if (heldBack) yield { at: heldBack.since, event: "held back", detail: heldBack.reason };
  if (snoozed)
    yield { at: snoozed.since, event: "given back", detail: `first of ${snoozed.times}: ${snoozed.reason}` };
  if (trouble) yield { at: trouble.at, event: "could not begin", detail: trouble.reason };
  if (job.cancelRequestedAt !== undefined)
    yield { at: job.cancelRequestedAt, event: "cancellation asked for" };
  for (const redrive of job.redrives) yield* eventsOfRedrive(redrive);
  for (const { at } of job.edits ?? []) {
    yield { at, event: "payload edited", detail: "the payload of before is kept" };
  }
  if (job.archivedAt !== undefined) yield { at: job.archivedAt, event: "archived" };
  for (const { seenAt, cause, messageId } of deadLetters) {
    yield { at: seenAt, event: "in the dead-letter queue", detail: `${cause}, message ${messageId}` };
  }
  if (job.endedAt !== undefined) yield ended(job.endedAt, job.status, job.cause);
}

const ended = (at: number, status: JobStatus, cause?: DeadCause): TimelineEvent => ({
  ...{ at, event: "ended", status },
  detail: cause === undefined ? status : `${status} (${cause})`,
});

/** The death before it, which the record itself tells no more, and who took the job back. */
function* eventsOfRedrive({ at, by, messageId, diedAt, cause }: Redrive): Generator<TimelineEvent> {
  if (diedAt !== undefined) yield ended(diedAt, "dead", cause);
  yield { at, event: "redriven", detail: by === undefined ? moved(messageId) : redrivenBy(by) };
}

const moved = (messageId: string | undefined): string =>
  messageId === undefined ? "its message was sent again" : `as message ${messageId}, which was sent again`;

const redrivenBy = (by: string): string => (by === "operator" ? "by an operator" : `by operation ${by}`);

function* eventsOf(attempt: Attempt, number: number): Generator<TimelineEvent> {
  const { startedAt, endedAt, outcome, error, receiveCount } = attempt;
  yield { at: startedAt, event: "attempt started", detail: `attempt ${number}, receive ${receiveCount}` };
  if (endedAt === undefined) return;
  const why = error ? `: ${error.name}: ${error.message}` : "";
  yield { at: endedAt, event: "attempt ended", detail: `attempt ${number} ${outcome ?? "ended"}${why}` };
}

const iso = (ms: number): string => new Date(ms).toISOString();
