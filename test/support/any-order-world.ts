// A small world for the engine: processes that die, runs that are counted, and a watch on every write to the job store.
import type { Backend } from "../../core/jobs/backend.ts";
import { PermanentError, SnoozeError } from "../../core/jobs/errors.ts";
import type { ReceivedMessage } from "../../core/jobs/ports.ts";
import type { Job } from "../../core/jobs/record/job.ts";
import { isTerminal, transitions } from "../../core/jobs/record/states.ts";
import { consumeMessage } from "../../core/jobs/run/consume.ts";
import { createTestBackend, type TestBackend } from "./test-backend.ts";
import { settled } from "./turn-time.ts";

export const endings = ["success", "failure", "permanent", "snooze", "deaf", "crash"] as const;
export type Ending = (typeof endings)[number];

export type World = {
  test: TestBackend;
  ids: Set<string>;
  /** Whoever asked was told that it failed, and may ask again. */
  halfDeleted: Set<string>;
  /** Whoever asked was told that it is cancelled, or told to stop. */
  cancelled: Set<string>;
  /** An operator has run it at once. */
  hurried: Set<string>;
  seen: ReceivedMessage[];
  /** Jobs that run at this moment, in a process that is alive. */
  running: Set<string>;
  /** What must never be. Collected, since the engine would take a thrown one for the job's or the store's failure. */
  violations: string[];
  runs: number;
};

/** A process of its own: after `die` nothing that it calls is ever answered. */
function createProcess(backend: Backend) {
  let dead = false;
  const answered =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    (...given: A): Promise<R> =>
      dead ? new Promise<R>(() => {}) : call(...given);
  const { store, queue } = backend;
  return {
    backend: {
      ...backend,
      store: {
        ...store,
        get: answered(store.get),
        update: answered(store.update),
        putResult: answered(store.putResult),
        deleteResult: answered(store.deleteResult),
      },
      queue: { ...queue, changeVisibility: answered(queue.changeVisibility) },
    },
    die: () => {
      dead = true;
    },
  };
}

/** Begins to consume a message; the run takes `seconds`, and ends as it is told. */
export async function begin(world: World, received: ReceivedMessage, ending: Ending, seconds: number) {
  const { test, running, violations } = world;
  const process = createProcess(test.backend);
  let runs: string | undefined;
  const end = () => {
    if (runs !== undefined) running.delete(runs);
    runs = undefined;
  };
  test.work.run = async (_, { jobId, signal }) => {
    world.runs++;
    if (running.has(jobId)) violations.push(`${jobId} runs twice at once`);
    if (world.cancelled.has(jobId)) violations.push(`${jobId} runs after it was cancelled`);
    const { deadlineAt = Number.POSITIVE_INFINITY, processAt = 0 } = await test.job(jobId);
    if (Date.now() >= deadlineAt) violations.push(`${jobId} runs after its deadline`);
    if (Date.now() < processAt && !world.hurried.has(jobId))
      violations.push(`${jobId} runs before its delay is over`);
    running.add(jobId);
    runs = jobId;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, seconds * 1000);
      if (ending !== "deaf") signal.addEventListener("abort", () => resolve());
    });
    if (ending === "crash") process.die();
    end();
    if (ending === "crash") await new Promise(() => {});
    if (ending === "failure" || signal.aborted) throw new Error("failed");
    if (ending === "snooze") throw new SnoozeError("not yet", 1_000);
    if (ending === "permanent") throw new PermanentError("gone");
    return "made";
  };
  const invocation = { deadline: Date.now() + 300_000, requestId: "r" };
  void consumeMessage(process.backend, received, invocation).then(({ failed, mustExit }) => {
    if (mustExit) end();
    if (mustExit) process.die();
    if (!failed) test.queues.remove(received.receiptHandle);
  });
  await settled();
}

const isDelayed = ({ status, processAt }: Job) =>
  processAt !== undefined && ["scheduled", "pending", "queued"].includes(status);

/** What is not as it must be of every record at every moment. */
function unsound(job: Job, before: Job | undefined): string[] {
  const ended = isTerminal(job.status);
  const open = job.attempts.filter((attempt) => attempt.endedAt === undefined).length;
  const rules: [string, boolean][] = [
    [
      "moves by the table",
      !before || before.status === job.status || transitions[before.status].includes(job.status),
    ],
    [
      "loses the names of its items, and changes no more, once deleted",
      before?.deletedAt === undefined || (before.steps !== undefined && job.steps === undefined),
    ],
    ["has an end exactly when it has ended", (job.endedAt !== undefined) === ended],
    ["expires exactly when it has ended", (job.expiresAtSeconds !== undefined) === ended],
    ["is claimed exactly while it runs", (job.claim !== undefined) === (job.status === "running")],
    [
      "has a next attempt exactly while retrying",
      (job.nextAttemptAt !== undefined) === (job.status === "retrying") || isDelayed(job),
    ],
    ["is snoozed only while it goes on", job.snoozed === undefined || !ended || job.cause === "expired"],
    ["stays cancelled", before?.status !== "cancelled" || job.status === "cancelled"],
    ["keeps a cancellation", before?.cancelRequestedAt === undefined || job.cancelRequestedAt !== undefined],
    [
      "is no success once it was cancelled",
      job.cancelRequestedAt === undefined || job.status !== "succeeded",
    ],
    ["has a cause exactly when dead", (job.cause !== undefined) === (job.status === "dead")],
    ["burns only when dead", job.burn === undefined || job.status === "dead"],
    ["has one open attempt exactly while it runs", open === (job.status === "running" ? 1 : 0)],
    ["is sent again three times at most", job.resends <= 3],
  ];
  return rules
    .filter(([, holds]) => !holds)
    .map(([rule]) => `not true: ${job.id} ${rule}: ${JSON.stringify(job)}`);
}

/** Checks every write to a record, as it is made. */
function watch({ test, violations }: Pick<World, "test" | "violations">) {
  const { create, update } = test.store;
  const records = new Map<string, Job>();
  const note = (job: Job) => {
    violations.push(...unsound(job, records.get(job.id)));
    records.set(job.id, job);
  };
  test.store.create = async (job) => {
    const created = await create(job);
    if (created) note(job);
    return created;
  };
  test.store.update = async (id, change, when) => {
    const job = await update(id, change, when);
    if (job) note(job);
    return job;
  };
}

/** An engine whose every write to a record is checked as it is made. */
export function createWorld(): World {
  const world: World = {
    test: createTestBackend(),
    ids: new Set(),
    halfDeleted: new Set(),
    cancelled: new Set(),
    hurried: new Set(),
    seen: [],
    running: new Set(),
    violations: [],
    runs: 0,
  };
  watch(world);
  return world;
}
