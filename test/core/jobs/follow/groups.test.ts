// A group: its jobs, and what runs once when all of them have ended, whatever fails in between.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  cancelJob,
  checkGroups,
  defineJob,
  enqueueGroup,
  getGroup,
  inspectDeadLetters,
  PermanentError,
  recoverJobs,
} from "../../../../core/jobs/index.ts";
import { consumeMessage } from "../../../../core/jobs/run/consume.ts";
import { CALL_FAULTS, failEachCall, faultyProcess } from "../../../support/faulty-calls.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let digests: { of: string; after: string | undefined }[];
const digest = defineJob({
  name: "test:digest",
  idPrefix: "dig",
  payload: z.object({ of: z.string() }),
  async run({ of }, { after }) {
    digests.push({ of, after });
  },
});
const single = defineJob({
  name: "test:single",
  idPrefix: "sgl",
  payload: z.object({}),
  unique: {},
  run: async () => {},
});
const options = { types: [digest, single] };

type NewGroup = Parameters<typeof enqueueGroup>[1];
const topics = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ type: WORK, payload: { name: `topic ${index}` } }));
const request = (count: number, more: Partial<NewGroup> = {}): NewGroup => ({
  jobs: topics(count),
  followUps: [
    { type: digest, payload: { of: "all" } },
    { type: digest, payload: { of: "successes" }, when: "succeeded" },
  ],
  ...more,
});

let test: TestBackend;
beforeEach(() => {
  digests = [];
  test = createTestBackend(options);
});
const digested = () => digests.map(({ of }) => of).sort();

async function deliverAll(of: TestBackend = test, rounds = 20): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (let received = of.queues.receive(); received; received = of.queues.receive())
      await of.consume(received);
    if (of.queues.waiting.length === 0) return;
    await turn(1_800);
  }
}

describe("a group", () => {
  it("of twenty jobs is followed once, when the last has ended", async () => {
    const { groupId, jobIds } = await enqueueGroup(test.backend, request(20));
    for (let delivered = 0; delivered < 19; delivered++) await test.deliver();
    expect(await getGroup(test.backend, groupId)).toMatchObject({
      counts: { total: 20, succeeded: 19, dead: 0, cancelled: 0, unfinished: 1 },
      followUps: [{ enqueued: false }, { enqueued: false }],
    });
    await deliverAll();
    expect(digests).toEqual([
      { of: "all", after: groupId },
      { of: "successes", after: groupId },
    ]);
    const group = await getGroup(test.backend, groupId);
    expect(group).toMatchObject({ counts: { succeeded: 20, unfinished: 0 }, endedAt: Date.now() });
    expect(group.jobs).toEqual(jobIds.map((id) => ({ id, type: WORK, ended: "succeeded" })));
    for (const { id } of group.followUps) expect(await test.job(id)).toMatchObject({ status: "succeeded" });
  });

  it("has ended also when jobs of it are dead or cancelled; what waits for successes then waits", async () => {
    test.work.run = async ({ name }) => {
      if (name === "topic 1") throw new PermanentError("gone");
    };
    const { groupId, jobIds } = await enqueueGroup(test.backend, request(3));
    await cancelJob(test.backend, jobIds[2] ?? "");
    await deliverAll();
    expect(digested()).toEqual(["all"]);
    expect((await getGroup(test.backend, groupId)).counts).toMatchObject({
      succeeded: 1,
      dead: 1,
      cancelled: 1,
    });
  });

  it("whose dead job succeeds after a redrive is followed by what waited for successes, and by nothing twice", async () => {
    test.work.run = async ({ name }) => {
      if (name === "topic 1") throw new PermanentError("gone");
    };
    await enqueueGroup(test.backend, request(3));
    await deliverAll();
    expect(digested()).toEqual(["all"]);
    test.work.run = async () => "made";
    await turn(60);
    await test.queues.deadLetters.redrive();
    await deliverAll();
    expect(digested()).toEqual(["all", "successes"]);
  });

  it("counts a job that was killed, when the inspector finds its message", async () => {
    const { groupId } = await enqueueGroup(test.backend, request(1));
    const message = test.queues.waiting[0];
    test.queues.purge();
    test.queues.putDead(message?.body ?? "", message?.messageId);
    await inspectDeadLetters(test.backend);
    await checkGroups(test.backend);
    expect((await getGroup(test.backend, groupId)).counts).toMatchObject({ dead: 1, unfinished: 0 });
    await deliverAll();
    expect(digested()).toEqual(["all"]);
  });

  it("counts a job that is lost", async () => {
    const { groupId } = await enqueueGroup(test.backend, request(1));
    for (let minutes = 0; minutes < 10; minutes++) {
      test.queues.purge();
      await turn(1_900);
      await recoverJobs(test.backend);
    }
    expect((await getGroup(test.backend, groupId)).counts).toMatchObject({ dead: 1, unfinished: 0 });
  });

  it("of a thousand jobs is counted right when fifty end at once", async () => {
    const { groupId } = await enqueueGroup(test.backend, request(200));
    const received = Array.from({ length: 50 }, () => test.receive());
    const consumed = Promise.all(received.map((message) => test.consume(message)));
    await turn(5);
    await consumed;
    expect((await getGroup(test.backend, groupId)).counts).toMatchObject({ succeeded: 50, unfinished: 150 });
  });

  it("is the same for the same Idempotency-Key, and refused to other jobs", async () => {
    const first = await enqueueGroup(test.backend, request(3, { idempotencyKey: "morning" }));
    const again = await enqueueGroup(test.backend, request(3, { idempotencyKey: "morning" }));
    expect(again).toEqual({ ...first, created: false });
    expect(await test.traces()).toEqual({ recorded: 3, sent: 3 });
    await expect(enqueueGroup(test.backend, request(4, { idempotencyKey: "morning" }))).rejects.toMatchObject(
      {
        code: "idempotency-conflict",
      },
    );
  });

  it("is looked at until it has ended, ever less often, and then no more", async () => {
    const { groupId } = await enqueueGroup(test.backend, request(1));
    const looks: number[] = [];
    for (let minute = 1; minute <= 64; minute++) {
      await turn(60);
      if ((await checkGroups(test.backend)) > 0) looks.push(minute);
    }
    expect(looks).toEqual([2, 6, 14, 30, 62]);
    await deliverAll();
    await turn(10 * 86_400);
    expect(await checkGroups(test.backend)).toBe(0);
    expect((await getGroup(test.backend, groupId)).endedAt).toBeDefined();
  });

  it("that was accepted and not enqueued is looked at no later because looks fail", async () => {
    test.store.fail("create");
    const { jobIds } = await enqueueGroup(test.backend, request(1));
    const looks: number[] = [];
    for (let minute = 1; minute <= 8; minute++) {
      await turn(60);
      if ((await checkGroups(test.backend)) > 0) looks.push(minute);
    }
    expect(looks).toEqual([2, 4, 6, 8]);
    test.store.mend();
    await turn(120);
    await checkGroups(test.backend);
    expect((await test.job(jobIds[0] ?? "")).status).toBe("queued");
  });

  it("whose jobs ended unseen is counted although each tenth read fails", async () => {
    const { groupId, jobIds } = await enqueueGroup(test.backend, request(40));
    const ended = { status: "succeeded", endedAt: Date.now() } as const;
    for (const id of jobIds) await test.store.update(id, { set: ended }, {});
    const { get } = test.store;
    let reads = 0;
    test.store.get = async (id) => {
      if (++reads % 10 === 0) throw new Error("away for a moment");
      return await get(id);
    };
    for (let minute = 1; minute <= 10; minute++) {
      await turn(60);
      await checkGroups(test.backend);
    }
    expect((await getGroup(test.backend, groupId)).endedAt).toBeDefined();
  });

  it("that is not there is said so", async () => {
    await expect(getGroup(test.backend, "grp_none")).rejects.toMatchObject({ code: "group-not-found" });
  });
});

