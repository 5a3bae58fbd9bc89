// The embedded AWS as other people's tests use it: started once for all, and emptied between them.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cancelJob, enqueueByName } from "../../../core/jobs/index.ts";
import { startAws, type TestAws } from "../../../local/testing/index.ts";
import { countNotes, testApp } from "../../support/test-runtime.ts";

let aws: TestAws;
let folder: string;

const submit = async (name: string) =>
  (await enqueueByName(aws.backend, `test:${name}`, { folder }, { idempotencyKey: "key" })).job;

/** Resolves once the job has noted that it runs. */
const started = () => expect.poll(() => existsSync(join(folder, "notes")), { timeout: 60_000 }).toBe(true);

beforeAll(async () => {
  aws = await startAws({ app: testApp() });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "briefings-aws-"));
});
afterEach(async () => {
  await aws.reset();
  rmSync(folder, { recursive: true });
});
afterAll(() => aws.close());

describe("waitForJob", () => {
  it("resolves with the record of a job that has succeeded, whether it is asked before or after", async () => {
    const job = await submit("work");
    expect(await aws.waitForJob(job)).toMatchObject({ id: job.id, status: "succeeded" });
    expect(await aws.waitForJob(job.id)).toMatchObject({ status: "succeeded" });
    expect(aws.inspect(aws.queueUrl)).toEqual([]);
  });

  it("waits for a retry", async () => {
    expect((await aws.waitForJob(await submit("fail-once"))).attempts).toMatchObject([
      { outcome: "failed" },
      { outcome: "succeeded" },
    ]);
  });

  it("resolves with a dead job, and waits for its redrive when asked for a success", async () => {
    const job = await submit("fail-for-good");
    expect(await aws.waitForJob(job)).toMatchObject({ status: "dead", cause: "permanent" });
    expect(aws.inspect(aws.deadLetterQueueUrl)).toHaveLength(1);
    await aws.backend.deadLetters.redrive();
    expect(await aws.waitForJob(job, { status: "succeeded" })).toMatchObject({ status: "succeeded" });
  });

  it("resolves with a job that was cancelled", async () => {
    await using idle = await startAws({ app: testApp(), consumer: false });
    const { job } = await enqueueByName(idle.backend, "test:work", { folder });
    const waiting = idle.waitForJob(job);
    await cancelJob(idle.backend, job.id);
    expect(await waiting).toMatchObject({ status: "cancelled" });
  });

  it("tells how far the job came when the time is up", async () => {
    const job = await submit("gate");
    await started();
    await expect(aws.waitForJob(job, { timeoutMs: 1 })).rejects.toThrow(
      `waitForJob: job ${job.id} is running after 1 attempts, not at its end, within 1 ms`,
    );
    await expect(aws.waitForJob("tst_none", { timeoutMs: 1 })).rejects.toThrow("job tst_none has no record");
  });
});

describe("the queues", () => {
  it("are looked into and taken from, by name or URL, while no consumer receives", async () => {
    await using idle = await startAws({ app: testApp(), consumer: false });
    const { job } = await enqueueByName(idle.backend, "test:work", { folder });
    expect(idle.inspect(testApp().queueName)).toMatchObject([{ state: "visible", receiveCount: 0 }]);
    const { body } = await idle.nextMessage(idle.queueUrl);
    expect(JSON.parse(body)).toEqual({ v: 1, type: "test:work", jobId: job.id });
    expect(idle.inspect(idle.queueUrl)).toEqual([]);
  });

  it("have the attributes that the settings give them", async () => {
    const { queue } = aws.settings;
    const job = await submit("fail");
    await aws.waitForJob(job);
    const [dead] = aws.inspect(testApp().deadLetterQueueName);
    // As on AWS: five receives are counted, the sixth moves it.
    expect(dead?.receiveCount).toBe(queue.maxReceiveCount);
  });

  it("fail on demand", async () => {
    aws.fail("server-error", { action: "SendMessage", times: Number.POSITIVE_INFINITY });
    await expect(submit("work")).rejects.toMatchObject({ code: "queue-unavailable" });
    await aws.reset();
    await expect(submit("work")).resolves.toMatchObject({ status: "queued" });
  });
});

describe("reset", () => {
  it("leaves no job, no result, no message and no log line", async () => {
    const job = await submit("fail-for-good");
    await aws.waitForJob(job);
    await aws.reset();
    expect(await aws.backend.store.get(job.id)).toBeUndefined();
    expect(aws.inspect(aws.deadLetterQueueUrl)).toEqual([]);
    expect(aws.inspect(aws.queueUrl)).toEqual([]);
    expect(aws.lines).toEqual([]);
  });

  it("lets the same key make a new job, in the same warm environment", async () => {
    const first = await aws.waitForJob(await submit("work"));
    const { environments } = aws.functions.consumer;
    await aws.reset();
    const second = await aws.waitForJob(await submit("work"));
    expect(second.id).toBe(first.id);
    expect(second.createdAt).toBeGreaterThanOrEqual(Number(first.endedAt));
    expect(aws.functions.consumer.environments).toBe(environments);
  });

  it("ends a job that still runs, and nothing of it comes back", async () => {
    const job = await submit("gate");
    await started();
    await aws.reset();
    writeFileSync(join(folder, "gate"), "");
    expect(aws.functions.consumer.running).toBe(0);
    expect(await aws.waitForJob(await submit("work"))).toMatchObject({
      type: "test:work",
      status: "succeeded",
    });
    expect(countNotes(folder).get(`end ${job.id}`)).toBeUndefined();
    expect(aws.inspect(aws.queueUrl).filter(({ state }) => state === "visible")).toEqual([]);
  });
});
