// A job record of the briefings' type with one failed attempt, as the command line finds it in the job store.
import { newJobId } from "../../core/jobs/record/ids.ts";
import type { Attempt, Job } from "../../core/jobs/record/job.ts";

export const failedAttempt = (message: string): Attempt => ({
  startedAt: Date.parse("2026-11-25T21:44:05Z"),
  endedAt: Date.parse("2026-11-25T21:44:06Z"),
  outcome: "failed",
  error: { name: "HttpError", message, permanent: false },
  messageId: "m-1",
  receiveCount: 1,
  requestId: "r-1",
});

export const cliJob = (fields: Partial<Job>): Job => ({
  v: 1,
  id: newJobId("brf"),
  type: "briefing:generate",
  status: "queued",
  title: "Offshore wind",
  request: { topic: "Offshore wind", sources: [] },
  requestHash: "hash",
  createdAt: Date.parse("2026-11-25T21:44:00Z"),
  attempts: [failedAttempt("https://example.com answered 503")],
  roundStart: 0,
  redrives: [],
  resends: 0,
  revision: 0,
  ...fields,
});
