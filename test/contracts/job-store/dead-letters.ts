// Contract: each message of the dead-letter queue is noted once, and listed newest first.
import { describe, expect, it } from "vitest";
import type { JobStore, Page } from "../../../core/jobs/ports.ts";
import type { DeadLetter } from "../../../core/jobs/record/job.ts";
import { freshId, inSeconds, makeDeadLetter, makeJob, START } from "./factories.ts";

export function describeDeadLetters(store: () => JobStore): void {
  const allPages = async (limit: number): Promise<DeadLetter[]> => {
    const found: DeadLetter[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<DeadLetter> = await store().listDeadLetters({ limit, ...(cursor && { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
  };

  describe("a dead letter", () => {
    it("lists newest first, in pages", async () => {
      const letters = Array.from({ length: 7 }, (_, index) => makeDeadLetter({ seenAt: START + index }));
      for (const letter of letters) expect(await store().putDeadLetter(letter)).toBe(true);
      for (const limit of [1, 3, 7, 100]) expect(await allPages(limit)).toEqual(letters.toReversed());
      expect((await store().listDeadLetters({ limit: 7 })).cursor).toBeUndefined();
    });

    it("reads back with every field it can have", async () => {
      const letter = makeDeadLetter({
        jobId: "brf_1",
        jobType: "briefing:generate",
        cause: "exhausted",
        error: { name: "Error", message: "naïve 😀", stack: "Error: naïve", permanent: false },
        sentAt: START - 1,
      });
      await store().putDeadLetter(letter);
      expect(await store().getDeadLetter(letter.messageId)).toEqual(letter);
    });

    it("is undefined when its message was never seen", async () => {
      expect(await store().getDeadLetter(freshId("msg"))).toBeUndefined();
    });

    it("is put once: the second time is false and changes nothing", async () => {
      const letter = makeDeadLetter();
      expect(await store().putDeadLetter(letter)).toBe(true);
      const again = { ...letter, cause: "killed", seenAt: START + 9_999 } as const;
      expect(await store().putDeadLetter(again)).toBe(false);
      expect(await store().getDeadLetter(letter.messageId)).toEqual(letter);
    });

    it("is put by exactly one of twenty who try at once", async () => {
      const letter = makeDeadLetter();
      const put = await Promise.all(Array.from({ length: 20 }, () => store().putDeadLetter(letter)));
      expect(put.filter(Boolean)).toHaveLength(1);
    });

    it("past its expiry is gone, and its message may be noted again", async () => {
      const letter = makeDeadLetter({ seenAt: START + 50_000, expiresAtSeconds: inSeconds(-60) });
      await store().putDeadLetter(letter);
      expect(await store().getDeadLetter(letter.messageId)).toBeUndefined();
      expect((await allPages(100)).map((entry) => entry.messageId)).not.toContain(letter.messageId);
      expect(await store().putDeadLetter({ ...letter, expiresAtSeconds: inSeconds(600) })).toBe(true);
    });

    it("is in no list of jobs", async () => {
      const letter = makeDeadLetter({ jobId: freshId() });
      await store().putDeadLetter(letter);
      const job = makeJob({ status: "dead" });
      await store().create(job);
      const all = await store().list({ order: "newest", limit: 100 });
      const dead = await store().list({ status: "dead", order: "newest", limit: 100 });
      expect(all.items.map((item) => item.id)).toEqual([job.id]);
      expect(dead.items.map((item) => item.id)).toEqual([job.id]);
    });

    it.each(["", "garbage", "e30"])("refuses the cursor %j", async (cursor) => {
      await expect(store().listDeadLetters({ limit: 5, cursor })).rejects.toMatchObject({
        name: "VisibleError",
        code: "invalid-cursor",
      });
    });
  });
}
