// What is told of one job, on DynamoDB (played by dynalite) and on SQLite: why it waits, what happened, what belongs to it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defineJob, enqueueGroup, type JobStore, pauseConsumer } from "../../../../core/jobs/index.ts";
import { inspectJob, timelineOf, whyItWaits } from "../../../../core/jobs/operate/inspector.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { defineSettings } from "../../../../core/settings.ts";
import { createSqliteStore } from "../../../../local/sqlite-store.ts";
import {
  inSeconds,
  makeAttempt,
  makeDeadLetter,
  makeJob,
  START,
} from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK, WorkPayload } from "../../../support/test-backend.ts";
import { openDynamoStore } from "../../aws/open-dynamo-store.ts";

const BROKEN = "test:broken";
const broken = defineJob({
  ...{ name: BROKEN, idPrefix: "brk", payload: WorkPayload, breaker: { failures: 2 } },
  title: ({ name }) => name,
  run: async () => {},
});

const stores: Record<string, () => Promise<{ store: JobStore; close(): Promise<void> }>> = {
  DynamoDB: () => openDynamoStore(),
  SQLite: async () => {
    const store = createSqliteStore({
      file: ":memory:",
      make: true,
      settings: defineSettings(),
      now: Date.now,
    });
    return { store, close: async () => store.close() };
  },
};

