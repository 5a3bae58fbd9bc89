// Records for the store's contract: only what a test is about needs to be said.
import type { Attempt, DeadLetter, Job } from "../../../core/jobs/record/job.ts";

let made = 0;
/** Unique in this process, and in an endpoint that several runs share. */
export const freshId = (prefix = "brf"): string => `${prefix}_${process.pid}x${Date.now()}x${++made}`;

export const START = Date.UTC(2026, 10, 24, 8, 0, 0);

export const makeJob = (job: Partial<Job> = {}): Job => ({
  v: 1,
  id: freshId(),
  type: "briefing:generate",
  status: "pending",
  title: "Batteries",
  request: { topic: "Batteries" },
  requestHash: "0".repeat(64),
  createdAt: START,
  attempts: [],
  roundStart: 0,
  redrives: [],
  resends: 0,
  revision: 0,
  ...job,
});

export const makeAttempt = (attempt: Partial<Attempt> = {}): Attempt => ({
  startedAt: START,
  messageId: "5fea7756-0ea4-451a-a703-a558b933e274",
  receiveCount: 1,
  requestId: "request-1",
  ...attempt,
});

/** Seconds since the epoch, far from now in either direction. */
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

export const makeDeadLetter = (entry: Partial<DeadLetter> = {}): DeadLetter => ({
  messageId: freshId("msg"),
  cause: "unreadable",
  seenAt: START,
  expiresAtSeconds: inSeconds(86_400),
  ...entry,
});
