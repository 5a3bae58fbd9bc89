// Contract: conditional updates, atomic and never creating a record.
import { describe, expect, it } from "vitest";
import type { JobCondition, JobStore } from "../../../core/jobs/ports.ts";
import type { Job } from "../../../core/jobs/record/job.ts";
import { freshId, inSeconds, makeAttempt, makeJob, START } from "./factories.ts";

export function describeUpdates(store: () => JobStore): void {
  const created = async (job: Partial<Job> = {}): Promise<Job> => {
    const made = makeJob(job);
    await store().create(made);
    return made;
  };

  describe("an update", () => {
    it("returns the record after the change, which is what is then read", async () => {
      const job = await created();
      const after = await store().update(job.id, { set: { status: "queued", sentAt: START + 1 } }, {});
      expect(after).toEqual({ ...job, status: "queued", sentAt: START + 1, revision: 1 });
      expect(await store().get(job.id)).toEqual(after);
    });

    it("raises the revision by exactly one, each time", async () => {
      const job = await created({ revision: 7 });
      for (const revision of [8, 9, 10]) {
        expect((await store().update(job.id, { set: { resends: 1 } }, {}))?.revision).toBe(revision);
      }
    });

    it("that changes nothing still raises the revision", async () => {
      const job = await created();
      expect(await store().update(job.id, {}, {})).toEqual({ ...job, revision: 1 });
    });

    it("that is refused changes nothing, the revision neither", async () => {
      const job = await created();
      expect(await store().update(job.id, { set: { title: "no" } }, { revision: 3 })).toBeUndefined();
      expect(await store().get(job.id)).toEqual(job);
    });

    it("of a record that does not exist does nothing and creates nothing", async () => {
      const conditions: JobCondition[] = [{}, { status: ["pending"] }, { revision: 0 }, { claimId: "c" }];
      for (const when of conditions) {
        const id = freshId();
        const change = { set: { status: "queued" as const, title: "ghost" }, appendAttempt: makeAttempt() };
        expect(await store().update(id, change, when)).toBeUndefined();
        expect(await store().get(id)).toBeUndefined();
      }
      expect(await store().update("x".repeat(5_000), { set: { title: "ghost" } }, {})).toBeUndefined();
    });

    it("sets and removes at once", async () => {
      const job = await created({ status: "retrying", nextAttemptAt: START + 9, endedAt: START });
      const after = await store().update(
        job.id,
        { set: { status: "running" }, remove: ["nextAttemptAt", "endedAt"] },
        {},
      );
      expect(after).toMatchObject({ status: "running" });
      expect(after).not.toHaveProperty("nextAttemptAt");
      expect(after).not.toHaveProperty("endedAt");
    });

    it("removes each field that may be missing", async () => {
      const claim = { claimId: "c", leaseUntil: START, messageId: "m" };
      const job = await created({
        sentAt: 1,
        nextAttemptAt: 1,
        endedAt: 1,
        expiresAtSeconds: inSeconds(600),
        claim,
        progress: { stage: "reading", done: 0, total: 1, at: 1 },
        burn: { messageId: "m" },
        cause: "lost",
        deletedAt: 1,
      });
      const after = await store().update(
        job.id,
        {
          remove: [
            "sentAt",
            "nextAttemptAt",
            "endedAt",
            "expiresAtSeconds",
            "claim",
            "progress",
            "burn",
            "cause",
            "deletedAt",
          ],
        },
        { claimId: "c" },
      );
      expect(after).toEqual({ ...makeJob(), id: job.id, revision: 1 });
    });

    it("removing what is not there is fine", async () => {
      const job = await created();
      expect(await store().update(job.id, { remove: ["claim", "burn"] }, {})).toEqual({
        ...job,
        revision: 1,
      });
    });

    it("takes a field that is set to undefined as removed", async () => {
      const job = await created({ cause: "lost" });
      expect(await store().update(job.id, { set: { cause: undefined } }, {})).not.toHaveProperty("cause");
    });

    it("appends attempts in order", async () => {
      const job = await created();
      for (const receiveCount of [1, 2, 3]) {
        await store().update(job.id, { appendAttempt: makeAttempt({ receiveCount }) }, {});
      }
      const attempts = (await store().get(job.id))?.attempts;
      expect(attempts?.map((attempt) => attempt.receiveCount)).toEqual([1, 2, 3]);
    });

    it("replaces all attempts when they are set", async () => {
      const job = await created({ attempts: [makeAttempt(), makeAttempt({ receiveCount: 2 })] });
      const attempts = [makeAttempt({ endedAt: START + 1, outcome: "killed" })];
      expect((await store().update(job.id, { set: { attempts } }, {}))?.attempts).toEqual(attempts);
    });

    it("keeps every one of twenty attempts that are appended at once", async () => {
      const job = await created();
      await Promise.all(
        Array.from({ length: 20 }, (_, receiveCount) =>
          store().update(job.id, { appendAttempt: makeAttempt({ receiveCount }) }, {}),
        ),
      );
      const after = await store().get(job.id);
      expect(after?.revision).toBe(20);
      expect(after?.attempts.map((attempt) => attempt.receiveCount).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, index) => index),
      );
    });

    it("above 400 KB is refused with item-too-large, and changes nothing", async () => {
      const job = await created({ request: "r".repeat(128 * 1_024) });
      const big = { name: "Error", message: "x".repeat(300 * 1_024), permanent: false };
      await expect(
        store().update(job.id, { appendAttempt: makeAttempt({ error: big }) }, {}),
      ).rejects.toMatchObject({ name: "VisibleError", code: "item-too-large" });
      expect(await store().get(job.id)).toEqual(job);
    });
  });

  describe("the condition of an update", () => {
    const claim = { claimId: "claim-1", leaseUntil: START, messageId: "m" };
    const held: JobCondition[] = [
      {},
      { status: ["running"] },
      { status: ["queued", "running"] },
      { claimId: "claim-1" },
      { revision: 3 },
      { status: ["running"], claimId: "claim-1", revision: 3 },
    ];
    const broken: JobCondition[] = [
      { status: [] },
      { status: ["queued", "dead"] },
      { claimId: "claim-2" },
      { claimId: "" },
      { revision: 2 },
      { revision: 0 },
      { status: ["queued"], claimId: "claim-1", revision: 3 },
      { status: ["running"], claimId: "claim-2", revision: 3 },
      { status: ["running"], claimId: "claim-1", revision: 4 },
    ];

    it.each(held)("%j holds for a running job of claim-1 at revision 3", async (when) => {
      const job = await created({ status: "running", claim, revision: 3 });
      expect(await store().update(job.id, { set: { title: "new" } }, when)).toMatchObject({ title: "new" });
    });

    it.each(broken)("%j does not hold for it", async (when) => {
      const job = await created({ status: "running", claim, revision: 3 });
      expect(await store().update(job.id, { set: { title: "new" } }, when)).toBeUndefined();
      expect(await store().get(job.id)).toEqual(job);
    });

    it("on a claim does not hold for a job without one", async () => {
      const job = await created();
      expect(await store().update(job.id, { set: { title: "new" } }, { claimId: "claim-1" })).toBeUndefined();
    });

    it("is judged on the record before the change", async () => {
      const job = await created({ status: "queued" });
      const taken = { ...claim, claimId: "claim-9" };
      const change = { set: { status: "running" as const, claim: taken } };
      expect(await store().update(job.id, change, { claimId: "claim-9" })).toBeUndefined();
      expect(await store().update(job.id, change, { status: ["queued"] })).toMatchObject({ claim: taken });
      expect(await store().update(job.id, change, { status: ["queued"] })).toBeUndefined();
    });

    it("on one revision lets exactly one of twenty through", async () => {
      const job = await created();
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store().update(job.id, { set: { title: `writer ${index}` } }, { revision: 0 }),
        ),
      );
      const winners = results.filter((result) => result !== undefined);
      expect(winners).toHaveLength(1);
      expect(await store().get(job.id)).toEqual(winners[0]);
    });

    it("lets exactly one of twenty claim a queued job", async () => {
      const job = await created({ status: "queued" });
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store().update(
            job.id,
            {
              set: { status: "running", claim: { ...claim, claimId: `claim-${index}` } },
              appendAttempt: makeAttempt(),
            },
            { status: ["queued"] },
          ),
        ),
      );
      expect(results.filter((result) => result !== undefined)).toHaveLength(1);
      expect((await store().get(job.id))?.attempts).toHaveLength(1);
    });
  });
}
