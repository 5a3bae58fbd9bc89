// The one explicit argument of the engine: everything it depends on, built once at the edge.
import type { Logger } from "pino";
import type { Settings } from "../settings.ts";
import type { DeadCause } from "./job.ts";
import type { DeadLetterQueue, JobQueue, JobStore } from "./ports.ts";
import type { JobRegistry } from "./registry.ts";

/** The end of an attempt, or of a job that was found dead: what metrics are made of. */
export type OutcomeReport = {
  at: number;
  outcome: "succeeded" | "retried" | "dead";
  cause?: DeadCause;
  /** From the send to the start of the first attempt; absent for a retry. */
  queueWaitMs?: number;
  /** Absent when no attempt ran. */
  runMs?: number;
};

export type Backend = {
  settings: Settings;
  store: JobStore;
  queue: JobQueue;
  deadLetters: DeadLetterQueue;
  registry: JobRegistry;
  log: Logger;
  /** Milliseconds since the epoch. */
  now(): number;
  /** From 0 up to 1: the jitter of a backoff. */
  random(): number;
  /** Told of every outcome; must not throw. */
  report?(outcome: OutcomeReport): void;
  /** True against LocalStack, whose move task keeps a message's id and send time (`receive.ts`). */
  redriveKeepsMessageId?: boolean;
  /** Fires when the process is about to stop: running jobs go back to the queue. Never on Lambda, which gives no notice. */
  shutdown?: AbortSignal;
};
