// Whatever happens in whatever order: sends that fail, purges, crashes, duplicates, redrives, snoozes, delays, deadlines, cancellations, and whatever an operator does. The job records stay sound, and every accepted job ends.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../core/jobs/care/inspect-dead-letters.ts";
import { recoverJobs } from "../../../core/jobs/care/recover.ts";
import { enqueueManyByName } from "../../../core/jobs/enqueue/enqueue-by-name.ts";
import { cancelJob, deleteJob } from "../../../core/jobs/operate/index.ts";
import {
  archiveJob,
  clearDeadLetters,
  deadInbox,
  editJob,
  retryJob,
  startBulk,
  unarchiveJob,
} from "../../../core/jobs/operate/inspector.ts";
import { isTerminal } from "../../../core/jobs/record/states.ts";
import { begin, createWorld, endings, type World } from "../../support/any-order-world.ts";
import { WORK } from "../../support/test-backend.ts";
import { turn, useStandingTime } from "../../support/turn-time.ts";

useStandingTime();

type Step = { name: string; run(world: World): Promise<unknown>; [fc.toStringMethod](): string };

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

/** What an operator does with one job. */
const verbs: Readonly<Record<string, (test: World["test"], id: string, at: number) => Promise<unknown>>> = {
  retry: ({ backend }, id, at) => retryJob(backend, id, { maxRedrives: 100, withoutDeadline: at % 2 === 0 }),
  archive: ({ backend }, id) => archiveJob(backend, id),
  unarchive: ({ backend }, id) => unarchiveJob(backend, id),
  // Every third payload is large enough for an item of its own.
  edit: ({ backend }, id, at) => editJob(backend, id, { name: "x".repeat(at % 3 === 0 ? 3_000 : at + 1) }),
};

const operator: fc.Arbitrary<Step>[] = [
  ...Object.entries(verbs).map(([verb, run]) =>
    index.map((at) =>
      step(`${verb} ${at}`, async ({ test, ids, hurried }) => {
        const id = pick(ids, at);
        if (id === undefined) return;
        if (verb === "retry") hurried.add(id);
        await run(test, id, at).catch(unlessRefused);
      }),
    ),
  ),
  fc
    .record({
      operation: fc.constantFrom("retry", "archive", "unarchive"),
      canary: fc.constantFrom(undefined, 1),
    })
    .map(({ operation, canary }) =>
      step(`${operation} all${canary ? ", one first" : ""}`, async ({ test, ids }) => {
        const bulk = { operation, filter: {}, ...(canary && { canary }) } as const;
        ids.add((await startBulk(test.backend, bulk)).id);
      }),
    ),
  fc.constant(step("tidy", ({ test }) => clearDeadLetters(test.backend))),
  fc.constant(step("look into the inbox", ({ test }) => deadInbox(test.backend))),
];

const steps: fc.Arbitrary<Step>[] = [
  ...operator,
  index.map((key) =>
    step(`submit ${key}`, async ({ test, ids }) => ids.add((await test.submit(`job ${key}`)).id)),
  ),
  fc
    .constantFrom({ delaySeconds: 300 }, { deadline: 500 }, { delaySeconds: 60, deadline: 2_500 })
    .map(({ deadline, ...options }) =>
      step(`submit with ${JSON.stringify({ deadline, ...options })}`, async ({ test, ids }) => {
        const deadlineAt = deadline === undefined ? {} : { deadlineAt: Date.now() + deadline * 1_000 };
        ids.add((await test.enqueue(undefined, { ...options, ...deadlineAt })).job.id);
      }),
    ),
  fc.constant(
    step("submit while the queue is gone", async ({ test, ids }) => {
      test.queues.fail("send");
      const error = await test.submit().catch((thrown: { details: { jobId: string } }) => thrown);
      test.queues.mend("send");
      if ("details" in error) ids.add(error.details.jobId);
    }),
  ),
  fc.constantFrom("none", "one", "all").map((failing) =>
    step(`submit twelve together, and ${failing} cannot be sent`, async ({ test, ids }) => {
      if (failing === "all") test.queues.fail("sendMany");
      if (failing === "one") test.queues.fail("send", { times: 1 });
      const items = Array.from({ length: 12 }, (_, n) => ({
        payload: { name: `one of twelve, ${n}` },
        tenant: `tenant-${n % 2}`,
      }));
      const { items: fates } = await enqueueManyByName(test.backend, WORK, items);
      test.queues.mend();
      for (const fate of fates) if ("jobId" in fate) ids.add(fate.jobId);
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
    step(`cancel ${at}`, async ({ test, ids, cancelled }) => {
      const id = pick(ids, at);
      if (id && (await cancelJob(test.backend, id).catch(refused))) cancelled.add(id);
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
  it("the job records stay sound at every write, no job runs twice at once, and every accepted job ends", async () => {
    // A fixed seed: the same scripts every time. Raise `numRuns` and leave the seed out to look for more.
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(...steps), { minLength: 10, maxLength: 80, size: "max" }),
        async (script) => {
          const world = createWorld();
          const { test } = world;
          for (const { run } of script) await run(world).catch(expectInjected);
          await drain(world);
          for (const id of world.ids) {
            const job = await test.job(id);
            expect(job).toMatchObject({ status: expect.toSatisfy(isTerminal) });
            expect(
              job.attempts.filter((attempt) => attempt.outcome === "succeeded").length,
            ).toBeLessThanOrEqual(1);
            if (world.cancelled.has(id)) expect(job.status).toBe("cancelled");
            if (job.type !== WORK) continue;
            const made = job.status === "succeeded" && job.deletedAt === undefined;
            if (world.halfDeleted.has(id)) continue;
            expect(await test.store.getResult(id)).toBe(made ? "made" : undefined);
          }
          expect(world.violations).toEqual([]);
          // Whatever was sent in place of it or for it again is still its tenant's.
          const tenants = new Map<string, Set<string | undefined>>();
          for (const { message } of test.queues.sent) {
            tenants.set(message.jobId, (tenants.get(message.jobId) ?? new Set()).add(message.tenant));
          }
          expect([...tenants.values()].filter(({ size }) => size > 1)).toEqual([]);
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

/** A verb may refuse its job, with a reason of its own. */
function unlessRefused(error: Error & { code?: string }): void {
  if (error.code === undefined) throw error;
}
