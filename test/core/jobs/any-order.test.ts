// Whatever happens in whatever order: sends that fail, purges, crashes, duplicates, redrives, cancellations. The ledger stays sound, and every accepted job ends.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backend } from "../../../core/jobs/backend.ts";
import { consumeMessage } from "../../../core/jobs/consume.ts";
import { inspectDeadLetters } from "../../../core/jobs/dead-letters.ts";
import { PermanentError } from "../../../core/jobs/errors.ts";
import type { Job } from "../../../core/jobs/job.ts";
import { cancelJob, deleteJob } from "../../../core/jobs/operations.ts";
import type { ReceivedMessage } from "../../../core/jobs/ports.ts";
import { recoverJobs } from "../../../core/jobs/recover.ts";
import { isTerminal, transitions } from "../../../core/jobs/states.ts";
import { createTestBackend, type TestBackend } from "../../support/test-backend.ts";
import { settled, turn, useStandingTime } from "../../support/turn-time.ts";

useStandingTime();

const endings = ["success", "failure", "permanent", "deaf", "crash"] as const;
type Ending = (typeof endings)[number];

type World = {
  test: TestBackend;
  ids: Set<string>;
  /** Whoever asked was told that it failed, and may ask again. */
  halfDeleted: Set<string>;
  seen: ReceivedMessage[];
  /** Jobs that run at this moment, in a process that is alive. */
  running: Set<string>;
  /** What must never be. Collected, since the engine would take a thrown one for the job's or the store's failure. */
  violations: string[];
  runs: number;
};

type Step = { name: string; run(world: World): Promise<unknown>; [fc.toStringMethod](): string };

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
      },
      queue: { ...queue, changeVisibility: answered(queue.changeVisibility) },
    },
    die: () => {
      dead = true;
    },
  };
}

/** Begins to consume a message; the run takes `seconds`, and ends as it is told. */
async function begin(world: World, received: ReceivedMessage, ending: Ending, seconds: number) {
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

const step = (name: string, run: Step["run"]): Step => ({ name, run, [fc.toStringMethod]: () => name });
const refused = () => undefined;
const pick = <T>(among: Iterable<T>, index: number): T | undefined => {
  const all = [...among];
  return all[index % Math.max(1, all.length)];
};

const index = fc.nat({ max: 50 });
const deliveries: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(1, 2, 6), fc.constantFrom(...endings), fc.constantFrom(0, 1, 100, 400))
  .map(([receives, ending, seconds]) =>
    step(`deliver ${receives}, ${ending} after ${seconds} s`, async (world) => {
      for (let receive = 0; receive < receives; receive++) {
        const received = world.test.queues.receive();
        if (!received) return;
        world.seen.push(received);
        await begin(world, received, ending, seconds);
      }
    }),
  );

const steps: fc.Arbitrary<Step>[] = [
  index.map((key) =>
    step(`submit ${key}`, async ({ test, ids }) => ids.add((await test.submit(`job ${key}`)).id)),
  ),
  fc.constant(
    step("submit while the queue is gone", async ({ test, ids }) => {
      test.queues.break("send");
      const error = await test.submit().catch((thrown: { details: { jobId: string } }) => thrown);
      test.queues.mend("send");
      if ("details" in error) ids.add(error.details.jobId);
    }),
  ),
  ...Array.from({ length: 4 }, () => deliveries),
  index.map((at) =>
    step(`deliver again ${at}`, async (world) => {
      const received = pick(world.seen, at);
      if (received) await begin(world, received, "success", 0);
    }),
  ),
  fc.constantFrom(1, 60, 400, 1_900, 7_200).map((seconds) => step(`${seconds} s pass`, () => turn(seconds))),
  fc.constant(step("purge", async ({ test }) => test.queues.purge())),
  fc.constant(step("recover", ({ test }) => recoverJobs(test.backend))),
  fc.constant(step("alarm", ({ test }) => inspectDeadLetters(test.backend))),
  fc.constant(step("redrive", ({ test }) => test.backend.deadLetters.redrive())),
  fc.constant(step("garbage", async ({ test }) => test.queues.put("garbage"))),
  index.map((at) =>
    step(`cancel ${at}`, async ({ test, ids }) => {
      const id = pick(ids, at);
      if (id) await cancelJob(test.backend, id).catch(refused);
    }),
  ),
  index.map((at) =>
    step(`delete ${at}`, async ({ test, ids, halfDeleted }) => {
      const id = pick(ids, at);
      if (!id) return;
      await deleteJob(test.backend, id).catch((error: Error) => {
        if (isInjected(error)) halfDeleted.add(id);
      });
    }),
  ),
  fc.constantFrom("get", "update", "putResult").map((method) =>
    step(`the store fails once at ${method}`, async ({ test }) => {
      test.store.fail(method as "get", { times: 1 });
    }),
  ),
];

