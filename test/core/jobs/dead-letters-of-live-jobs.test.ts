// What the alarm does to the record of a dead letter's job: nothing alive is overwritten, a burn is cleared.
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../core/jobs/dead-letters.ts";
import { PermanentError } from "../../../core/jobs/errors.ts";
import type { Job } from "../../../core/jobs/job.ts";
import { makeAttempt, makeJob } from "../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const inspect = (hasTime?: () => boolean) => inspectDeadLetters(test.backend, hasTime);

async function poisoned(job: Partial<Job>) {
  const record = makeJob({ type: WORK, request: { name: "a job", parts: [] }, ...job });
  await test.store.create(record);
  const messageId = test.queues.putDead(JSON.stringify({ v: 1, type: record.type, jobId: record.id }));
  return { id: record.id, messageId };
}

const alive: Partial<Job> = {
  status: "running",
  claim: { claimId: "c", leaseUntil: START + 1_000, messageId: "another" },
  attempts: [makeAttempt()],
};

describe("a dead letter of a job that is alive", () => {
  it("waits while another receive runs the job: nothing is logged, nothing written", async () => {
    const { id, messageId } = await poisoned(alive);
    expect(await inspect()).toEqual({ seen: 1, poisoned: 0, postponed: 1 });
    expect(await test.job(id)).toMatchObject({ status: "running", revision: 0 });
    expect(await test.store.getDeadLetter(messageId)).toBeUndefined();
    expect(test.logs.of("message poisoned")).toEqual([]);
  });

  it("is already-finished once that run has succeeded", async () => {
    const { id } = await poisoned(alive);
    await inspect();
    await test.store.update(id, { set: { status: "succeeded", endedAt: START } }, {});
    await inspect();
    expect(test.logs.one("message poisoned")).toMatchObject({ cause: "already-finished" });
  });

  it("is killed once its lease is over and nobody has taken it", async () => {
    await poisoned(alive);
    await turn(1);
    await inspect();
    expect(test.logs.one("message poisoned")).toMatchObject({ cause: "killed" });
  });

  it.each([
    ["a success", { status: "succeeded", endedAt: START }],
    ["a cancellation", { status: "cancelled", endedAt: START }],
    ["a claim", { status: "running", claim: { claimId: "new", leaseUntil: START + 9e6, messageId: "n" } }],
  ] satisfies [string, Partial<Job>][])(
    "never overwrites %s that came in the meantime",
    async (_, change) => {
      const { id } = await poisoned({ status: "queued" });
      test.store.before("update", () => test.store.update(id, { set: change }, {}));
      expect(await inspect()).toEqual({ seen: 1, poisoned: 0, postponed: 1 });
      expect(await test.job(id)).toMatchObject({ ...change, revision: 1 });
      expect(test.logs.of("message poisoned")).toEqual([]);
    },
  );
});

describe("a dead letter whose job is taken over in the same moment, its lease being over", () => {
  it("does not overwrite the new run", async () => {
    const { id } = await poisoned({ ...alive, claim: { claimId: "old", leaseUntil: START, messageId: "m" } });
    const claim = { claimId: "new", leaseUntil: START + 330_000, messageId: "m" };
    test.store.before("update", () => test.store.update(id, { set: { claim } }, {}));
    expect(await inspect()).toEqual({ seen: 1, poisoned: 0, postponed: 1 });
    expect(await test.job(id)).toMatchObject({ status: "running", claim });
  });
});

describe("a dead job's burn", () => {
  const failForGood = async () => {
    throw new PermanentError("gone");
  };
  /** Burns whatever is on the queue until SQS has moved it. */
  const burnOut = async () => {
    for (let received = test.queues.receive(); received; received = test.queues.receive()) {
      await test.consume(received);
    }
  };

  it("is cleared once its message was seen in the dead-letter queue", async () => {
    const { id } = await test.submit();
    test.work.run = failForGood;
    await burnOut();
    expect((await test.job(id)).burn).toEqual({ messageId: "message-1" });
    await inspect();
    const job = await test.job(id);
    expect(job).toMatchObject({ status: "dead", cause: "permanent" });
    expect(job).not.toHaveProperty("burn");
  });

  it("stays when another message of the job is there", async () => {
    const { id } = await poisoned({ status: "dead", cause: "permanent", burn: { messageId: "another" } });
    await inspect();
    expect((await test.job(id)).burn).toEqual({ messageId: "another" });
  });

  it("is cleared again and again by a redrive that keeps message ids, as LocalStack's does: each time it runs", async () => {
    test.backend.redriveKeepsMessageId = true;
    const { id } = await test.submit();
    test.work.run = failForGood;
    await burnOut();
    await inspect();
    for (let redrive = 1; redrive <= 3; redrive++) {
      const [message] = test.queues.dead;
      if (!message) throw new Error("the message is not in the dead-letter queue");
      const received = { ...message, receiptHandle: "of a redrive", receiveCount: 1 };
      expect((await test.consume(received)).failed).toBe(true);
      expect(test.runs).toHaveLength(1 + redrive);
      await inspect();
      expect(await test.job(id)).not.toHaveProperty("burn");
      expect(test.logs.of("message poisoned")).toHaveLength(1 + redrive);
    }
  });
});
