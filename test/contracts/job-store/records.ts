// Contract: creating a record and reading it back, exactly.
import { describe, expect, it } from "vitest";
import type { JobStore } from "../../../core/jobs/ports.ts";
import type { Job } from "../../../core/jobs/record/job.ts";
import { freshId, inSeconds, makeAttempt, makeJob, START } from "./factories.ts";

export function describeRecords(store: () => JobStore): void {
  describe("a record", () => {
    it("reads back as it was created", async () => {
      const job = makeJob();
      expect(await store().create(job)).toBe(true);
      expect(await store().get(job.id)).toEqual(job);
    });

    it("keeps every field that a job can have", async () => {
      const job: Required<Job> = {
        ...makeJob(),
        status: "dead",
        tenant: "acme",
        priority: "high",
        requestBytes: 200_000,
        edits: [
          { at: START, request: { topic: "before" }, requestHash: "hash-1" },
          { at: START + 1, request: null, requestBytes: 3_000, requestHash: "hash-2" },
        ],
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        sentAt: START + 1,
        processAt: START + 10,
        deadlineAt: START + 11,
        cancelRequestedAt: START + 12,
        followUps: [{ type: "briefing:deliver", payload: { to: "someone" } }],
        groupId: "grp_1",
        groupIndex: 3,
        after: "brf_1",
        steps: [{ name: "fetch", key: "fetch#1", at: START + 13, bytes: 20 }],
        messageId: "message-3",
        copies: ["message-4"],
        trouble: { at: START + 14, reason: "no code", nextTryAt: START + 15 },
        snoozed: { times: 2, since: START + 16, reason: "not yet", until: START + 17 },
        heldBack: { by: "breaker", times: 2, since: 6, reason: "a limit", until: 8, messageId: "m" },
        deletedAt: START + 18,
        nextAttemptAt: START + 2,
        endedAt: START + 3,
        expiresAtSeconds: inSeconds(86_400),
        attempts: [
          makeAttempt({
            endedAt: START + 5,
            outcome: "failed",
            error: { name: "TypeError", message: "no", stack: "TypeError: no\n    at run", permanent: true },
          }),
          makeAttempt({ receiveCount: 2 }),
        ],
        roundStart: 1,
        claim: { claimId: "claim-1", leaseUntil: START + 6, messageId: "message-1" },
        progress: { stage: "reading", done: 1.5, total: 3, at: START + 7 },
        burn: { messageId: "message-1" },
        errorKey: "0123456789ab",
        cause: "permanent",
        redrives: [
          { at: START + 8, messageId: "message-2" },
          { at: START + 9, by: "blk_1" },
        ],
        generation: 2,
        archivedAt: START + 19,
        resends: 2,
        revision: 41,
      };
      await store().create(job);
      expect(await store().get(job.id)).toEqual(job);
    });

    it("is undefined when nothing was created under its id", async () => {
      expect(await store().get(freshId())).toBeUndefined();
    });

    it("is undefined for an id of any length or letters", async () => {
      for (const id of ["x".repeat(5_000), "", "brf_é😀", "../..", "brf_\ud800", "a#b", "a'\"%_\\"]) {
        expect(await store().get(id)).toBeUndefined();
      }
    });

    it("is not created a second time, and the first stays as it was", async () => {
      const job = makeJob({ title: "first" });
      await store().create(job);
      expect(await store().create({ ...job, title: "second" })).toBe(false);
      expect((await store().get(job.id))?.title).toBe("first");
    });

    it("is created by exactly one of twenty who try at once", async () => {
      const job = makeJob();
      const created = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store().create({ ...job, title: `try ${index}` })),
      );
      expect(created.filter(Boolean)).toHaveLength(1);
      expect((await store().get(job.id))?.title).toBe(`try ${created.indexOf(true)}`);
    });

    it("is seen by a read right after its creation", async () => {
      for (let round = 0; round < 20; round++) {
        const job = makeJob();
        await store().create(job);
        expect(await store().get(job.id)).toEqual(job);
      }
    });

    it.each([
      ["letters of every script", { text: "naïve — 日本語 עברית 👩‍👩‍👧‍👦 \u0000 \u2028 \r\n\t" }],
      ["half of a surrogate pair", { text: "cut \ud83d here", "key \udc00": 1 }],
      [
        "the largest numbers",
        { max: Number.MAX_VALUE, min: Number.MIN_VALUE, safe: Number.MAX_SAFE_INTEGER },
      ],
      ["fractions and negatives", { tenth: 0.1, third: 1 / 3, negative: -1e-7 }],
      [
        "numbers as keys, empty keys and empty values",
        { "1": {}, "": [], text: "", nothing: null, no: false },
      ],
      ["reserved names", { status: "x", revision: 9, pk: "y", constructor: "z", S: "s", N: "n" }],
      ["deep nesting", { list: nested(60) }],
      ["a bare text", "just text"],
      ["a bare null", null],
      ["a list", [1, "two", null, [3]]],
    ])("keeps a request with %s", async (_, request) => {
      const job = makeJob({ request });
      await store().create(job);
      expect((await store().get(job.id))?.request).toEqual(request);
    });

    it("keeps __proto__ in a request as plain data", async () => {
      const job = makeJob({ request: JSON.parse('{"__proto__":{"polluted":true},"a":1}') });
      await store().create(job);
      expect(JSON.stringify((await store().get(job.id))?.request)).toBe(
        '{"__proto__":{"polluted":true},"a":1}',
      );
      expect("polluted" in {}).toBe(false);
    });

    it("keeps a title of every script", async () => {
      const job = makeJob({ title: "Zürich → 東京 😀 'quotes' \"double\"" });
      await store().create(job);
      expect((await store().get(job.id))?.title).toBe(job.title);
    });

    it("holds a request of 128 KB and twenty attempts with long stacks", async () => {
      const error = { name: "Error", message: "no", stack: "x".repeat(8 * 1_024), permanent: false };
      const job = makeJob({
        request: "r".repeat(128 * 1_024),
        attempts: Array.from({ length: 20 }, () => makeAttempt({ error })),
      });
      await store().create(job);
      expect(await store().get(job.id)).toEqual(job);
    });

    it("above 400 KB is refused with item-too-large, and not kept", async () => {
      const job = makeJob({ request: "x".repeat(400 * 1_024) });
      await expect(store().create(job)).rejects.toMatchObject({
        name: "VisibleError",
        code: "item-too-large",
      });
      expect(await store().get(job.id)).toBeUndefined();
    });

    it("counts bytes, not letters, towards the 400 KB", async () => {
      const job = makeJob({ request: "é".repeat(210 * 1_024) });
      await expect(store().create(job)).rejects.toMatchObject({ code: "item-too-large" });
    });

    it("past its expiry is gone", async () => {
      const job = makeJob({ status: "succeeded", endedAt: START, expiresAtSeconds: inSeconds(-60) });
      await store().create(job);
      expect(await store().get(job.id)).toBeUndefined();
      expect(await store().update(job.id, { set: { title: "back" } }, {})).toBeUndefined();
    });

    it("past its expiry makes room for another with the same id", async () => {
      const job = makeJob({ status: "succeeded", expiresAtSeconds: inSeconds(-60) });
      await store().create(job);
      const next = { ...makeJob({ title: "next" }), id: job.id };
      expect(await store().create(next)).toBe(true);
      expect(await store().get(job.id)).toEqual(next);
    });

    it("is a copy: changing what was given or read changes nothing in the store", async () => {
      const request = { sources: ["a"] };
      const job = makeJob({ request });
      await store().create(job);
      request.sources.push("b");
      const read = await store().get(job.id);
      read?.attempts.push(makeAttempt());
      expect(await store().get(job.id)).toEqual({ ...job, request: { sources: ["a"] } });
    });
  });
}

function nested(depth: number): unknown {
  let value: unknown = "bottom";
  for (let level = 0; level < depth; level++) value = { in: value };
  return value;
}
