// What happened to a job, in the order of time: made from its record and the dead letters of its messages.
import type { Attempt, DeadLetter, Job } from "../record/job.ts";

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
    | "in the dead-letter queue"
    | "ended";
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
  for (const { at, messageId } of job.redrives) {
    yield { at, event: "redriven", ...(messageId !== undefined && { detail: `message ${messageId}` }) };
  }
  for (const { seenAt, cause, messageId } of deadLetters) {
    yield { at: seenAt, event: "in the dead-letter queue", detail: `${cause}, message ${messageId}` };
  }
  if (job.endedAt !== undefined) {
    const why = job.cause === undefined ? "" : ` (${job.cause})`;
    yield { at: job.endedAt, event: "ended", detail: job.status + why };
  }
}

function* eventsOf(attempt: Attempt, number: number): Generator<TimelineEvent> {
  const { startedAt, endedAt, outcome, error, receiveCount } = attempt;
  yield { at: startedAt, event: "attempt started", detail: `attempt ${number}, receive ${receiveCount}` };
  if (endedAt === undefined) return;
  const why = error ? `: ${error.name}: ${error.message}` : "";
  yield { at: endedAt, event: "attempt ended", detail: `attempt ${number} ${outcome ?? "ended"}${why}` };
}

const iso = (ms: number): string => new Date(ms).toISOString();
