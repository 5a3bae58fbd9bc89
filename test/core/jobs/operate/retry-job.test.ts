// An operator's retry, archive and delete of a dead job: what becomes of the job, of its message in the dead-letter queue, and of a redrive that comes later.
import { describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import { defineJob } from "../../../../core/jobs/index.ts";
import { archiveJob, removeJob } from "../../../../core/jobs/operate/archive-job.ts";
import { retryJob } from "../../../../core/jobs/operate/retry-job.ts";
import { onBothStores, type StoreWorld } from "../../../support/on-both-stores.ts";
import { WorkPayload } from "../../../support/test-backend.ts";

const only = defineJob({
  name: "test:only",
  idPrefix: "one",
  payload: WorkPayload,
  unique: { key: ({ name }) => name },
  run: async () => "made",
});

const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const fails = async () => {
  throw new PermanentError("gone");
};
const made = async () => "made";

onBothStores(
  (world) => {
    /** A job that is dead, and its message in the dead-letter queue. */
    async function aDeadJob(options: Parameters<StoreWorld["enqueue"]>[1] = {}): Promise<string> {
      const test = world();
      test.work.run = fails;
      const { job } = await test.enqueue({ name: "a job" }, options);
      while (test.queues.dead.length === 0) {
        const received = test.queues.receive();
        if (received) await test.consume(received);
      }
      test.work.run = made;
      return job.id;
    }

    /** Everything that waits is received and consumed. */
    async function deliverAll() {
      const test = world();
      for (;;) {
        const received = test.queues.receive();
        if (!received) return;
        await test.consume(received);
      }
    }

    describe("a dead job that is retried", () => {
      it("runs again with a new round of attempts, and its dead letter is deleted", async () => {
        const test = world();
        const id = await aDeadJob();
        const { endedAt: diedAt, cause } = await test.job(id);
        const { job, deadLetter } = await retryJob(test.backend, id);
        expect(job).toMatchObject({
          status: "queued",
          generation: 1,
          roundStart: 1,
          redrives: [{ by: "operator", at: expect.any(Number), diedAt, cause }],
        });
        for (const gone of ["cause", "endedAt", "expiresAtSeconds", "burn", "messageId"]) {
          expect(job).not.toHaveProperty(gone);
        }
        expect(deadLetter).toBe("deleted");
        expect(test.queues.dead).toEqual([]);
        await deliverAll();
        expect(await test.job(id)).toMatchObject({
          status: "succeeded",
          attempts: [{ outcome: "failed" }, { outcome: "succeeded" }],
        });
      });

      it("keeps its tenant and the attributes of its message", async () => {
        const test = world();
        const id = await aDeadJob({ tenant: "acme", traceparent: TRACE });
        await retryJob(test.backend, id);
        expect(test.queues.sent.at(-1)).toMatchObject({
          message: { jobId: id, tenant: "acme", generation: 1 },
          traceparent: TRACE,
        });
      });

      it("is refused after a hundred redrives, however many are allowed", async () => {
        const test = world();
        const redrives = Array.from({ length: 100 }, (_, at) => ({ at, by: "operator" }));
        const id = await test.given({ status: "dead", cause: "permanent", endedAt: 1, redrives });
        await expect(retryJob(test.backend, id, { maxRedrives: 1_000 })).rejects.toMatchObject({
          code: "too-many-redrives",
          message: expect.stringMatching(/may be 100 times; .* enqueue another job$/),
        });
      });

      it("does not run twice when its old message is redriven later, whatever it has come to", async () => {
        const test = world();
        const id = await aDeadJob();
        const [leftOver] = test.queues.dead;
        // Another reader hides the message, so that it is not found.
        await test.backend.deadLetters.peek(60);
        expect((await retryJob(test.backend, id)).deadLetter).toBe("left");
        test.work.run = fails;
        await deliverAll();
        const dead = await test.job(id);
        expect(dead).toMatchObject({ status: "dead", attempts: { length: 2 } });

        // A move task makes new messages of both, sent after the death.
        test.ahead(60);
        test.queues.put(leftOver?.body ?? "");
        await deliverAll();
        expect(await test.job(id)).toEqual(dead);
        test.work.run = made;
        test.queues.put(JSON.stringify(test.queues.sent.at(-1)?.message));
        const redriven = test.receive();
        await test.consume({ ...redriven, sentAt: test.now() });
        expect(await test.job(id)).toMatchObject({ status: "succeeded", attempts: { length: 3 } });
      });

      it("is not claimed by the message that it died of while its own is on its way", async () => {
        const test = world();
        test.work.run = fails;
        const { job } = await test.enqueue();
        const first = test.receive();
        await test.consume(first);
        await retryJob(test.backend, job.id);
        test.work.run = made;
        expect(await test.consume({ ...first, receiveCount: 2 })).toMatchObject({ failed: false });
        expect(await test.job(job.id)).toMatchObject({ status: "queued", attempts: { length: 1 } });
      });

      it("is not called poisoned again because of what is left of its message", async () => {
        const test = world();
        const id = await aDeadJob();
        await inspectDeadLetters(test.backend);
        const [leftOver] = test.queues.dead;
        await retryJob(test.backend, id);
        test.queues.putDead(leftOver?.body ?? "", leftOver?.messageId);
        test.logs.lines.length = 0;
        expect(await inspectDeadLetters(test.backend)).toMatchObject({ seen: 1, poisoned: 0 });
        expect((await test.job(id)).status).toBe("queued");
        test.queues.putDead(leftOver?.body ?? "", "unknown-until-now");
        expect(await inspectDeadLetters(test.backend)).toMatchObject({ poisoned: 1 });
        expect(test.logs.one("message poisoned")).toMatchObject({ cause: "copy", jobId: id });
        expect((await test.job(id)).status).toBe("queued");
      });

      it("is recorded while the queue is away, and sent by recover", async () => {
        const test = world();
        const id = await aDeadJob();
        test.queues.fail("send");
        await expect(retryJob(test.backend, id)).rejects.toMatchObject({
          code: "queue-unavailable",
          details: { jobId: id },
        });
        expect(await test.job(id)).toMatchObject({ status: "pending", generation: 1 });
      });

      it("is retried also while the dead-letter queue is away; its message is left, and harmless", async () => {
        const test = world();
        const id = await aDeadJob();
        test.queues.fail("peek");
        expect(await retryJob(test.backend, id)).toMatchObject({
          job: { status: "queued" },
          deadLetter: "left",
        });
      });

      it("leaves the dead letters of other jobs where they are, and visible", async () => {
        const test = world();
        const other = test.queues.putDead("garbage");
        const id = await aDeadJobBeside(other);
        await retryJob(test.backend, id);
        expect(test.queues.dead.map(({ messageId }) => messageId)).toEqual([other]);
        expect(test.queues.hiddenSeconds(other)).toBe(0);
      });

      async function aDeadJobBeside(other: string): Promise<string> {
        const test = world();
        const id = await test.given({ status: "dead", cause: "permanent", endedAt: test.now() - 1 });
        test.queues.putDead(JSON.stringify({ v: 1, type: "test:work", jobId: id }));
        expect(test.queues.dead.map(({ messageId }) => messageId)).toContain(other);
        return id;
      }
    });

    describe("a retry is refused", () => {
      it.each(["succeeded", "cancelled"] as const)("of a job that is %s", async (status) => {
        const id = await world().given({ status });
        await expect(retryJob(world().backend, id)).rejects.toMatchObject({ code: "job-ended" });
      });

      it("of a job that runs, and of none", async () => {
        const id = await world().given({ status: "running" });
        await expect(retryJob(world().backend, id)).rejects.toMatchObject({ code: "job-running" });
        await expect(retryJob(world().backend, "tst_none")).rejects.toMatchObject({ code: "job-not-found" });
      });

      it("above the cap on redrives, unless the operator allows more", async () => {
        const redrives = Array.from({ length: 10 }, (_, at) => ({ at }));
        const id = await world().given({ status: "dead", cause: "exhausted", redrives });
        await expect(retryJob(world().backend, id)).rejects.toMatchObject({ code: "too-many-redrives" });
        expect((await retryJob(world().backend, id, { maxRedrives: 11 })).job.status).toBe("queued");
      });

      it("past its deadline, unless the operator takes it off", async () => {
        const deadlineAt = world().now() - 1;
        const id = await world().given({ status: "dead", cause: "expired", deadlineAt });
        await expect(retryJob(world().backend, id)).rejects.toMatchObject({ code: "job-expired" });
        const { job } = await retryJob(world().backend, id, { withoutDeadline: true });
        expect(job).not.toHaveProperty("deadlineAt");
        await world().deliver();
        expect((await world().job(id)).status).toBe("succeeded");
      });

      it("while an equal job of a unique type is on its way", async () => {
        const test = world();
        const request = { name: "the one", parts: [] };
        const dead = await test.given({ type: "test:only", status: "dead", cause: "permanent", request });
        const { enqueueByName } = await import("../../../../core/jobs/enqueue/enqueue-by-name.ts");
        const { job } = await enqueueByName(test.backend, "test:only", request);
        await expect(retryJob(test.backend, dead)).rejects.toMatchObject({
          code: "equal-job",
          message: expect.stringContaining(job.id),
        });
        await deliverAll();
        expect((await retryJob(test.backend, dead)).job.status).toBe("queued");
      });
    });

    describe("a job that waits and is retried", () => {
      it.each(["queued", "retrying", "pending"] as const)("runs now: %s", async (status) => {
        const test = world();
        const id = await test.given({ status, nextAttemptAt: test.now() + 600_000 });
        expect(await retryJob(test.backend, id)).not.toHaveProperty("deadLetter");
        await deliverAll();
        expect(await test.job(id)).toMatchObject({ status: "succeeded" });
      });
    });

    describe("a dead job that is archived", () => {
      it("stays dead and to be read, and its dead letter is deleted", async () => {
        const test = world();
        const id = await aDeadJob();
        expect(await archiveJob(test.backend, id)).toMatchObject({
          job: { status: "dead", cause: "permanent", archivedAt: expect.any(Number) },
          deadLetter: "deleted",
        });
        expect(await test.records()).toMatchObject([{ id, status: "dead" }]);
        const before = await test.job(id);
        expect((await archiveJob(test.backend, id)).job).toEqual(before);
      });

      it("does not run when what is left of its message is redriven", async () => {
        const test = world();
        const id = await aDeadJob();
        const [leftOver] = test.queues.dead;
        await archiveJob(test.backend, id);
        const archived = await test.job(id);
        test.ahead(60);
        test.queues.put(leftOver?.body ?? "");
        expect(await test.consume({ ...test.receive(), sentAt: test.now() })).toMatchObject({
          failed: false,
        });
        expect(await test.job(id)).toEqual(archived);
      });

      it("comes back by a retry", async () => {
        const test = world();
        const id = await aDeadJob();
        await archiveJob(test.backend, id);
        expect((await retryJob(test.backend, id)).job).not.toHaveProperty("archivedAt");
        await deliverAll();
        expect((await test.job(id)).status).toBe("succeeded");
      });

      it.each(["queued", "running", "succeeded", "cancelled"] as const)(
        "is refused when it is %s",
        async (status) => {
          const id = await world().given({ status });
          await expect(archiveJob(world().backend, id)).rejects.toMatchObject({ code: "job-not-dead" });
        },
      );
    });

    it("a dead job that is deleted takes its dead letter with it", async () => {
      const test = world();
      const id = await aDeadJob();
      expect(await removeJob(test.backend, id)).toEqual({ deadLetter: "deleted" });
      expect(test.queues.dead).toEqual([]);
    });
  },
  { types: [only] },
);
