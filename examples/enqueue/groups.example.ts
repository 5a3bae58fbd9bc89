// What docs/enqueue.md shows of follow-ups and groups.
import { expect, it } from "vitest";
import * as z from "zod";
import {
  type Backend,
  defineJob,
  enqueue,
  enqueueGroup,
  getGroup,
  getResult,
} from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "../readme/monthly.ts";

// example: a follow-up reads what it follows
const announce = defineJob({
  name: "report:announce",
  idPrefix: "ann",
  payload: z.strictObject({ to: z.email() }),
  async run({ to }, { backend, after = "" }) {
    const report = await getResult(backend, monthlyReport, after);
    return `to ${to}: ${report?.words} words`;
  },
});
// end

// example: one topic, and the digest of many
const summary = defineJob({
  name: "topic:summarise",
  idPrefix: "top",
  payload: z.strictObject({ topic: z.string() }),
  run: async ({ topic }) => `What is new about ${topic}.`,
});

const digest = defineJob({
  name: "digest:write",
  idPrefix: "dig",
  payload: z.strictObject({ title: z.string() }),
  async run({ title }, { backend, after = "" }) {
    const { jobs, counts } = await getGroup(backend, after);
    const ids = jobs.filter(({ ended }) => ended === "succeeded").map(({ id }) => id);
    const summaries = await Promise.all(ids.map((id) => getResult(backend, summary, id)));
    return { title, summaries, missing: counts.total - ids.length };
  },
});
// end

// example: many topics, one digest
async function digestOf(backend: Backend, topics: readonly string[], week: string) {
  return await enqueueGroup(backend, {
    title: `Digest of ${week}`,
    jobs: topics.map((topic) => ({ type: summary, payload: { topic } })),
    followUps: [{ type: digest, payload: { title: week } }],
    // The same call again gives the same group.
    idempotencyKey: `digest ${week}`,
  });
}
// end

it("enqueues a follow-up once the job has succeeded", async () => {
  const kit = createTestKit({ types: [monthlyReport, announce] });
  const { backend } = kit;
  // example: the option followUps
  const followUps = [{ type: announce, payload: { to: "ada@example.org" } }];
  const report = await enqueue(backend, monthlyReport, { month: "2026-11" }, { followUps });
  // end
  const [first, second] = await kit.drain();
  expect(first?.job.id).toBe(report.job.id);
  expect(second?.result).toBe("to ada@example.org: 750 words");
});

it("makes one digest of twenty topics, once, when the group was asked for twice", async () => {
  const kit = createTestKit({ types: [summary, digest] });
  const topics = Array.from({ length: 20 }, (_, index) => `topic ${index + 1}`);
  const made = await digestOf(kit.backend, topics, "2026-W48");
  await digestOf(kit.backend, topics, "2026-W48");
  expect((await getGroup(kit.backend, made.groupId)).counts).toMatchObject({ total: 20, unfinished: 20 });

  await kit.drain();
  const digests = kit.enqueued(digest);
  expect(digests).toHaveLength(1);
  const written = await getResult(kit.backend, digest, digests[0]?.job.id ?? "");
  expect(written?.missing).toBe(0);
  expect(written?.summaries).toEqual(topics.map((topic) => `What is new about ${topic}.`));
});