/** What is not as it must be of every record at every moment. */
function unsound(job: Job, before: Job | undefined): string[] {
  const ended = isTerminal(job.status);
  const open = job.attempts.filter((attempt) => attempt.endedAt === undefined).length;
  const rules: [string, boolean][] = [
    [
      "moves by the table",
      !before || before.status === job.status || transitions[before.status].includes(job.status),
    ],
    ["changes no more once deleted", before?.deletedAt === undefined],
    ["has an end exactly when it has ended", (job.endedAt !== undefined) === ended],
    ["expires exactly when it has ended", (job.expiresAtSeconds !== undefined) === ended],
    ["is claimed exactly while it runs", (job.claim !== undefined) === (job.status === "running")],
    [
      "has a next attempt exactly while retrying",
      (job.nextAttemptAt !== undefined) === (job.status === "retrying"),
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
function watch({ test, violations }: World) {
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

/** Lets everything that is left come to its end. */
async function drain(world: World) {
  const { test } = world;
  test.store.mend();
  for (let round = 0; round < 40; round++) {
    for (let received = test.queues.receive(); received; received = test.queues.receive()) {
      await begin(world, received, "success", 0);
      await turn(1);
    }
    await turn(1_000);
    await recoverJobs(test.backend);
    await inspectDeadLetters(test.backend);
  }
}

describe("whatever happens", () => {
  it("the ledger stays sound at every write, no job runs twice at once, and every accepted job ends", async () => {
    // A fixed seed: the same scripts every time. Raise `numRuns` and leave the seed out to look for more.
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(...steps), { minLength: 10, maxLength: 80, size: "max" }),
        async (script) => {
          const test = createTestBackend();
          const world: World = {
            test,
            ids: new Set(),
            halfDeleted: new Set(),
            seen: [],
            running: new Set(),
            violations: [],
            runs: 0,
          };
          watch(world);
          for (const { run } of script) await run(world).catch(expectInjected);
          await drain(world);
          for (const id of world.ids) {
            const job = await test.job(id);
            expect(job).toMatchObject({ status: expect.toSatisfy(isTerminal) });
            expect(
              job.attempts.filter((attempt) => attempt.outcome === "succeeded").length,
            ).toBeLessThanOrEqual(1);
            const made = job.status === "succeeded" && job.deletedAt === undefined;
            if (world.halfDeleted.has(id)) continue;
            expect(await test.store.getResult(id)).toBe(made ? "made" : undefined);
          }
          expect(world.violations).toEqual([]);
          runs += world.runs;
          test.store.close();
        },
      ),
      { numRuns: 150, seed: 7 },
    );
    expect(runs).toBeGreaterThan(100);
  });
});

/** The store's failures may show; a broken expectation must. */
function expectInjected(error: Error): void {
  if (!isInjected(error)) throw error;
}
function isInjected(error: Error): boolean {
  return /^store: \w+ failed$/.test(error.message);
}
