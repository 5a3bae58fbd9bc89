// The states of a job and the legal moves between them, in one table.
import type { JobStatus } from "./job.ts";

export const transitions: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  // Sent when it is due.
  scheduled: ["queued", "cancelled", "dead"],
  // `running`: the message may arrive before the API has noted that it was sent.
  pending: ["queued", "running", "cancelled", "dead"],
  // `pending`: the send failed.
  queued: ["pending", "running", "cancelled", "dead"],
  // `running → running`: a claim whose lease is over is taken by the next receive.
  // `cancelled`: by its attempt, once it has stopped.
  running: ["running", "succeeded", "retrying", "dead", "cancelled"],
  retrying: ["running", "cancelled", "dead"],
  succeeded: [],
  // `running`: a redrive (`run/what-a-receive-means.ts` tells it from a copy). `queued`: an operator's retry.
  dead: ["running", "queued"],
  cancelled: [],
};

export const terminal: readonly JobStatus[] = ["succeeded", "dead", "cancelled"];
/** A message of the job is, or is believed to be, on its way. */
export const sent: readonly JobStatus[] = ["queued", "running", "retrying"];
export const unfinished: readonly JobStatus[] = ["scheduled", "pending", ...sent];
/** States in which a job waits and can be cancelled: no attempt is running. */
export const waiting: readonly JobStatus[] = ["scheduled", "pending", "queued", "retrying"];

export const isTerminal = (status: JobStatus): boolean => terminal.includes(status);

/**
 * The part of a change that moves a job, with the condition that makes it legal.
 * @throws Error when the table does not allow the move: a mistake in the code, never in the data.
 */
export function move(from: readonly JobStatus[], to: JobStatus) {
  for (const status of from) {
    if (!transitions[status].includes(to)) throw new Error(`no transition from ${status} to ${to}`);
  }
  return { set: { status: to }, when: { status: from } };
}
