// The engine for tests of job types: in memory, by a clock that the test turns, one attempt at a time.
import { ManualClock } from "../../clock.ts";
import { enqueue } from "../enqueue/enqueue.ts";
import type { DeclaredJob } from "../job-type.ts";
import type { ReceivedMessage } from "../ports.ts";
import type { Job } from "../record/job.ts";
import { parseMessage } from "../record/message.ts";
import { type EnqueuedJob, enqueuedOf, matching, type PayloadMatch, refuse } from "./enqueued.ts";
import { createMemoryBackend, type MemoryBackendOptions } from "./memory-backend.ts";
import { type Worked, type WorkOptions, workMessage } from "./work.ts";

export type TestKitOptions = Omit<MemoryBackendOptions, "clock">;

export type DrainOptions = {
  /** Turns the clock to each retry, until no message is left. Default false: only what is visible now. */
  withRetries?: boolean;
  /** Receives after which `drain` gives up. Default 1,000. */
  atMost?: number;
};

export type TestKit = ReturnType<typeof createTestKit>;

/** @throws Error as `createRegistry` and `defineSettings` do. */
export function createTestKit(options: TestKitOptions) {
  const clock = new ManualClock();
  const { backend, store, queues, logs, jobs } = createMemoryBackend({ ...options, clock });
  const work = (received: ReceivedMessage, how: WorkOptions) =>
    workMessage({ backend, clock, queues }, received, how);

  const kit = {
    /** What `enqueue`, the operations and the code under test take. */
    backend,
    /** Stands still until the test turns it: backoffs, deadlines, leases and expiry go by it. */
    clock,
    /** The job store, with its faults: `store.fail("update", { times: 1 })`. */
    store,
    /** Both queues, with their faults: `queues.fail("send")`. */
    queues,
    /** What the engine and the jobs' hooks have logged. */
    logs,
    /** Every record, oldest first. */
    jobs,

    /**
     * Enqueues a job and runs its first attempt.
     * @throws as `enqueue` does.
     */
    async work<Input, Result>(
      type: DeclaredJob<Input, Result>,
      payload: NoInfer<Input>,
      how: WorkOptions = {},
    ): Promise<Worked<Result>> {
      const { job } = await enqueue(backend, type, payload);
      return await kit.workAgain(type, job, how);
    },

    /**
     * Runs the next attempt of a job, and turns the clock to it first where it waits for a backoff.
     * @throws Error when no message of the job is in the queue.
     */
    async workAgain<Result>(
      type: DeclaredJob<unknown, Result>,
      job: Job | string,
      how: WorkOptions = {},
    ): Promise<Worked<Result>> {
      const jobId = typeof job === "string" ? job : job.id;
      const record = jobs().find(({ id }) => id === jobId);
      if (record && record.type !== type.name) {
        throw new Error(`test kit: job ${jobId} is of the type ${record.type}, not ${type.name}`);
      }
      const next = async () => {
        const message = queues.waiting.find(({ body }) => jobOf(body) === jobId);
        if (message) clock.advance(Math.max(0, message.visibleAt - clock.now()));
        const received = message && queues.receive(message.messageId);
        return received && (await work(received, how));
      };
      let worked = await next();
      // A delay of more than SQS's 15 minutes takes several receives.
      while (worked?.outcome === "not-run" && (worked.job.nextAttemptAt ?? 0) > clock.now())
        worked = await next();
      if (worked) return worked as Worked<Result>;
      throw new Error(
        `test kit: job ${jobId} is ${record?.status ?? "without a record"} and has no message in the queue`,
      );
    },

    /**
     * Runs every message that is visible, those that jobs enqueue meanwhile too. What has used up its receives moves
     * to the dead-letter queue.
     * @returns the attempts in their order; receives that ran none are left out.
     * @throws Error when the queue is not empty after `atMost` receives.
     */
    async drain({ withRetries = false, atMost = 1_000 }: DrainOptions = {}): Promise<Worked[]> {
      const attempts: Worked[] = [];
      for (let receives = 0; receives < atMost; receives++) {
        const received = queues.receive() ?? (withRetries ? nextReceive() : undefined);
        if (!received) return attempts;
        const worked = await work(received, {});
        if (worked && worked.outcome !== "not-run") attempts.push(worked);
      }
      throw new Error(
        `test kit: after ${atMost} receives ${queues.waiting.length} messages are still in the queue: jobs enqueue without end, or a fault keeps them there`,
      );
    },

    /** Of this type, oldest first, whatever became of them since. */
    enqueued<Payload>(
      type: DeclaredJob<unknown, unknown, Payload>,
      match?: PayloadMatch<NoInfer<Payload>>,
    ): EnqueuedJob<Payload>[] {
      return matching(enqueuedOf(jobs(), type), match);
    },

    /**
     * @returns the first that fits.
     * @throws AssertionError when no job of this type, with a payload that fits, was enqueued.
     */
    assertEnqueued<Payload>(
      type: DeclaredJob<unknown, unknown, Payload>,
      match?: PayloadMatch<NoInfer<Payload>>,
    ): EnqueuedJob<Payload> {
      const [first] = kit.enqueued(type, match);
      return first ?? refuse("not enqueued:", type, match, jobs(), kit.assertEnqueued);
    },

    /** @throws AssertionError when one was. */
    assertNotEnqueued<Payload>(
      type: DeclaredJob<unknown, unknown, Payload>,
      match?: PayloadMatch<NoInfer<Payload>>,
    ): void {
      if (kit.enqueued(type, match).length === 0) return;
      refuse("enqueued, and should not be:", type, match, jobs(), kit.assertNotEnqueued);
    },
  };

  /** Turns the clock to the next message that becomes visible. */
  function nextReceive(): ReceivedMessage | undefined {
    const times = queues.waiting.map(({ visibleAt }) => visibleAt);
    if (times.length === 0) return undefined;
    clock.advance(Math.max(0, Math.min(...times) - clock.now()));
    return queues.receive();
  }
  return kit;
}

function jobOf(body: string): string | undefined {
  const parsed = parseMessage(body);
  return parsed.kind === "readable" ? parsed.message.jobId : undefined;
}
