// Export and import: jobs and dead letters as lines of JSON, from one place to another and back.
import { describe, expect, it } from "vitest";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import { defineJob, enqueue } from "../../../../core/jobs/index.ts";
import {
  archiveJob,
  type ExportLine,
  editJob,
  exportJobs,
  exportLetters,
  importLine,
  removeJob,
  replayJob,
  retryJob,
} from "../../../../core/jobs/operate/inspector.ts";
import { makeAttempt, makeDeadLetter, makeJob } from "../../../contracts/job-store/factories.ts";
import { onBothStores } from "../../../support/on-both-stores.ts";
import { createTestBackend, WORK, WorkPayload } from "../../../support/test-backend.ts";

async function collect(lines: AsyncIterable<ExportLine>): Promise<string[]> {
  const collected: string[] = [];
  for await (const line of lines) collected.push(JSON.stringify(line));
  return collected;
}

const lineOf = (job: object, more: object = {}) =>
  JSON.stringify({
    kind: "job",
    v: 1,
    job: { ...makeJob({ type: WORK, status: "dead", request: { name: "x" } }), ...job },
    ...more,
  });

onBothStores((world) => {
  /** Elsewhere: another engine, in memory. */
  const elsewhere = () => createTestBackend();

  describe("a job that is exported and imported", () => {
    it("is dead there as it was here, with its payload, its attempts and its steps, and can be replayed and retried", async () => {
      const test = world();
      test.work.run = async (_, { step }) => {
        await step("fetch", () => "kept");
        throw new PermanentError("gone");
      };
      const { job } = await test.enqueue({ name: "x".repeat(3_000) }, { tenant: "acme" });
      await test.deliver();
      const [line = "", ...more] = await collect(exportJobs(test.backend, { status: ["dead"] }));
      expect(more).toEqual([]);

      const there = elsewhere();
      expect(await importLine(there.backend, line)).toEqual({ fate: "imported", id: job.id });
      const imported = await there.job(job.id);
      expect(imported).toMatchObject({
        ...{ status: "dead", cause: "permanent", tenant: "acme", title: job.title, createdAt: job.createdAt },
        attempts: [{ outcome: "failed", error: { message: "gone" } }],
        steps: [{ name: "fetch" }],
      });
      for (const local of ["burn", "claim", "messageId", "generation"]) {
        expect(imported).not.toHaveProperty(local);
      }
      const signal = new AbortController().signal;
      there.work.run = async (_, { step }) => await step("fetch", () => "anew");
      expect((await replayJob(there.backend, job.id, { signal })).ended).toEqual({
        as: "result",
        result: "kept",
      });
      await retryJob(there.backend, job.id);
      await there.deliver();
      expect(there.runs.at(-1)?.name).toHaveLength(3_000);
      expect((await there.job(job.id)).status).toBe("succeeded");
    });

    it("brings along what an operator made of it: its edits with their payloads, its redrives, that it is archived", async () => {
      const test = world();
      test.work.run = async () => {
        throw new PermanentError("gone");
      };
      const { job } = await test.enqueue({ name: "x".repeat(3_000) }, { tenant: "acme" });
      await test.deliver();
      await editJob(test.backend, job.id, { name: "second" });
      await editJob(test.backend, job.id, { name: "third" });
      await retryJob(test.backend, job.id);
      // What is left of its first message, and the one of its new round.
      await test.deliver();
      await test.deliver();
      await archiveJob(test.backend, job.id);
      const [line = ""] = await collect(exportJobs(test.backend, { id: [job.id] }));
      const there = elsewhere();
      await importLine(there.backend, line);
      const [again = ""] = await collect(exportJobs(there.backend, { id: [job.id] }));
      const local = { burn: 0, messageId: 0, generation: 0, revision: 0, expiresAtSeconds: 0 };
      const plain = (text: string) => ({ ...JSON.parse(text).job, ...local });
      expect(plain(again)).toEqual(plain(line));
      expect(plain(line).edits).toMatchObject([
        { request: { name: "x".repeat(3_000) } },
        { request: { name: "second" } },
      ]);
      const original = { payload: { name: "x".repeat(3_000) }, requestHash: job.requestHash };
      expect((await there.job(job.id)).edits?.[0]).toMatchObject({
        ...{ request: null, requestHash: original.requestHash, requestBytes: expect.any(Number) },
      });
      await removeJob(there.backend, job.id);
      expect(await there.store.getRequest(job.id, original.requestHash)).toBeUndefined();
    });

    it("that is being cancelled is not run by an import", async () => {
      const line = lineOf({ id: "tst_c", status: "running", cancelRequestedAt: 5, endedAt: undefined });
      expect(await importLine(elsewhere().backend, line, { unfinished: true })).toMatchObject({
        ...{ fate: "refused", message: expect.stringContaining("cancelled") },
      });
    });

    it("brings its result along", async () => {
      const test = world();
      const { id } = await test.submit();
      await test.deliver();
      const [line = ""] = await collect(exportJobs(test.backend, {}));
      const there = elsewhere();
      await importLine(there.backend, line);
      expect(await there.store.getResult(id)).toEqual({ made: "a job" });
    });

    it("is there already the second time, and never overwrites another", async () => {
      const test = world();
      const { id } = await test.submit();
      await test.deliver();
      const [line = ""] = await collect(exportJobs(test.backend, {}));
      const before = await test.job(id);
      expect(await importLine(test.backend, line)).toEqual({ fate: "existing", id });
      const other = JSON.parse(line);
      other.job.request = { name: "another" };
      other.result = "another";
      expect(await importLine(test.backend, JSON.stringify(other))).toEqual({ fate: "conflict", id });
      expect(await test.job(id)).toEqual(before);
      expect(await test.store.getResult(id)).toEqual({ made: "a job" });
    });

    it("is not run unless that is asked for", async () => {
      const test = world();
      const { id } = await test.submit();
      const [line = ""] = await collect(exportJobs(test.backend, {}));
      const there = elsewhere();
      expect(await importLine(there.backend, line)).toMatchObject({
        fate: "refused",
        message: expect.stringContaining("--unfinished"),
      });
      expect(await importLine(there.backend, line, { unfinished: true })).toEqual({ fate: "imported", id });
      await there.deliver();
      expect((await there.job(id)).status).toBe("succeeded");
    });

    it("that ran is run from its beginning, its open attempt closed", async () => {
      const there = elsewhere();
      const line = lineOf({
        id: "tst_1",
        status: "running",
        attempts: [makeAttempt()],
        claim: { claimId: "c", leaseUntil: 9e12, messageId: "m" },
      });
      await importLine(there.backend, line, { unfinished: true });
      expect(await there.job("tst_1")).toMatchObject({ status: "queued", attempts: [{ outcome: "killed" }] });
      await there.deliver();
      expect((await there.job("tst_1")).status).toBe("succeeded");
    });

    it("is found by a filter; all of them are exported, the oldest first", async () => {
      const test = world();
      const ids: string[] = [];
      for (let made = 0; made < 105; made++) {
        ids.push(await test.given({ status: "dead", cause: "lost", createdAt: test.now() - 1_000 + made }));
      }
      await test.given({ status: "queued" });
      const lines = await collect(exportJobs(test.backend, { cause: ["lost"] }));
      expect(lines.map((line) => JSON.parse(line).job.id)).toEqual(ids);
    });
  });

  it("dead letters are exported and imported, each once", async () => {
    const test = world();
    const letter = makeDeadLetter({ messageId: "message-1", body: "garbage", reason: "no JSON" });
    await test.store.putDeadLetter(letter);
    const [line = ""] = await collect(exportLetters(test.backend));
    const there = elsewhere();
    expect(await importLine(there.backend, line)).toEqual({ fate: "imported", id: "message-1" });
    expect(await there.store.getDeadLetter("message-1")).toMatchObject({
      body: "garbage",
      reason: "no JSON",
    });
    expect(await importLine(there.backend, line)).toEqual({ fate: "existing", id: "message-1" });
    const other = JSON.parse(line);
    other.letter.seenAt = 5;
    expect(await importLine(there.backend, JSON.stringify(other))).toMatchObject({ fate: "conflict" });
  });

  it.each([
    ["no JSON", "{", /not JSON/],
    ["nothing", "null", /./],
    ["no known kind", '{"kind":"cat","v":1}', /kind/],
    ["of a later version", '{"kind":"job","v":2,"job":{}}', /v/],
    ["a job without its fields", '{"kind":"job","v":1,"job":{}}', /job\.id/],
    ["an id that is none", lineOf({ id: "../../etc" }), /1 to 100/],
    ["an unknown field", lineOf({ id: "tst_x" }, { evil: 1 }), /evil/],
    ["a tenant that is none", lineOf({ id: "tst_t", tenant: "a b" }), /tenant/i],
    ["a step with no name", lineOf({ id: "tst_s" }, { steps: [{ name: "../x", result: 1 }] }), /step/],
    ["deleted", lineOf({ id: "tst_d", deletedAt: 1 }), /deleted/],
    ["a time that is none", lineOf({ id: "tst_n", createdAt: "yesterday" }), /createdAt/],
    [
      "edited to what has no hash",
      lineOf({ id: "tst_h", edits: [{ at: 1, request: {}, requestHash: "a#b" }] }),
      /requestHash/,
    ],
    [
      "edited too often",
      lineOf({ id: "tst_o", edits: Array(11).fill({ at: 1, request: {}, requestHash: "a".repeat(64) }) }),
      /11 edits/,
    ],
    ["a time that no date can hold", lineOf({ id: "tst_m", createdAt: 9e15 }), /createdAt/],
    [
      "nested too deep",
      lineOf({ id: "tst_z" }).replace('"x"', `${"[".repeat(9e4)}${"]".repeat(9e4)}`),
      /1000 levels/,
    ],
    ["a record that no store takes", lineOf({ id: "tst_l", title: "x".repeat(500_000) }), /bytes|400 KB/],
    ...(["queued", "dead", "succeeded"] as const).map((status): [string, string, RegExp] => [
      `an operation of the engine's own, ${status}: a dead one might be retried`,
      lineOf({
        ...{ id: "blk_1", type: "jobs:bulk", status, createdAt: 8e15 },
        request: { operation: "delete", filter: {} },
      }),
      /jobs:bulk/,
    ]),
  ])("a line that is %s is refused, and nothing is written", async (_, line, message) => {
    const test = world();
    const fate = await importLine(test.backend, line, { unfinished: true });
    expect(fate).toMatchObject({ fate: "refused", message: expect.stringMatching(message) });
    expect(await test.records()).toEqual([]);
  });

  it.each([
    [
      "has a payload above what enqueue takes",
      { request: { name: "x".repeat(200_000) } },
      /payload has .* bytes and may have/,
    ],
    [
      "is to be followed by the engine's own type",
      { status: "queued", followUps: [{ type: "jobs:bulk", payload: { operation: "delete", filter: {} } }] },
      /no such job type/,
    ],
    [
      "has ended, and would be followed by the engine's own type once it is retried",
      { followUps: [{ type: "jobs:bulk", payload: { operation: "delete", filter: {} } }] },
      /jobs:bulk/,
    ],
    [
      "has ended, and would be followed by more than enqueue lets follow",
      { followUps: Array.from({ length: 11 }, () => ({ type: WORK, payload: { name: "x" } })) },
      /10 jobs at most/,
    ],
  ])("a job that %s is refused, and nothing is written", async (_, job, message) => {
    const test = world();
    const fate = await importLine(test.backend, lineOf(job), { unfinished: true });
    expect(fate).toMatchObject({ fate: "refused", message: expect.stringMatching(message) });
    expect(await test.records()).toEqual([]);
  });

  it("a job that is to run has the title that its type makes of its payload", async () => {
    const test = world();
    const title = "y".repeat(200_000);
    await importLine(test.backend, lineOf({ id: "tst_runs", status: "queued", title }), { unfinished: true });
    expect((await test.job("tst_runs")).title).toBe("x");
  });

  it("a job that has ended keeps its title and what follows it", async () => {
    const test = world();
    const followUps = [{ type: WORK, payload: { name: "next" } }];
    await importLine(test.backend, lineOf({ id: "tst_e", title: "as it was", followUps }));
    expect(await test.job("tst_e")).toMatchObject({ title: "as it was", followUps });
  });

  it("a job of a unique type that is to run is refused while an equal one is there, and keeps others out", async () => {
    const only = defineJob({
      name: "test:only",
      idPrefix: "one",
      payload: WorkPayload,
      unique: {},
      run: async () => "",
    });
    const test = createTestBackend({ types: [only] });
    const line = (id: string) => lineOf({ id, type: "test:only", status: "queued" });
    expect(await importLine(test.backend, line("one_a"), { unfinished: true })).toMatchObject({
      fate: "imported",
    });
    expect(await importLine(test.backend, line("one_b"), { unfinished: true })).toMatchObject({
      fate: "refused",
      message: "job one_a is equal to it, and jobs of test:only are unique",
    });
    expect(await enqueue(test.backend, only, { name: "x" })).toMatchObject({
      created: false,
      job: { id: "one_a" },
    });
  });

  it("a line's __proto__ changes nothing", async () => {
    const line = lineOf({ id: "tst_p" }).replace('"title"', '"__proto__":{"status":"queued"},"title"');
    const there = elsewhere();
    await importLine(there.backend, line);
    expect(({} as { status?: string }).status).toBeUndefined();
    expect((await there.store.get("tst_p"))?.status).toBe("dead");
  });
});
