// Many jobs at once on the embedded AWS, and on both job stores.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createJobQueue } from "../../core/aws/sqs-queue.ts";
import {
  type Backend,
  createRegistry,
  defineJob,
  enqueueMany,
  enqueueManyByName,
  listJobs,
  type ManyItem,
} from "../../core/jobs/index.ts";
import { openDynamoStore } from "../core/aws/open-dynamo-store.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const noted = defineJob({
  name: "test:noted",
  idPrefix: "man",
  payload: z.strictObject({ n: z.int() }),
  run: async () => "made",
});
const items = (count: number): ManyItem<{ n: number }>[] =>
  Array.from({ length: count }, (_, n) => ({ payload: { n } }));

let aws: TestRuntime;
/** Counted now: the backend trusts a count for some seconds. */
const waiting = async (): Promise<number> =>
  await createJobQueue({ client: aws.sqs, queueUrl: aws.queueUrl }).backlog();

describe("many jobs on the embedded AWS", () => {
  beforeAll(async () => {
    aws = await startTestRuntime();
  });
  afterAll(() => aws.close());

  it("each run once", async () => {
    const given = Array.from({ length: 60 }, () => ({ payload: { folder: aws.folder } }));
    const { items: fates } = await enqueueManyByName(aws.backend, "test:work", given);
    for (const fate of fates) {
      if (fate.fate !== "created") throw new Error(`an item is ${fate.fate}`);
      expect(await aws.ended(fate.jobId)).toMatchObject({ status: "succeeded" });
      expect(aws.notes().get(`end ${fate.jobId}`)).toBe(1);
    }
  });
});

describe("10,000 jobs in one call", () => {
  beforeAll(async () => {
    aws = await startTestRuntime({ consumer: false });
  });
  afterAll(() => aws.close());

  it("are all recorded, and all wait in the queue", async () => {
    const backend: Backend = { ...aws.backend, registry: createRegistry([noted], aws.settings) };
    const { counts } = await enqueueMany(backend, noted, items(10_000));
    expect(counts).toMatchObject({ created: 10_000 });
    expect(await waiting()).toBe(10_000);
  }, 120_000);
});

describe("many jobs with DynamoDB", () => {
  it("are written once each, also by two calls with the same keys at the same time", async () => {
    const dynamo = await openDynamoStore();
    aws = await startTestRuntime({ consumer: false });
    const backend: Backend = {
      ...aws.backend,
      store: dynamo.store,
      cache: dynamo.cache,
      registry: createRegistry([noted], aws.settings),
    };
    const keyed = items(20).map((item) => ({ ...item, idempotencyKey: `key ${item.payload.n}` }));
    const both = await Promise.all([enqueueMany(backend, noted, keyed), enqueueMany(backend, noted, keyed)]);
    expect(both.reduce((sum, { counts }) => sum + counts.created, 0)).toBe(20);
    expect(both.reduce((sum, { counts }) => sum + counts.existing, 0)).toBe(20);
    expect((await listJobs(backend, { order: "newest", limit: 100 })).items).toHaveLength(20);
    expect(await waiting()).toBe(20);
    await aws.close();
    await dynamo.close();
  });
});
