// A follow-up is enqueued once its job has succeeded: once, whatever fails, and not for a job that did not succeed.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  defineJob,
  enqueue,
  enqueueByName,
  enqueueMany,
  followUpsOf,
  PermanentError,
} from "../../../../core/jobs/index.ts";
import { CALL_FAULTS, failEachCall, faultyProcess } from "../../../support/faulty-calls.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let behind: { to: string; after: string | undefined }[];
const tell = defineJob({
  name: "test:tell",
  idPrefix: "tel",
  payload: z.object({ to: z.string() }),
  async run({ to }, { after }) {
    behind.push({ to, after });
  },
});
const FOLLOW_UPS = [
  { type: tell, payload: { to: "a" } },
  { type: "test:tell", payload: { to: "b" } },
];

let test: TestBackend;
beforeEach(() => {
  behind = [];
  test = createTestBackend({ types: [tell] });
});

/** Delivers what is visible until nothing is, with a quarter of an hour in between; `recover` is not called. */
async function deliverAll(backend: TestBackend = test): Promise<void> {
  for (let rounds = 0; rounds < 20; rounds++) {
    for (let received = backend.queues.receive(); received; received = backend.queues.receive()) {
      await backend.consume(received);
    }
    if (backend.queues.waiting.length === 0) return;
    await turn(1_800);
  }
}
const told = () => behind.map(({ to }) => to).sort();

describe("follow-ups", () => {
  it("run behind the job, and know its id", async () => {
    const { job } = await test.enqueue({ name: "first" }, { followUps: FOLLOW_UPS });
    expect(job.followUps).toEqual(FOLLOW_UPS.map(({ payload }) => ({ type: "test:tell", payload })));
    await test.deliver();
    expect(test.queues.sent.map(({ message }) => message.type)).toEqual([WORK, "test:tell", "test:tell"]);
    await deliverAll();
    expect(told()).toEqual(["a", "b"]);
    expect(behind.every(({ after }) => after === job.id)).toBe(true);
  });

  it("may be the type's own, made of the payload: however the job is enqueued, before the caller's", async () => {
    const announce = defineJob({
      name: "test:announce",
      idPrefix: "ann",
      payload: z.object({ names: z.array(z.string()).default(["nobody"]) }),
      followUps: ({ names }) => names.map((to) => ({ type: tell, payload: { to } })),
      run: async () => "announced",
    });
    test = createTestBackend({ types: [tell, announce] });
    const { job } = await enqueue(
      test.backend,
      announce,
      { names: ["a", "b"] },
      { followUps: [{ type: tell, payload: { to: "c" } }] },
    );
    await enqueueByName(test.backend, "test:announce", {});
    await enqueueMany(test.backend, announce, [{ payload: { names: ["d"] } }]);
    const ids = followUpsOf(test.backend, job).map(({ id }) => id);
    await deliverAll();
    expect(told()).toEqual(["a", "b", "c", "d", "nobody"]);
    expect(await Promise.all(ids.map(async (id) => (await test.job(id)).request))).toEqual([
      { to: "a" },
      { to: "b" },
      { to: "c" },
    ]);
  });

  it("of a job that is retried come once, when it has succeeded", async () => {
    let fails = 2;
    test.work.run = async () => {
      if (fails-- > 0) throw new Error("not yet");
    };
    await test.enqueue({ name: "first" }, { followUps: FOLLOW_UPS });
    await deliverAll();
    expect(test.runs).toHaveLength(3);
    expect(told()).toEqual(["a", "b"]);
  });

  it("of a dead job come when it succeeds after a redrive", async () => {
    test.work.run = async () => {
      throw new PermanentError("gone");
    };
    await test.enqueue({ name: "first" }, { followUps: FOLLOW_UPS });
    await deliverAll();
    expect(told()).toEqual([]);
    test.work.run = async () => "made";
    await turn(60);
    await test.queues.deadLetters.redrive();
    await deliverAll();
    expect(told()).toEqual(["a", "b"]);
  });

  it("are enqueued also while new jobs are refused", async () => {
    await test.enqueue({ name: "first" }, { followUps: FOLLOW_UPS });
    test.queues.reportBacklog(test.settings.queue.maxBacklog);
    await deliverAll();
    expect(told()).toEqual(["a", "b"]);
  });

  it("that the store does not take keep the job's message, and come with its next receive", async () => {
    const { job } = await test.enqueue({ name: "first" }, { followUps: FOLLOW_UPS });
    test.store.fail("create", { times: 1 });
    await test.deliver();
    expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
    expect(test.queues.waiting).toHaveLength(1);
    await turn(10);
    await deliverAll();
    expect(told()).toEqual(["a", "b"]);
    expect(test.runs).toHaveLength(1);
  });

  it.each(CALL_FAULTS)("run at least once, as one job each, whichever call is %s", async (fault) => {
    const runs = await failEachCall(fault, async (plan) => {
      behind = [];
      const fresh = createTestBackend({ types: [tell] });
      const { job } = await fresh.enqueue({ name: "first" }, { followUps: FOLLOW_UPS });
      const failing = faultyProcess(fresh.backend, plan);
      const { consumeMessage } = await import("../../../../core/jobs/run/consume.ts");
      const received = fresh.receive();
      const consumed = consumeMessage(failing.backend, received, fresh.invocation());
      const done = await Promise.race([
        consumed.catch(() => ({ failed: true })),
        turn(5).then(() => consumed),
      ]);
      if (!done.failed) fresh.queues.remove(received.receiptHandle);
      await turn(1_800);
      await deliverAll(fresh);
      const { recoverJobs } = await import("../../../../core/jobs/care/recover.ts");
      for (let minutes = 0; minutes < 3; minutes++) {
        await turn(1_900);
        await recoverJobs(fresh.backend);
        await deliverAll(fresh);
      }
      expect(await fresh.job(job.id)).toMatchObject({ status: "succeeded" });
      expect([...new Set(told())]).toEqual(["a", "b"]);
      expect((await fresh.records()).map(({ type }) => type).sort()).toEqual([
        "test:tell",
        "test:tell",
        WORK,
      ]);
      return failing;
    });
    expect(runs).toBeGreaterThan(5);
  });
});

it.each([
  [
    "of an unknown type",
    [{ type: "none", payload: {} }],
    "followUps[0].type",
    /"none", and no such job type/,
  ],
  ["with a wrong payload", [{ type: tell, payload: { to: 1 } }], "followUps[0].payload.to", /string/],
  [
    "too many",
    Array.from({ length: 11 }, () => ({ type: tell, payload: { to: "a" } })),
    "followUps",
    /10 jobs at most/,
  ],
  ["too large", [{ type: tell, payload: { to: "x".repeat(9_000) } }], "followUps", /8192/],
])("follow-ups %s are refused, and nothing is recorded", async (_, followUps, path, message) => {
  await expect(test.enqueue({ name: "first" }, { followUps })).rejects.toMatchObject({
    code: "invalid-request",
    details: { errors: [{ path, message: expect.stringMatching(message) }] },
  });
  expect(await test.records()).toEqual([]);
});

it("a follow-up's own follow-ups come too", async () => {
  await enqueue(
    test.backend,
    tell,
    { to: "first" },
    { followUps: [{ type: tell, payload: { to: "second" } }] },
  );
  await deliverAll();
  expect(told()).toEqual(["first", "second"]);
});
