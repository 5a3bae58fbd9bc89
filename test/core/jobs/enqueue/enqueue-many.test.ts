// Taking many jobs in: the fate of each in the order given, and what stops the whole.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  defineJob,
  type EnqueueManyOptions,
  enqueueMany,
  type JobHook,
  type ManyItem,
  type ManyProgress,
  recoverJobs,
} from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const Payload = z.strictObject({ n: z.int() });
const plain = defineJob({ name: "many:plain", idPrefix: "man", payload: Payload, run: async () => "made" });
const once = defineJob({
  name: "many:once",
  idPrefix: "man",
  payload: Payload,
  unique: {},
  run: async () => "",
});

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend({ types: [plain, once] });
});

const numbers = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ n: from + index }));
const items = (count: number, from = 0) => numbers(count, from).map((payload) => ({ payload }));
const many = (given: readonly ManyItem<{ n: number }>[], options?: EnqueueManyOptions) =>
  enqueueMany(test.backend, plain, given, options);
const wrong = { payload: { n: "one" } as unknown as { n: number } };

describe("many jobs", () => {
  it("are recorded, and their messages are sent ten at a time", async () => {
    const { items: fates, counts, stoppedBy } = await many(items(25));
    expect(counts).toEqual({ created: 25, existing: 0, pending: 0, refused: 0, unknown: 0, "not-begun": 0 });
    expect(stoppedBy).toBeUndefined();
    expect(test.queues.calls("sendMany")).toBe(3);
    for (const [n, fate] of fates.entries()) {
      if (fate.fate !== "created") throw new Error(`item ${n} is ${fate.fate}`);
      expect(await test.job(fate.jobId)).toMatchObject({ status: "queued", request: { n } });
    }
    expect(test.queues.sent).toHaveLength(25);
  });

  it("cost one write and no read each, where no key is given", async () => {
    await many(items(20));
    expect([test.store.calls("create"), test.store.calls("get"), test.store.calls("update")]).toEqual([
      20, 0, 0,
    ]);
    expect(test.queues.calls("backlog")).toBe(1);
  });

  it("are written at most forty at a time", async () => {
    let [open, most] = [0, 0];
    const { create } = test.backend.store;
    test.backend.store.create = async (job) => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      const created = await create(job);
      open--;
      return created;
    };
    await many(items(200));
    expect(most).toBe(40);
  });

  it("are none when none are given", async () => {
    expect((await many([])).items).toEqual([]);
  });

  it("carry the trace of the call", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await many(items(2), { traceparent });
    expect(test.queues.sent.map((sent) => sent.traceparent)).toEqual([traceparent, traceparent]);
  });

  it("each pass through the hooks, as one alone does", async () => {
    const seen: boolean[] = [];
    const hook: JobHook = { name: "count", enqueue: async (_, next) => seen.push((await next()).created) };
    await enqueueMany({ ...test.backend, hooks: [hook] }, plain, items(12));
    expect(seen).toEqual(Array.from({ length: 12 }, () => true));
  });

  it("tell how far they are after each group", async () => {
    const told: ManyProgress[] = [];
    await many([...items(24), wrong], { onProgress: (progress) => told.push(progress) });
    expect(told.map(({ done, total }) => [done, total])).toEqual([
      [expect.any(Number), 25],
      [expect.any(Number), 25],
      [25, 25],
    ]);
    expect(told.at(-1)?.counts).toMatchObject({ created: 24, refused: 1 });
  });

  it("are enqueued also when the caller's onProgress throws", async () => {
    const onProgress = () => {
      throw new Error("the terminal is gone");
    };
    expect((await many(items(3), { onProgress })).counts.created).toBe(3);
  });

  it("that are not registered are refused as a whole: the code is wrong", async () => {
    const other = defineJob({ name: "many:other", idPrefix: "man", payload: Payload, run: async () => "" });
    await expect(enqueueMany(test.backend, other, items(1))).rejects.toThrow(/many:other is not registered/);
  });

  it("of more than 10,000 are refused as a whole", async () => {
    await expect(many(items(10_001))).rejects.toMatchObject({ code: "too-many-items" });
    expect(await test.traces()).toEqual({ recorded: 0, sent: 0 });
  });
});

describe("an item that is refused", () => {
  it("names its wrong fields, and keeps no other back", async () => {
    const { items: fates } = await many([...items(1), wrong, ...items(1, 2)]);
    expect(fates.map(({ fate }) => fate)).toEqual(["created", "refused", "created"]);
    expect(fates[1]).toMatchObject({
      code: "invalid-request",
      errors: [{ path: "n", message: expect.any(String) }],
    });
  });

  it("is one whose Idempotency-Key has other contents", async () => {
    const { items: fates } = await many([
      { payload: { n: 1 }, idempotencyKey: "a" },
      { payload: { n: 2 }, idempotencyKey: "a" },
    ]);
    expect(fates).toMatchObject([{ fate: "created" }, { fate: "refused", code: "idempotency-conflict" }]);
  });
});

