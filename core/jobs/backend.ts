// The one explicit argument of the engine's functions: everything they depend on. The edge of a process builds it once.
import type { Logger } from "pino";
import type { Settings } from "../settings.ts";
import type { JobHook } from "./hooks.ts";
import type { JobRegistry } from "./job-type.ts";
import type { OpenProbes } from "./operate/doctor/facts.ts";
import type { QueueBrowser } from "./operate/queue-browser.ts";
import type { Cache, ConsumerSwitch, DeadLetterQueue, JobLog, JobQueue, JobStore } from "./ports.ts";
import type { Stats } from "./stats/stats.ts";

export type Backend = {
  settings: Settings;
  store: JobStore;
  cache: Cache;
  queue: JobQueue;
  deadLetters: DeadLetterQueue;
  registry: JobRegistry;
  log: Logger;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, `delayMs` from now, for the end of an attempt's time. Absent: Node's timer. A test turns its own clock. */
  after?(delayMs: number, run: () => void): { cancel(): void };
  /** From 0 up to 1: the jitter of a backoff. */
  random(): number;
  /** Run around each enqueue and each attempt, and are told of each outcome. The first hook is the outermost. */
  hooks?: readonly JobHook[];
  /** Counts outcomes, with the hook of `countOutcomes`. Whoever ends the process flushes it. */
  stats?: Stats;
  /** Which execution environment or process this is: a claim says so (`stats/presence.ts`). */
  workerId?: string;
  /** Pauses the consumer. Absent: a document in the store, which workers and local consumers obey (`hold/document-switch.ts`). */
  consumer?: ConsumerSwitch;
  /** Where the log lines of a job can be read. Absent where no log is kept, or none is named. */
  jobLog?: JobLog;
  /** What the doctor may look at beside store and queues (`operate/doctor/examine.ts`). Absent: nothing. */
  openProbes?(): Promise<OpenProbes>;
  /** Looks at all queues of the endpoint for an operator. Absent in functions, whose roles may not. */
  queueBrowser?: QueueBrowser;
  /** True against LocalStack, whose move task keeps a message's id and send time (`run/what-a-receive-means.ts`). */
  redriveKeepsMessageId?: boolean;
  /** Fires when the time of the caller's request is over. The engine then stops waiting for the queue. */
  requestOver?: AbortSignal;
  /** Fires when the process is about to stop: running jobs go back to the queue. Never on Lambda, which gives no notice. */
  shutdown?: AbortSignal;
};

/** A logger whose lines carry the id and the type of this job. */
export const logOf = ({ log }: Pick<Backend, "log">, job: { id: string; type: string }): Logger =>
  log.child({ jobId: job.id, jobType: job.type });