describe("whichever call fails", () => {
  /** What happens by itself in the hours after a fault: messages come back, and the minute's function looks. */
  async function settle(of: TestBackend): Promise<void> {
    for (let looks = 0; looks < 6; looks++) {
      await deliverAll(of);
      await turn(1_900);
      await checkGroups(of.backend);
      await recoverJobs(of.backend);
    }
    await deliverAll(of);
  }

  it.each(CALL_FAULTS)("while it is enqueued (%s), it runs whole, or not at all", async (fault) => {
    const runs = await failEachCall(fault, async (plan) => {
      digests = [];
      const fresh = createTestBackend(options);
      const failing = faultyProcess(fresh.backend, plan);
      const enqueued = enqueueGroup(failing.backend, request(3)).catch(() => undefined);
      await turn(5);
      const group = await enqueued;
      await settle(fresh);
      const jobs = await fresh.records();
      // Nothing of a group whose first document was not written; else all of it, and its digests once.
      if (jobs.length === 0) expect(group).toBeUndefined();
      else {
        expect(jobs.map(({ status }) => status)).toEqual(Array(5).fill("succeeded"));
        expect([...new Set(digested())]).toEqual(["all", "successes"]);
      }
      return failing;
    });
    expect(runs).toBeGreaterThan(10);
  });

  it.each(CALL_FAULTS)("while its last job ends (%s), it is followed, by one job each", async (fault) => {
    const runs = await failEachCall(fault, async (plan) => {
      digests = [];
      const fresh = createTestBackend(options);
      const { groupId } = await enqueueGroup(fresh.backend, request(2));
      await fresh.deliver();
      const failing = faultyProcess(fresh.backend, plan);
      const received = fresh.receive();
      const consumed = consumeMessage(failing.backend, received, fresh.invocation()).catch(() => ({
        failed: true,
      }));
      await turn(5);
      if (!(await consumed).failed) fresh.queues.remove(received.receiptHandle);
      await settle(fresh);
      expect((await getGroup(fresh.backend, groupId)).counts).toMatchObject({ succeeded: 2, unfinished: 0 });
      expect([...new Set(digested())]).toEqual(["all", "successes"]);
      expect(await fresh.records()).toHaveLength(4);
      return failing;
    });
    expect(runs).toBeGreaterThan(8);
  });
});

it.each([
  ["no jobs", { jobs: [] }, "invalid-request"],
  ["too many jobs", { jobs: topics(1_001) }, "invalid-request"],
  ["a wrong payload", { jobs: [{ type: WORK, payload: { name: 1 } }] }, "invalid-request"],
  ["jobs that are unique", { jobs: [{ type: single, payload: {} }] }, "invalid-request"],
  [
    "payloads of 300 KB",
    { jobs: topics(3).map((job) => ({ ...job, payload: { name: "x".repeat(100_000) } })) },
    "group-too-large",
  ],
])("a group with %s is refused, and nothing is recorded", async (_, more, code) => {
  await expect(enqueueGroup(test.backend, request(1, more))).rejects.toMatchObject({ code });
  expect(await test.traces()).toEqual({ recorded: 0, sent: 0 });
});
