// The engine with real small parts: a store and SQS in memory, a job type that does what the test says, captured log lines.
import * as z from "zod";
import { systemClock } from "../../core/clock.ts";
import {
  defineJob,
  type EnqueueOptions,
  enqueue,
  enqueueByName,
  type JobContext,
  type JobType,
} from "../../core/jobs/index.ts";
import type { ReceivedMessage } from "../../core/jobs/ports.ts";
import type { Job } from "../../core/jobs/record/job.ts";
import { consumeMessage } from "../../core/jobs/run/consume.ts";
import { createMemoryBackend } from "../../core/jobs/testing/index.ts";
import type { SettingsOverrides } from "../../core/settings.ts";
import { makeJob } from "../contracts/job-store/factories.ts";

export const WORK = "test:work";

export const WorkPayload = z.strictObject({
  name: z.string().min(1),
  parts: z.array(z.strictObject({ url: z.string() })).default([]),
});
export type WorkPayload = z.infer<typeof WorkPayload>;

type Run = (payload: WorkPayload, context: JobContext) => Promise<unknown>;

export type TestBackendOptions = {
  overrides?: SettingsOverrides;
  types?: JobType[];
  shutdown?: AbortSignal;
  /** The jitter; in the middle by default. */
  random?: () => number;
};

export type TestBackend = ReturnType<typeof createTestBackend>;

/** Goes by `Date.now`, so that fake timers turn everything at once. */
export function createTestBackend(options: TestBackendOptions = {}) {
  const runs: WorkPayload[] = [];
  const work: { run: Run } = { run: async ({ name }) => ({ made: name }) };
  const workType = defineJob({
    name: WORK,
    idPrefix: "tst",
    payload: WorkPayload,
    title: ({ name }) => name,
    async run(payload, context) {
      runs.push(payload);
      return await work.run(payload, context);
    },
  });

  const { overrides, types = [], shutdown, random } = options;
  const { backend, store, queues, logs } = createMemoryBackend({
    types: [workType, ...types],
    settings: overrides,
    clock: systemClock,
    shutdown,
    random,
  });
  const { settings } = backend;

  const invocation = (requestId = "request-1") => ({
    deadline: Date.now() + settings.consumer.timeoutSeconds * 1000,
    requestId,
  });

  return {
    backend,
    settings,
    store,
    queues,
    logs,
    /** Payloads of the runs that have begun. */
    runs,
    /** Set `run` to what the job should do. */
    work,
    invocation,

    async submit(name = "a job"): Promise<Job> {
      return (await enqueue(backend, workType, { name })).job;
    },

    /** Enqueues a job of type WORK by its name, whatever the payload. */
    enqueue: (payload: unknown = { name: "a job" }, options: EnqueueOptions = {}) =>
      enqueueByName(backend, WORK, payload, options),

    /** All records, as a list shows them. */
    records: async () => (await store.list({ order: "newest", limit: 100 })).items,

    /** How many jobs were recorded and how many messages sent. */
    async traces() {
      return { recorded: (await this.records()).length, sent: queues.sent.length };
    },

    /** Receives one message; @throws Error when none is visible. */
    receive(): ReceivedMessage {
      const received = queues.receive();
      if (!received) throw new Error("no message is visible");
      return received;
    },

    /** Records a job of type WORK as it is given. @returns its id. */
    async given(job: Partial<Job>): Promise<string> {
      const record = makeJob({ type: WORK, request: { name: "a job", parts: [] }, ...job });
      await store.create(record);
      return record.id;
    },

    /** The record; @throws Error when there is none. */
    async job(id: string): Promise<Job> {
      const job = await store.get(id);
      if (!job) throw new Error(`no job ${id}`);
      return job;
    },

    /** Runs a message as it was received, and does what the event source mapping would do with it. */
    async consume(received: ReceivedMessage, requestId?: string) {
      const consumed = await consumeMessage(backend, received, invocation(requestId));
      if (!consumed.failed) queues.remove(received.receiptHandle);
      return consumed;
    },

    /** Receives one message and consumes it; @throws Error when none is visible. */
    async deliver() {
      const received = this.receive();
      return { received, ...(await this.consume(received)) };
    },
  };
}

/** The message of a job, as SQS would deliver it. */
export const messageOf = (
  job: Pick<Job, "id" | "type">,
  received: Partial<ReceivedMessage> = {},
): ReceivedMessage => ({
  messageId: "message-of-the-test",
  receiptHandle: "handle-of-the-test",
  body: JSON.stringify({ v: 1, type: job.type, jobId: job.id }),
  receiveCount: 1,
  ...received,
});