describe.each(Object.keys(stores))("on %s", (name) => {
  let opened: { store: JobStore; close(): Promise<void> };
  let test: TestBackend;
  let nowMs = START;
  beforeAll(async () => {
    opened = (await stores[name]?.()) ?? expect.fail("it is one of the stores");
  });
  afterAll(() => opened.close());
  beforeEach(() => {
    nowMs = START;
    test = createTestBackend({ types: [broken] });
    Object.assign(test.backend, { store: opened.store, now: () => nowMs });
  });

  async function recorded(job: Partial<Job>): Promise<string> {
    const record = makeJob({ type: WORK, request: { name: "a job", parts: [] }, ...job });
    await opened.store.create(record);
    return record.id;
  }
  const inspect = (id: string) => inspectJob(test.backend, id);
  const waitsOf = async (job: Partial<Job>) => (await inspect(await recorded(job))).waits;
  const failed = (message = "answered 503", more: object = {}) =>
    makeAttempt({
      ...{ startedAt: START + 1_000, endedAt: START + 2_000, outcome: "failed", messageId: "m-1" },
      error: {
        name: "HttpError",
        message,
        stack: "HttpError: x\n    at go (/app/core/go.ts:1:2)",
        permanent: false,
      },
      ...more,
    });

  describe("why a job waits", () => {
    it.each<[string, Partial<Job>, object[]]>([
      [
        "it is not due",
        { status: "scheduled", nextAttemptAt: START + 9_000 },
        [{ by: "time", since: START, until: START + 9_000 }],
      ],
      ["its message was not sent", { status: "pending" }, [{ by: "unsent", since: START }]],
      [
        "it waits in the queue, since its message was sent",
        { status: "queued", sentAt: START + 5 },
        [{ by: "queue", since: START + 5 }],
      ],
      [
        "it backs off: which attempt, how many count, hidden until when",
        { status: "retrying", nextAttemptAt: START + 60_000, attempts: [failed(), failed()] },
        [
          {
            by: "backoff",
            reason: "attempt 2 failed (2 of 5 count): its message is hidden",
            since: START + 2_000,
            until: START + 60_000,
          },
        ],
      ],
      [
        "it gave itself back",
        {
          status: "retrying",
          nextAttemptAt: START + 7_000,
          snoozed: { times: 3, since: START + 1, reason: "not yet", until: START + 7_000 },
        },
        [{ by: "snooze", reason: "it gave itself back: not yet", since: START + 1, until: START + 7_000 }],
      ],
      [
        "a rate limit holds it back",
        {
          status: "queued",
          heldBack: {
            by: "rate limit",
            reason: "5 a minute",
            since: START,
            times: 2,
            until: START + 9,
            messageId: "m",
          },
        },
        [{ by: "queue" }, { by: "rate limit", reason: "5 a minute (held back 2 times)", until: START + 9 }],
      ],
      [
        "no attempt could begin",
        { status: "queued", trouble: { at: START + 3, reason: "throttled", nextTryAt: START + 8 } },
        [
          { by: "queue" },
          { by: "trouble", reason: "no attempt could begin: throttled", since: START + 3, until: START + 8 },
        ],
      ],
      [
        "its attempt runs, and its lease holds",
        {
          status: "running",
          attempts: [makeAttempt({ startedAt: START + 4 })],
          claim: { claimId: "c", leaseUntil: START + 99_000, messageId: "m" },
        },
        [
          {
            by: "attempt",
            reason: "attempt 1 runs, and its lease holds",
            since: START + 4,
            until: START + 99_000,
          },
        ],
      ],
      [
        "its process is gone, and it was cancelled",
        {
          ...{ status: "running", attempts: [makeAttempt()], cancelRequestedAt: START - 3 },
          claim: { claimId: "c", leaseUntil: START - 1, messageId: "m" },
        },
        [
          { by: "lost attempt", until: START - 1 },
          { by: "cancellation", since: START - 3 },
        ],
      ],
      [
        "its message burns on its way to the dead-letter queue",
        { status: "dead", cause: "permanent", burn: { messageId: "m" } },
        [{ by: "dead letter" }],
      ],
      ["nothing: it has ended", { status: "succeeded", endedAt: START }, []],
    ])("%s", async (_, job, expected) => {
      const waits = await waitsOf(job);
      expect(waits).toMatchObject(expected);
      expect(waits).toHaveLength(expected.length);
    });

    describe("its queue is empty", () => {
      const LATER = START + 10 * 60_000;
      const gone = {
        by: "lost message",
        reason: expect.stringMatching(
          /^SQS has no message in its queue.*recover sends it again; `jobs run` does at once$/,
        ),
      };
      const message = JSON.stringify({ v: 1, type: WORK, jobId: "another" });

      it.each<[string, Partial<Job>, object[]]>([
        [
          "a queued job has no message",
          { status: "queued", sentAt: START + 9 },
          [{ since: START + 9, until: START + 9 + 1_860_000 }],
        ],
        [
          "a job that backs off has none to come back to",
          { status: "retrying", nextAttemptAt: LATER + 5_000, attempts: [failed()] },
          [{ until: LATER + 5_000 + 1_860_000 }, { by: "backoff" }],
        ],
      ])("%s: it was purged, or has expired", async (_, job, [first, ...rest]) => {
        nowMs = LATER;
        const id = await recorded(job);
        expect((await inspect(id)).waits).toMatchObject([{ ...gone, ...first }, ...rest]);
        test.queues.put(message);
        expect((await inspect(id)).waits).not.toMatchObject([{ by: "lost message" }]);
      });

      it("a queued job of whose queue every message is hidden is not said to wait behind others", async () => {
        nowMs = LATER;
        const id = await recorded({ status: "queued", sentAt: START + 9 });
        const counts = { queue: "jobs", priority: "default", visible: 0, inFlight: 3, delayed: 0 } as const;
        test.backend.queue.counts = async () => [counts];
        expect((await inspect(id)).waits).toMatchObject([
          {
            by: "queue",
            reason:
              "no message of its queue jobs is visible, and 3 in flight: its own was received and no attempt has begun, as where a start fails, and it comes back when its visibility timeout ends; or it is lost; `jobs run` sends another",
            since: START + 9,
          },
        ]);
        const told = await recorded({
          status: "queued",
          sentAt: START,
          trouble: { at: START, reason: "no table" },
        });
        expect((await inspect(told)).waits).toMatchObject([
          { reason: expect.stringContaining("behind those") },
          { by: "trouble" },
        ]);
        test.backend.queue.counts = async () => [{ ...counts, visible: 1 }];
        expect((await inspect(id)).waits).toMatchObject([
          { reason: expect.stringContaining("behind those") },
        ]);
      });

      it("nothing is said of it while SQS may not have counted the send, and where it cannot count", async () => {
        const id = await recorded({ status: "queued", sentAt: START });
        nowMs = START + 119_000;
        expect((await inspect(id)).waits).toMatchObject([{ by: "queue" }]);
        nowMs = LATER;
        test.queues.fail("counts", { error: new Error("SQS is away") });
        expect((await inspect(id)).waits).toMatchObject([{ by: "queue" }]);
      });

      it.each<[string, Partial<Job>]>([
        ["not due", { status: "scheduled", nextAttemptAt: LATER + 9_000 }],
        ["not sent", { status: "pending" }],
      ])("a job that is %s needs no message yet", async (_, job) => {
        nowMs = LATER;
        expect(await waitsOf(job)).not.toMatchObject([{ by: "lost message" }]);
      });

      it("the queue of its own priority counts", async () => {
        const counts = { inFlight: 0, delayed: 0 };
        test.backend.queue.counts = async () => [
          { queue: "app-high", priority: "high", visible: 0, ...counts },
          { queue: "app", priority: "default", visible: 3, ...counts },
        ];
        nowMs = LATER;
        expect(await waitsOf({ status: "queued", priority: "high" })).toMatchObject([gone]);
        expect(await waitsOf({ status: "queued" })).toMatchObject([{ by: "queue" }]);
      });
    });

    it("the breaker of its type is open", async () => {
      const value = {
        failures: 2,
        cause: "HttpError: x",
        open: { since: START - 9, probeAt: START + 50, failedProbes: 0 },
      };
      await opened.store.putDocument("breaker", BROKEN, value, { revision: 0 });
      expect(await waitsOf({ type: BROKEN, status: "queued" })).toMatchObject([
        { by: "queue" },
        {
          by: "breaker",
          reason: expect.stringMatching(/2 attempts in a row failed with HttpError: x/),
          until: START + 50,
        },
      ]);
    });

    it("the consumer is paused", async () => {
      const id = await recorded({ status: "queued" });
      await pauseConsumer(test.backend);
      expect((await inspect(id)).waits).toMatchObject([
        { by: "queue" },
        { by: "paused consumer", since: START },
      ]);
      await opened.store.deleteDocument("consumer", "switch", 1);
    });
  });

  it("what happened is told in the order of time, with the dead letters of its messages", async () => {
    await opened.store.putDeadLetter(
      makeDeadLetter({ messageId: "m-of-the-dead", cause: "exhausted", seenAt: START + 9_000 }),
    );
    const id = await recorded({
      ...{ status: "dead", cause: "exhausted", endedAt: START + 8_000, sentAt: START + 100, resends: 1 },
      ...{ attempts: [failed("answered 503", { messageId: "m-of-the-dead" })] },
      steps: [{ name: "fetch", key: "k", at: START + 1_500, bytes: 9 }],
      redrives: [{ at: START + 500, messageId: "m-2" }],
    });
    const { timeline, failure } = await inspect(id);
    expect(timeline).toEqual([
      { at: START, event: "created" },
      { at: START + 100, event: "sent", detail: "the last of 2: recover sent it again" },
      { at: START + 500, event: "redriven", detail: "as message m-2, which was sent again" },
      { at: START + 1_000, event: "attempt started", detail: "attempt 1, receive 1" },
      { at: START + 1_500, event: "step done", detail: "fetch" },
      { at: START + 2_000, event: "attempt ended", detail: "attempt 1 failed: HttpError: answered 503" },
      { at: START + 8_000, event: "ended", status: "dead", detail: "dead (exhausted)" },
      { at: START + 9_000, event: "in the dead-letter queue", detail: "exhausted, message m-of-the-dead" },
    ]);
    expect(failure).toMatchObject({
      ...{ errorName: "HttpError", message: "answered <n>", frame: "go core/go.ts" },
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  it("of a redriven job each death is told, of what, and who took it back", async () => {
    const id = await recorded({
      ...{ status: "succeeded", endedAt: START + 9_000, roundStart: 1 },
      attempts: [failed(), makeAttempt({ startedAt: START + 8_000, endedAt: START + 9_000 })],
      redrives: [
        { at: START + 3_000, by: "operator", diedAt: START + 2_000, cause: "exhausted" },
        { at: START + 5_000, by: "blk_1", diedAt: START + 4_000, cause: "lost" },
        { at: START + 7_000, messageId: "m-3", diedAt: START + 6_000, cause: "killed" },
      ],
    });
    const { timeline } = await inspect(id);
    const told = timeline.filter(({ event }) => event === "ended" || event === "redriven");
    expect(told.map(({ at, status, detail }) => [at - START, status, detail])).toEqual([
      [2_000, "dead", "dead (exhausted)"],
      [3_000, undefined, "by an operator"],
      [4_000, "dead", "dead (lost)"],
      [5_000, undefined, "by operation blk_1"],
      [6_000, "dead", "dead (killed)"],
      [7_000, undefined, "as message m-3, which was sent again"],
      [9_000, "succeeded", "succeeded"],
    ]);
  });

  it("its timeline has each edit of its payload, and when it was archived", async () => {
    const edit = (at: number) => ({ at, request: { name: "old" }, requestHash: "a".repeat(64) });
    const id = await recorded({
      ...{ status: "dead", cause: "permanent", endedAt: START + 3_000, archivedAt: START + 9_000 },
      edits: [edit(START + 4_000), edit(START + 5_000)],
    });
    const { timeline } = await inspect(id);
    expect(timeline.slice(-4)).toEqual([
      { at: START + 3_000, event: "ended", status: "dead", detail: "dead (permanent)" },
      { at: START + 4_000, event: "payload edited", detail: "the payload of before is kept" },
      { at: START + 5_000, event: "payload edited", detail: "the payload of before is kept" },
      { at: START + 9_000, event: "archived" },
    ]);
  });

  it("its payload is read from the item of its own", async () => {
    const hash = "c".repeat(64);
    const id = await recorded({ request: null, requestBytes: 9_000, requestHash: hash });
    await opened.store.putRequest(id, hash, { name: "large" }, inSeconds(9_000));
    expect((await inspect(id)).job.request).toEqual({ name: "large" });
  });

  it("its group is named, with how far it is", async () => {
    nowMs = Date.now();
    const jobs = ["a", "b"].map((each) => ({ type: WORK, payload: { name: each } }));
    const { groupId, jobIds } = await enqueueGroup(test.backend, { title: "two", jobs, followUps: [] });
    const { group } = await inspect(jobIds[0] ?? "");
    expect(group).toMatchObject({ id: groupId, title: "two", counts: { total: 2, unfinished: 2 } });
    expect(await inspect(await recorded({ groupId: "grp_expired" }))).not.toHaveProperty("group");
  });

  it("its follow-ups are named, and where those stand that are enqueued", async () => {
    const followUps = ["next", "last"].map((each) => ({ type: WORK, payload: { name: each } }));
    const id = await recorded({ followUps });
    const [next, last] = (await inspect(id)).followUps;
    await opened.store.create(makeJob({ id: next?.id ?? "", type: WORK, status: "queued" }));
    expect((await inspect(id)).followUps).toEqual([{ ...next, status: "queued" }, last]);
    const unknown = await recorded({ followUps: [...followUps, { type: "no:such", payload: 1 }] });
    expect((await inspect(unknown)).followUps).toEqual([{ type: WORK }, { type: WORK }, { type: "no:such" }]);
  });

  it("a job that is not there is said so", async () => {
    await expect(inspect("tst_none")).rejects.toMatchObject({ code: "job-not-found" });
  });
});

it("a switch that cannot be read holds nothing", async () => {
  const { backend, queues } = createTestBackend();
  queues.put("a message");
  const consumer = { read: () => Promise.reject(new Error("away")), pause: expect.fail, resume: expect.fail };
  const waits = await whyItWaits({ ...backend, consumer }, makeJob({ type: WORK, status: "queued" }));
  expect(waits.map(({ by }) => by)).toEqual(["queue"]);
});

it("a job that has only been recorded has one event", () => {
  expect(timelineOf(makeJob({ processAt: START }), [])).toEqual([
    { at: START, event: "created", detail: "not to run before 2026-11-24T08:00:00.000Z" },
  ]);
});