describe("an item that is there already", () => {
  it("by its Idempotency-Key gets the earlier job, within one call and in the next", async () => {
    const keyed = numbers(12).map((payload) => ({ payload, idempotencyKey: `key ${payload.n}` }));
    const first = await many([...keyed, ...keyed]);
    expect(first.counts).toMatchObject({ created: 12, existing: 12 });
    expect(first.items.map(({ fate }) => fate)).toEqual([
      ...keyed.map(() => "created"),
      ...keyed.map(() => "existing"),
    ]);
    const again = await many(keyed);
    expect(again.counts).toMatchObject({ created: 0, existing: 12 });
    expect(again.items.map((fate) => "jobId" in fate && fate.jobId)).toEqual(
      first.items.slice(0, 12).map((fate) => "jobId" in fate && fate.jobId),
    );
    expect(test.queues.sent).toHaveLength(12);
  });

  it("by its type's unique rule gets the first", async () => {
    const given = [...items(3), ...items(3)];
    const asked = enqueueMany(test.backend, once, given);
    await turn(1);
    const { counts, items: fates } = await asked;
    expect(counts).toMatchObject({ created: 3, existing: 3 });
    expect(new Set(fates.map((fate) => "jobId" in fate && fate.jobId)).size).toBe(3);
    expect(test.queues.sent).toHaveLength(3);
  });

  it("and was never sent is sent now", async () => {
    const keyed = [{ payload: { n: 1 }, idempotencyKey: "a" }];
    test.queues.fail("sendMany");
    expect((await many(keyed)).items).toMatchObject([{ fate: "pending" }]);
    test.queues.mend();
    const { items: fates } = await many(keyed);
    expect(fates).toMatchObject([{ fate: "existing" }]);
    expect(test.queues.sent).toHaveLength(1);
  });
});

describe("messages that are not sent", () => {
  it("leave their jobs pending, with their ids, while the others go on", async () => {
    test.queues.fail("send", { times: 3 });
    const { counts, items: fates, stoppedBy } = await many(items(15));
    expect([counts.pending, counts.created, stoppedBy]).toEqual([3, 12, undefined]);
    const pending = fates.flatMap((fate) => (fate.fate === "pending" ? [fate.jobId] : []));
    for (const id of pending) expect(await test.job(id)).toMatchObject({ status: "pending" });
    await turn(test.settings.recover.overdueSeconds);
    await recoverJobs(test.backend);
    for (const id of pending) expect(await test.job(id)).toMatchObject({ status: "queued", resends: 1 });
  });

  it("at all, because the queue is away, stop the whole: what was not begun is not recorded", async () => {
    test.queues.fail("sendMany");
    const { counts, stoppedBy } = await many(items(100));
    expect(stoppedBy).toBe("queue");
    expect(counts).toMatchObject({ pending: 40, "not-begun": 60 });
    expect(await test.traces()).toEqual({ recorded: 40, sent: 0 });
  });

  it("of jobs that arrived all the same are no failure: only the answer was lost", async () => {
    const { sendMany } = test.backend.queue;
    test.backend.queue.sendMany = async (messages, options) => {
      await sendMany(messages, options);
      await test.deliver();
      return messages.map(() => ({ error: new Error("the answer was lost") }));
    };
    const { counts } = await many(items(2));
    expect(counts).toMatchObject({ created: 1, pending: 1 });
  });
});

describe("a job store that fails", () => {
  it("stops the whole, and says of which items it is not known whether they are recorded", async () => {
    test.store.fail("create", { times: 1 });
    const { counts, items: fates, stoppedBy } = await many(items(100));
    expect(stoppedBy).toBe("store");
    expect(counts).toMatchObject({ unknown: 1, created: 39, "not-begun": 60 });
    expect(fates.find(({ fate }) => fate === "unknown")).toMatchObject({ message: "store: create failed" });
  });
});

describe("an AbortSignal", () => {
  it("stops between two groups, and the answer says what was done", async () => {
    const stop = new AbortController();
    const {
      counts,
      items: fates,
      stoppedBy,
    } = await many(items(100), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(stoppedBy).toBe("signal");
    expect(counts).toMatchObject({ created: 40, "not-begun": 60 });
    expect(fates.slice(0, 40).every(({ fate }) => fate === "created")).toBe(true);
    expect(await test.traces()).toEqual({ recorded: 40, sent: 40 });
  });

  it("that has fired before lets nothing in", async () => {
    const { counts } = await many(items(3), { signal: AbortSignal.abort() });
    expect(counts).toMatchObject({ "not-begun": 3 });
    expect(await test.traces()).toEqual({ recorded: 0, sent: 0 });
  });
});

describe("the backlog's limit", () => {
  const limited = (maxBacklog: number) => createTestBackend({ types: [plain], overrides: { maxBacklog } });

  it("holds for the whole: jobs that do not fit together are refused together", async () => {
    test = limited(20);
    await many(items(15));
    await expect(many(items(6))).rejects.toMatchObject({
      code: "backlog-full",
      message: expect.stringMatching(/15 jobs are waiting .* 20: there is room for 5 and not for 6/),
    });
    expect((await many(items(5))).counts.created).toBe(5);
  });

  it("keeps no job out that is there already by its key", async () => {
    test = limited(20);
    const keyed = numbers(20).map((payload) => ({ payload, idempotencyKey: `key ${payload.n}` }));
    await many(keyed.slice(0, 15));
    const { counts, items: fates } = await many([
      ...keyed,
      { payload: { n: 20 }, idempotencyKey: "one more" },
    ]);
    expect(counts).toMatchObject({ existing: 15, created: 5, refused: 1 });
    expect(fates.find(({ fate }) => fate === "refused")).toMatchObject({ code: "backlog-full" });
  });

  it("is not in the way when it cannot be read", async () => {
    test.queues.fail("backlog");
    expect((await many(items(3))).counts.created).toBe(3);
  });
});
