// One thing done to all jobs that match: counted before, done in a job of its own, first to a few, and never twice.
import { describe, expect, it } from "vitest";
import { PermanentError, StoreError } from "../../../../core/jobs/errors.ts";
import {
  archiveJob,
  type BulkRequest,
  type BulkView,
  cancelJob,
  deadInbox,
  driveHere,
  editJob,
  getBulk,
  type JobFilter,
  listBulk,
  pauseConsumer,
  previewBulk,
  retryJob,
  startBulk,
  undoBulk,
} from "../../../../core/jobs/operate/inspector.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { onBothStores } from "../../../support/on-both-stores.ts";

type Asked = Pick<BulkRequest, "operation" | "filter"> & Partial<BulkRequest>;

onBothStores((world) => {
  /** Made a while ago, each with its dead letter where it is dead. */
  async function given(count: number, job: Partial<Job> = {}): Promise<string[]> {
    const test = world();
    const ids: string[] = [];
    for (let made = 0; made < count; made++) {
      const id = await test.given({
        ...{ status: "dead", cause: "permanent", createdAt: test.now() - 60_000 + made },
        ...job,
      });
      if ((job.status ?? "dead") === "dead") {
        test.queues.putDead(JSON.stringify({ v: 1, type: "test:work", jobId: id }));
      }
      ids.push(id);
    }
    return ids;
  }

  const start = async (request: Asked) => (await startBulk(world().backend, request)).id;

  /** One receive of the operation's own job. */
  async function runOnce(id: string): Promise<BulkView> {
    const test = world();
    const messageId = test.queues.put(JSON.stringify({ v: 1, type: "jobs:bulk", jobId: id }));
    const received = test.queues.receive(messageId);
    if (received) await test.consume(received);
    return await getBulk(test.backend, id);
  }

  /** Runs those of these jobs whose message waits. @returns how many. */
  async function runJobs(ids: readonly string[]): Promise<number> {
    const { queues, consume } = world();
    const theirs = queues.waiting.filter(({ body }) => ids.includes(JSON.parse(body).jobId));
    for (const { messageId } of theirs) {
      const received = queues.receive(messageId);
      if (received) await consume(received);
    }
    return theirs.length;
  }

  async function runToItsEnd(id: string): Promise<BulkView> {
    for (let runs = 0; runs < 30; runs++) {
      const view = await runOnce(id);
      if (view.endedAt !== undefined) return view;
      world().ahead(20);
    }
    throw new Error("it never ended");
  }

  const statusesOf = async (ids: readonly string[]) =>
    await Promise.all(ids.map(async (id) => (await world().store.get(id))?.status));

  describe("an operation on all that match", () => {
    it("retries 120 dead jobs, once each, and deletes their dead letters", async () => {
      const test = world();
      const ids = await given(120);
      const [other] = await given(1, { cause: "exhausted" });
      const id = await start({ operation: "retry", filter: { cause: ["permanent"] } });
      const view = await runToItsEnd(id);
      expect(view).toMatchObject({
        status: "done",
        counts: { done: 120, skipped: 0, failed: 0, deadLettersDeleted: 120 },
        failures: [],
      });
      expect(new Set(await statusesOf(ids))).toEqual(new Set(["queued"]));
      expect((await test.job(ids[0] ?? "")).redrives).toMatchObject([{ by: id }]);
      const sent = test.queues.sent.map(({ message }) => message.jobId).filter((jobId) => jobId !== id);
      expect(sent.toSorted()).toEqual(ids.toSorted());
      expect(test.queues.dead.map(({ body }) => JSON.parse(body).jobId)).toEqual([other]);
      expect((await test.job(id)).status).toBe("succeeded");
    });

    it("cancels 60 that wait, and neither itself nor another operation", async () => {
      const ids = await given(60, { status: "queued" });
      const other = await start({ operation: "archive", filter: {} });
      const view = await runToItsEnd(await start({ operation: "cancel", filter: {} }));
      expect(view).toMatchObject({ status: "done", counts: { done: 60 } });
      expect(new Set(await statusesOf(ids))).toEqual(new Set(["cancelled"]));
      expect((await world().job(other)).status).toBe("queued");
    });

    it("archives dead ones, and does not retry those afterwards unless they are named", async () => {
      const [first = "", ...rest] = await given(3);
      await runToItsEnd(await start({ operation: "archive", filter: {} }));
      const again = await runToItsEnd(await start({ operation: "retry", filter: {} }));
      expect(again.counts.done).toBe(0);
      const named = await runToItsEnd(await start({ operation: "retry", filter: { id: [first] } }));
      expect(named.counts.done).toBe(1);
      expect(await statusesOf([first, ...rest])).toEqual(["queued", "dead", "dead"]);
    });

    it("puts archived ones back, and no others", async () => {
      const [inInbox = ""] = await given(1);
      const aside = await given(2, { archivedAt: world().now() - 30_000 });
      const asked = { operation: "unarchive", filter: {} } as const;
      expect((await previewBulk(world().backend, asked)).count).toBe(2);
      const view = await runToItsEnd(await start(asked));
      expect(view).toMatchObject({ status: "done", counts: { done: 2, deadLettersDeleted: 0 } });
      for (const id of [inInbox, ...aside]) {
        const job = await world().job(id);
        expect(job.status).toBe("dead");
        expect(job).not.toHaveProperty("archivedAt");
      }
      expect((await deadInbox(world().backend)).jobs).toBe(3);
    });

    it("is undone where it was an archive: of the jobs that it archived, those that nobody has touched since", async () => {
      const test = world();
      const { backend } = test;
      await given(1, { archivedAt: test.now() - 30_000 });
      const [first = "", second = "", third = ""] = await given(3);
      const id = await start({ operation: "archive", filter: { status: ["dead"] } });
      await expect(undoBulk(backend, id)).rejects.toMatchObject({ code: "cannot-be-undone" });
      expect((await runToItsEnd(id)).counts.done).toBe(3);
      test.ahead(20);
      await retryJob(backend, second);
      const later = await given(1);
      await archiveJob(backend, later[0] ?? "");
      const undone = await runToItsEnd((await undoBulk(backend, id)).id);
      expect(undone.counts).toMatchObject({ done: 2, failed: 0 });
      expect((await deadInbox(backend)).jobs).toBe(2);
      expect(await statusesOf([first, second, third])).toEqual(["dead", "queued", "dead"]);
      const retried = await start({ operation: "retry", filter: {} });
      await runToItsEnd(retried);
      await expect(undoBulk(backend, retried)).rejects.toMatchObject({ code: "cannot-be-undone" });
    });

    it.each(["archive", "delete"] as const)(
      "knows its own %s by its own clock, also where whoever started it has a clock that is ahead",
      async (operation) => {
        const test = world();
        const ids = await given(3);
        test.ahead(30);
        const id = await start({ operation, filter: {} });
        test.ahead(-30);
        const view = await runToItsEnd(id);
        expect(view.counts).toMatchObject({ done: 3, deadLettersDeleted: 3 });
        if (operation === "delete") return;
        const undone = await runToItsEnd((await undoBulk(test.backend, id)).id);
        expect(undone.counts).toMatchObject({ done: 3, failed: 0 });
        for (const one of ids) expect(await test.job(one)).not.toHaveProperty("archivedAt");
      },
    );

    it("that was cancelled is undone with the page that was under way", async () => {
      const test = world();
      const ids = await given(3);
      const id = await start({ operation: "archive", filter: {} });
      const { get } = test.store;
      let isCancelled = false;
      test.store.get = async (jobId) => {
        if (ids.includes(jobId) && !isCancelled) {
          isCancelled = true;
          await cancelJob(test.backend, id);
          test.ahead(2);
        }
        return await get(jobId);
      };
      const signal = new AbortController().signal;
      await driveHere(test.backend, id, { signal, pause: async () => {} });
      test.store.get = get;
      expect(await getBulk(test.backend, id)).toMatchObject({ status: "cancelled", counts: { done: 3 } });
      expect((await runToItsEnd((await undoBulk(test.backend, id)).id)).counts.done).toBe(3);
    });

    it("deletes the data of what has ended, and their dead letters", async () => {
      const test = world();
      const dead = await given(2);
      const waits = await given(1, { status: "queued" });
      const view = await runToItsEnd(await start({ operation: "delete", filter: { type: ["test:work"] } }));
      expect(view.counts).toMatchObject({ done: 2, deadLettersDeleted: 2 });
      for (const id of dead) expect(await test.job(id)).toHaveProperty("deletedAt");
      expect(await statusesOf(waits)).toEqual(["queued"]);
    });

    it.each(["retry", "archive", "delete"] as const)(
      "means what the inbox shows: to %s reaches archived jobs only when they are asked for",
      async (operation) => {
        const { backend } = world();
        const [shown = ""] = await given(1);
        const [aside = ""] = await given(1, { archivedAt: world().now() });
        const inbox = async () => (await deadInbox(backend)).jobs;
        const counted = async (filter: JobFilter) =>
          (await previewBulk(backend, { operation, filter })).count;
        expect([await inbox(), await counted({}), await counted({ status: ["dead"] })]).toEqual([1, 1, 1]);
        expect(await counted({ archived: true })).toBe(1);
        expect(await counted({ id: [shown, aside] })).toBe(2);
        const before = await backend.store.get(aside);
        const view = await runToItsEnd(await start({ operation, filter: { status: ["dead"] } }));
        expect(view.counts).toMatchObject({ done: 1, skipped: 0, failed: 0 });
        expect(await backend.store.get(aside)).toEqual(before);
        expect(await inbox()).toBe(0);
      },
    );

    it("means its own kind where that is named by type, by id or by what it died of", async () => {
      const { backend } = world();
      const fingerprint = ["0123456789ab"];
      const [blk = ""] = await given(1, { type: "jobs:bulk", errorKey: "0123456789ab" });
      const counted = async (filter: JobFilter) =>
        (await previewBulk(backend, { operation: "archive", filter })).count;
      expect(await counted({})).toBe(0);
      const named = [{ type: ["jobs:bulk"] }, { id: [blk] }, { fingerprint }];
      expect(await Promise.all(named.map(counted))).toEqual([1, 1, 1]);
    });

    it("runs now what waits, where its filter says so", async () => {
      const ids = await given(2, { status: "retrying", nextAttemptAt: world().now() + 3_600_000 });
      const view = await runToItsEnd(await start({ operation: "retry", filter: { status: ["retrying"] } }));
      expect(view.counts.done).toBe(2);
      for (const id of ids) expect((await world().job(id)).nextAttemptAt).toBeLessThanOrEqual(world().now());
    });

    it("leaves jobs alone that were made after it began", async () => {
      const before = await given(1);
      const id = await start({ operation: "retry", filter: {} });
      const after = await given(1, { createdAt: world().now() + 1_000 });
      expect((await runToItsEnd(id)).counts.done).toBe(1);
      expect(await statusesOf([...before, ...after])).toEqual(["queued", "dead"]);
    });

    it("lists what failed, and counts what has moved on", async () => {
      const redrives = Array.from({ length: 10 }, (_, at) => ({ at }));
      const [often] = await given(1, { redrives });
      const [once = ""] = await given(1);
      const id = await start({ operation: "retry", filter: {} });
      const store = world().store;
      const { search } = store;
      // After the search, and before its turn.
      store.search = async (query) => {
        const page = await search(query);
        await store.update(once, { set: { status: "running" } }, {});
        return page;
      };
      const view = await runToItsEnd(id);
      expect(view).toMatchObject({
        counts: { done: 0, skipped: 1, failed: 1 },
        failures: [{ id: often, code: "too-many-redrives" }],
      });
      const more = await start({ operation: "retry", filter: {}, maxRedrives: 11 });
      expect((await runToItsEnd(more)).counts.done).toBe(1);
    });

    it("does not end because of one record that cannot be read", async () => {
      const [bad = "", ...good] = await given(3);
      const store = world().store;
      const { get } = store;
      store.get = async (id) => {
        if (id === bad) throw new Error("the record is of a newer release");
        return await get(id);
      };
      const view = await runToItsEnd(await start({ operation: "archive", filter: {} }));
      expect(view).toMatchObject({
        counts: { done: 2, failed: 1 },
        failures: [{ id: bad, code: "internal", message: "the record is of a newer release" }],
      });
      expect(good).toHaveLength(2);
    });
  });

  describe("a long operation", () => {
    it("gives itself back in time, uses up no attempt, and goes on where it was", async () => {
      const test = world();
      await given(120);
      const id = await start({ operation: "archive", filter: {} });
      const { search } = test.store;
      test.store.search = async (query) => {
        // Each page takes longer than half of the function's time.
        test.ahead(151);
        return await search(query);
      };
      const first = await runOnce(id);
      expect(first).toMatchObject({ status: "running", because: "it goes on in its next run" });
      expect(first.counts.done).toBe(0);
      test.ahead(2);
      expect((await runOnce(id)).counts.done).toBe(50);
      const view = await runToItsEnd(id);
      expect(view).toMatchObject({ status: "done", counts: { done: 120 } });
      const job = await test.job(id);
      expect(job.attempts.map(({ outcome }) => outcome)).toEqual(["snoozed", "succeeded"]);
    });

    it("waits while as many messages wait as may", async () => {
      const test = world();
      const ids = await given(2);
      const id = await start({ operation: "retry", filter: {} });
      test.queues.reportBacklog(test.settings.queue.maxBacklog);
      expect(await runOnce(id)).toMatchObject({ because: "as many messages wait as may" });
      expect(await statusesOf(ids)).toEqual(["dead", "dead"]);
      test.queues.reportBacklog(0);
      test.ahead(20);
      expect((await runToItsEnd(id)).counts.done).toBe(2);
    });

    it("waits while the queue is away, and does the rest once it is back", async () => {
      const test = world();
      await given(12);
      const id = await start({ operation: "retry", filter: {} });
      test.queues.fail("send", { times: 3 });
      const view = await runToItsEnd(id);
      expect(view).toMatchObject({ status: "done", counts: { done: 12, failed: 0 } });
      expect((await test.job(id)).attempts.map(({ outcome }) => outcome)).not.toContain("failed");
    });

    it("is cancelled like any job; what was done stays done", async () => {
      const test = world();
      const ids = await given(60);
      const id = await start({ operation: "archive", filter: {} });
      const { search } = test.store;
      let pages = 0;
      test.store.search = async (query) => {
        if (++pages === 2) test.ahead(151);
        return await search(query);
      };
      await runOnce(id);
      await cancelJob(test.backend, id);
      expect(await runOnce(id)).toMatchObject({ status: "cancelled", counts: { done: 50 } });
      const archived = await Promise.all(ids.map(async (jobId) => (await test.job(jobId)).archivedAt));
      expect(archived.filter((at) => at !== undefined)).toHaveLength(50);
    });
  });

  it("whose place in the search no store of this release knows begins again, and does nothing twice", async () => {
    const test = world();
    const ids = await given(60);
    const id = await start({ operation: "archive", filter: {} });
    const { search } = test.store;
    let pages = 0;
    test.store.search = async (query) => {
      pages++;
      const page = await search(query);
      return page.cursor === undefined ? page : { ...page, cursor: "of an earlier release" };
    };
    expect(await runToItsEnd(id)).toMatchObject({ status: "done", counts: { done: 60, failed: 0 } });
    expect(pages).toBeGreaterThan(2);
    for (const one of ids) expect(await test.job(one)).toHaveProperty("archivedAt");
  });

  describe("a canary", () => {
    const three: Asked = { operation: "retry", filter: {}, canary: 3 };

    it("is retried alone first; the rest follows once all of it has succeeded", async () => {
      const test = world();
      const ids = await given(10);
      const id = await start(three);
      expect(await runOnce(id)).toMatchObject({
        status: "canary",
        because: "it waits for the first 3, of which 3 have not ended",
        counts: { done: 3 },
      });
      expect((await statusesOf(ids)).filter((status) => status === "queued")).toHaveLength(3);
      expect(await runJobs(ids)).toBe(3);
      test.ahead(10);
      expect(await runToItsEnd(id)).toMatchObject({ status: "done", counts: { done: 10 } });
    });

    it("that dies again stops the operation; the others are not touched", async () => {
      const test = world();
      const ids = await given(10);
      test.work.run = async () => {
        throw new PermanentError("still gone");
      };
      const id = await start(three);
      await runOnce(id);
      expect(await runJobs(ids)).toBe(3);
      test.ahead(10);
      const view = await runToItsEnd(id);
      expect(view.status).toBe("stopped");
      expect(view.stopped).toMatch(/one of the first, is dead again: still gone$/);
      expect(new Set(await statusesOf(ids.slice(3)))).toEqual(new Set(["dead"]));
      expect((await test.job(id)).status).toBe("succeeded");
    });

    it("that cannot be retried at all stops it too", async () => {
      const redrives = Array.from({ length: 10 }, (_, at) => ({ at }));
      await given(1, { redrives });
      await given(5);
      const view = await runToItsEnd(await start({ ...three, canary: 1 }));
      expect(view).toMatchObject({ status: "stopped", counts: { done: 0, failed: 1 } });
    });

    it("of as many jobs as there are ends with them", async () => {
      const test = world();
      const ids = await given(2);
      const id = await start(three);
      await runOnce(id);
      expect(await runJobs(ids)).toBe(2);
      test.ahead(10);
      expect(await runToItsEnd(id)).toMatchObject({ status: "done", counts: { done: 2 } });
    });
  });

  describe("what it would be done to", () => {
    it("is counted exactly, with the ten oldest", async () => {
      const ids = await given(130);
      const preview = await previewBulk(world().backend, { operation: "retry", filter: {} });
      expect(preview).toMatchObject({ count: 130, exact: true, consumerPaused: false });
      expect(preview.sample.map(({ id }) => id)).toEqual(ids.slice(0, 10));
      expect(new Set(await statusesOf(ids))).toEqual(new Set(["dead"]));
    });

    it("is counted as far as time allows, and says so", async () => {
      await given(130);
      const asked = { operation: "retry", filter: {} } as const;
      const preview = await previewBulk(world().backend, asked, () => false);
      expect(preview).toMatchObject({ count: 100, exact: false });
    });

    it("tells that the consumer is paused, so that nobody waits in vain", async () => {
      await pauseConsumer(world().backend);
      const asked = { operation: "retry", filter: {} } as const;
      expect(await previewBulk(world().backend, asked)).toMatchObject({ consumerPaused: true });
      expect(await startBulk(world().backend, asked)).toMatchObject({
        status: "waiting",
        consumerPaused: true,
      });
    });

    it.each([
      [{ operation: "archive", filter: { status: ["queued"] } }, /archive can be done to jobs that are dead/],
      [{ operation: "cancel", filter: { status: ["dead"] } }, /cancel can be done to jobs that are/],
      [{ operation: "fly", filter: {} }, /operation/],
      [{ operation: "retry", filter: { colour: "red" } }, /colour/],
      [{ operation: "retry", filter: {}, canary: 0 }, /canary/],
      [{ operation: "retry", filter: {}, canary: 101 }, /canary/],
    ])("is refused before anything is recorded: %j", async (request, message) => {
      const started = startBulk(world().backend, request as never);
      await expect(started).rejects.toMatchObject({ code: "invalid-request" });
      await expect(started).rejects.toThrow(message);
      expect(await world().records()).toEqual([]);
    });
  });

  describe("an operation that is driven where it was started", () => {
    it("is done although the consumer is paused, and its own job notes the end later", async () => {
      const test = world();
      const ids = await given(120, { status: "queued" });
      await pauseConsumer(test.backend);
      const { id } = await startBulk(
        test.backend,
        { operation: "cancel", filter: {} },
        { hereForSeconds: 1_200 },
      );
      expect(test.queues.sent).toEqual([]);
      const told: number[] = [];
      const view = await driveHere(test.backend, id, {
        signal: new AbortController().signal,
        report: ({ done }) => told.push(done),
        pause: async (seconds) => test.ahead(seconds),
      });
      expect(view).toMatchObject({ status: "done", counts: { done: 120 } });
      expect(told).toContain(50);
      expect(new Set(await statusesOf(ids))).toEqual(new Set(["cancelled"]));
      expect(await runOnce(id)).toMatchObject({ status: "done" });
      expect(await test.job(id)).toMatchObject({ status: "succeeded", attempts: { length: 1 } });
    });

    it("ends when its job is cancelled by somebody else", async () => {
      const test = world();
      await given(120);
      const { id } = await startBulk(
        test.backend,
        { operation: "archive", filter: {} },
        { hereForSeconds: 1_200 },
      );
      const { search } = test.store;
      let pages = 0;
      test.store.search = async (query) => {
        if (++pages === 2) await cancelJob(test.backend, id);
        return await search(query);
      };
      const view = await driveHere(test.backend, id, {
        signal: new AbortController().signal,
        pause: async () => {},
      });
      expect(view).toMatchObject({ status: "cancelled", counts: { done: 50 } });
    });

    it("is stopped by its signal, and goes on in its own job", async () => {
      const test = world();
      await given(120);
      const { id } = await startBulk(
        test.backend,
        { operation: "archive", filter: {} },
        { hereForSeconds: 1_200 },
      );
      const stop = new AbortController();
      const driven = driveHere(test.backend, id, {
        signal: stop.signal,
        report: ({ done }) => void (done > 0 && stop.abort(new Error("enough"))),
        pause: async () => {},
      });
      await expect(driven).rejects.toThrow("enough");
      test.ahead(1_300);
      await test.store.update(id, { set: { status: "queued" } }, {});
      expect(await runToItsEnd(id)).toMatchObject({ status: "done", counts: { done: 120 } });
    });
  });

  it("nobody makes one past the checks of startBulk, and nobody edits one", async () => {
    const test = world();
    const followUps = [{ type: "jobs:bulk", payload: { operation: "delete", filter: {} } }];
    await expect(test.enqueue(undefined, { followUps })).rejects.toMatchObject({ code: "invalid-request" });
    const id = await start({ operation: "archive", filter: {} });
    const other = { operation: "delete", filter: {} };
    await expect(editJob(test.backend, id, other)).rejects.toMatchObject({ code: "unknown-job-type" });
  });

  it("one whose recorded request no release reads dies at once", async () => {
    const test = world();
    const id = await test.given({ type: "jobs:bulk", status: "queued", request: { operation: "fly" } });
    test.queues.put(JSON.stringify({ v: 1, type: "jobs:bulk", jobId: id }));
    await test.deliver();
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "permanent" });
  });

  it("are listed without one that a newer release has written, or that is gone by now", async () => {
    const test = world();
    const [newer, gone, third] = [
      await start({ operation: "archive", filter: {} }),
      await start({ operation: "archive", filter: {} }),
      await start({ operation: "archive", filter: {} }),
    ];
    await test.store.update(newer, { set: { request: { operation: "move", filter: {} } } }, {});
    const { get } = test.store;
    test.store.get = async (id) => (id === gone ? undefined : await get(id));
    expect((await listBulk(test.backend, 20)).map(({ id }) => id)).toEqual([third]);
    test.store.get = async () => {
      throw new StoreError("store-unavailable", "away");
    };
    await expect(listBulk(test.backend, 20)).rejects.toThrow("away");
  });

  it("an id that names no operation is not found", async () => {
    const [id = ""] = await given(1);
    await expect(getBulk(world().backend, id)).rejects.toMatchObject({ code: "job-not-found" });
    await expect(getBulk(world().backend, "blk_none")).rejects.toMatchObject({ code: "job-not-found" });
  });
});
