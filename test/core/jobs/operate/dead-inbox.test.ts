// The inbox: dead jobs by what they died of, what is still in the queue told apart from what was, and messages without a job.
import { describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { StoreError } from "../../../../core/jobs/index.ts";
import {
  archiveJob,
  deadInbox,
  deleteLetter,
  getLetter,
  listLetters,
  removeJob,
  retryJob,
} from "../../../../core/jobs/operate/inspector.ts";
import { fingerprintOf } from "../../../../core/jobs/record/fingerprint.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { makeAttempt } from "../../../contracts/job-store/factories.ts";
import { onBothStores } from "../../../support/on-both-stores.ts";

onBothStores((world) => {
  const failed = (message: string): Pick<Job, "attempts"> => ({
    attempts: [
      makeAttempt({
        endedAt: 1,
        outcome: "failed",
        error: {
          name: "HttpError",
          message,
          stack: `HttpError\n    at read (/app/core/feed.ts:3:1)`,
          permanent: false,
        },
      }),
    ],
  });

  /** A dead job, as `death` leaves it. @returns its id. */
  async function dead(job: Partial<Job> & Pick<Job, "attempts">, inQueue = true): Promise<string> {
    const test = world();
    const record = { type: "test:work", status: "dead", cause: "exhausted", ...job } as const;
    const errorKey = fingerprintOf(record);
    const id = await test.given({ endedAt: test.now(), ...record, ...(errorKey && { errorKey }) });
    if (inQueue) test.queues.putDead(JSON.stringify({ v: 1, type: record.type, jobId: id }));
    return id;
  }

  describe("the inbox", () => {
    it("shows the 200 largest groups, and says how many more there are", async () => {
      const letters = (number: number) =>
        String.fromCharCode(97 + Math.floor(number / 26), 97 + (number % 26));
      for (let number = 0; number < 202; number++) {
        await dead(failed(`cannot read ${letters(number)}`), false);
      }
      await dead(failed("cannot read gx"), false);
      const { groups, moreGroups, jobs } = await deadInbox(world().backend, { look: false });
      expect([groups.length, moreGroups, jobs]).toEqual([200, 2, 203]);
      expect(groups[0]).toMatchObject({ message: "cannot read gx", count: 2 });
    });

    it("tells the groups by their causes, and why, where no record may be read", async () => {
      await dead(failed("no account"), false);
      const { backend } = world();
      const get = () => Promise.reject(new StoreError("store-unavailable", "GetItem is not allowed"));
      const inbox = await deadInbox({ ...backend, store: { ...backend.store, get } });
      expect(inbox.unread).toBe("GetItem is not allowed");
      expect(inbox.groups).toMatchObject([{ errorName: "exhausted", message: "", count: 1 }]);
      expect(await deadInbox(backend)).not.toHaveProperty("unread");
    });

    it("takes a message of the time before a retry for no message of the job as it is now", async () => {
      const { backend, queues } = world();
      const error = failed("no account");
      const again = await dead({ ...error, generation: 1 });
      const sentNow = await dead({ ...error, generation: 1 }, false);
      queues.putDead(JSON.stringify({ v: 1, type: "test:work", jobId: sentNow, generation: 1 }));
      const { groups, queue } = await deadInbox(backend);
      expect(groups).toMatchObject([{ count: 2, inQueue: { yes: 1, no: 1, unknown: 0 } }]);
      expect(queue).toMatchObject({ depth: 2, sawAll: true, leftOver: 1 });
      expect(again).not.toBe(sentNow);
    });

    it("groups dead jobs by what they died of, the largest group first, with the last as a sample", async () => {
      const at = world().now();
      await dead({ ...failed("https://a.example answered 503"), endedAt: at - 3_000 });
      await dead({ ...failed("https://b.example answered 503"), endedAt: at - 2_000 }, false);
      const last = await dead({
        ...failed("https://c.example answered 502"),
        endedAt: at - 1_000,
        title: "c",
      });
      await dead({ attempts: [], cause: "lost", endedAt: at });
      const inbox = await deadInbox(world().backend);
      expect(inbox).toMatchObject({ jobs: 4, complete: true, queue: { depth: 3, sawAll: true } });
      expect(inbox.groups).toMatchObject([
        {
          fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
          ...{ type: "test:work", errorName: "HttpError", message: "<url> answered <n>" },
          ...{ frame: "read core/feed.ts", count: 3, sampleJobId: last, sampleTitle: "c" },
          sampleMessage: "https://c.example answered 502",
          ...{ firstSeenAt: at - 3_000, lastSeenAt: at - 1_000, inQueue: { yes: 2, no: 1, unknown: 0 } },
        },
        { errorName: "lost", count: 1 },
      ]);
      expect(inbox.groups[1]).not.toHaveProperty("sampleMessage");
    });

    it("tells when those of a group died, by the hour of the last day", async () => {
      const { now, backend } = world();
      const hoursAgo = (hours: number) => ({ endedAt: now() - hours * 3_600_000 });
      for (const hours of [0, 0.5, 1, 23.9, 24, 700])
        await dead({ ...failed("answered 503"), ...hoursAgo(hours) });
      await dead({ attempts: [], cause: "lost", ...hoursAgo(2) });
      const { groups } = await deadInbox(backend);
      const [many, one] = groups.map(({ diedByHour }) => diedByHour);
      expect(many).toEqual([1, ...Array(21).fill(0), 1, 2]);
      expect(one).toEqual([...Array(21).fill(0), 1, 0, 0]);
    });

    it("leaves out what was retried, archived or deleted, and counts what is left of it in the queue", async () => {
      const test = world();
      const ids = [];
      for (let made = 0; made < 4; made++) ids.push(await dead(failed("no")));
      const [retried = "", archived = "", deleted = "", stays = ""] = ids;
      const messages = [...test.queues.dead];
      await retryJob(test.backend, retried);
      await archiveJob(test.backend, archived);
      await removeJob(test.backend, deleted);
      for (const { body } of messages.slice(0, 3)) test.queues.putDead(body);
      const inbox = await deadInbox(test.backend);
      expect(inbox.groups).toMatchObject([{ count: 1, sampleJobId: stays }]);
      expect(inbox.queue).toMatchObject({ leftOver: 3, strayCount: 0 });
    });

    it("shows messages that belong to no job", async () => {
      const test = world();
      const ids = [
        test.queues.putDead("garbage"),
        test.queues.putDead(JSON.stringify({ v: 2, type: "x" })),
        test.queues.putDead(JSON.stringify({ v: 1, type: "no:such", jobId: "no_1" })),
        test.queues.putDead(JSON.stringify({ v: 1, type: "test:work", jobId: "tst_gone" })),
      ];
      const { queue } = await deadInbox(test.backend);
      expect(queue).toMatchObject({ strayCount: 4, leftOver: 0 });
      expect(queue.stray.map(({ messageId }) => messageId)).toEqual(ids);
      expect(queue.stray.map(({ reason }) => reason)).toEqual([
        "the body is not JSON",
        "the message is of version 2, which nothing here reads",
        "no job type no:such is registered",
        "the job has no record",
      ]);
    });

    it("is filtered like a search", async () => {
      await dead(failed("no"));
      await dead({ attempts: [], cause: "lost" });
      const { groups } = await deadInbox(world().backend, { filter: { cause: ["lost"] } });
      expect(groups).toMatchObject([{ errorName: "lost", count: 1 }]);
    });

    it("says how far it is when time was short, and where it goes on", async () => {
      for (let made = 0; made < 101; made++) await dead({ attempts: [], cause: "lost" }, false);
      const first = await deadInbox(world().backend, { hasTime: () => false });
      expect(first).toMatchObject({ complete: false, jobs: 100, cursor: expect.any(String) });
      const rest = await deadInbox(world().backend, { cursor: first.cursor ?? "" });
      expect(rest).toMatchObject({ complete: true, jobs: 1 });
    });

    it("is shown also while the queue is away, and says so", async () => {
      await dead(failed("no"));
      world().queues.fail("depth");
      const inbox = await deadInbox(world().backend);
      expect(inbox).toMatchObject({
        groups: [{ count: 1, inQueue: { yes: 0, no: 0, unknown: 1 } }],
        queue: { problem: "queue: depth failed", sawAll: false },
      });
      expect(inbox.queue).not.toHaveProperty("depth");
    });

    it("does not look into the queue when it is told so", async () => {
      await dead(failed("no"));
      const inbox = await deadInbox(world().backend, { look: false });
      expect(inbox.groups).toMatchObject([{ count: 1, inQueue: { yes: 0, no: 0, unknown: 1 } }]);
      expect(inbox.queue).toEqual({ sawAll: false, leftOver: 0, stray: [], strayCount: 0 });
    });

    it("leaves every message visible", async () => {
      const test = world();
      for (let made = 0; made < 12; made++) await dead(failed("no"));
      await deadInbox(test.backend);
      expect(test.queues.dead.map(({ messageId }) => test.queues.hiddenSeconds(messageId))).toEqual(
        Array(12).fill(0),
      );
    });
  });

  describe("what has become of a dead letter", () => {
    async function seen(): Promise<{ id: string; messageId: string }> {
      const test = world();
      const id = await dead(failed("no"));
      const messageId = test.queues.dead.at(-1)?.messageId ?? "";
      await inspectDeadLetters(test.backend);
      return { id, messageId };
    }
    const fate = async () =>
      (await listLetters(world().backend, { limit: 10 })).items.map(({ fate }) => fate);
    /** By somebody else: it is gone, whatever its job. */
    const remove = () => world().queues.deadLetters.redrive();

    it("still there", async () => {
      const { id } = await seen();
      const { items } = await listLetters(world().backend, { limit: 10 });
      expect(items).toMatchObject([
        { fate: "in-queue", inQueue: "yes", jobStatus: "dead", jobId: id, error: { name: "HttpError" } },
      ]);
    });

    it("redriven, succeeded, archived, deleted", async () => {
      const test = world();
      const { id } = await seen();
      await retryJob(test.backend, id);
      expect(await fate()).toEqual(["redriven"]);
      await test.deliver();
      expect(await fate()).toEqual(["succeeded"]);
      const other = await seen();
      await archiveJob(test.backend, other.id);
      expect((await getLetter(test.backend, other.messageId)).fate).toBe("archived");
      await removeJob(test.backend, other.id);
      expect((await getLetter(test.backend, other.messageId)).fate).toBe("deleted");
    });

    it("purged, and expired once SQS would not have it any more", async () => {
      await seen();
      await remove();
      expect(await fate()).toEqual(["purged"]);
      world().ahead(14 * 86_400);
      expect(await fate()).toEqual(["expired"]);
    });

    it("unknown while another reader hides messages", async () => {
      await seen();
      await world().queues.deadLetters.peek(60);
      expect(await fate()).toEqual(["unknown"]);
    });

    it("removed, when it belonged to no job", async () => {
      const test = world();
      test.queues.putDead("garbage");
      await inspectDeadLetters(test.backend);
      expect(await fate()).toEqual(["in-queue"]);
      await remove();
      expect(await fate()).toEqual(["removed"]);
    });

    it("is filtered by cause, type, job and fingerprint", async () => {
      const test = world();
      const { id } = await seen();
      test.queues.putDead("garbage");
      await inspectDeadLetters(test.backend);
      const found = async (query: object) =>
        (await listLetters(test.backend, { limit: 10, ...query })).items.map(({ cause }) => cause);
      expect(await found({ cause: ["unreadable"] })).toEqual(["unreadable"]);
      expect(await found({ type: ["test:work"] })).toEqual(["exhausted"]);
      expect(await found({ jobId: [id] })).toEqual(["exhausted"]);
      expect(await found({ fingerprint: [fingerprintOf(await test.job(id))] })).toEqual(["exhausted"]);
      expect(await found({ fingerprint: ["ffffffffffff"] })).toEqual([]);
    });

    it("of a message that nobody has seen is an error", async () => {
      await expect(getLetter(world().backend, "no-such")).rejects.toMatchObject({
        code: "message-not-found",
      });
    });
  });

  describe("a message that belongs to no job", () => {
    it("is deleted by its id; the others stay, and visible", async () => {
      const test = world();
      const first = test.queues.putDead("garbage");
      const second = test.queues.putDead("more garbage");
      await deleteLetter(test.backend, first);
      expect(test.queues.dead.map(({ messageId }) => messageId)).toEqual([second]);
      expect(test.queues.hiddenSeconds(second)).toBe(0);
    });

    it("is not what it seems when it carries a job", async () => {
      const id = await dead(failed("no"));
      const [{ messageId } = { messageId: "" }] = world().queues.dead;
      await expect(deleteLetter(world().backend, messageId)).rejects.toMatchObject({
        code: "message-of-a-job",
        details: { jobId: id },
      });
      expect(world().queues.dead).toHaveLength(1);
    });

    it("is not found when it is not there", async () => {
      await expect(deleteLetter(world().backend, "no-such")).rejects.toMatchObject({
        code: "message-not-found",
      });
    });
  });
});
