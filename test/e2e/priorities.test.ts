// Priorities on the embedded AWS: a queue and a mapping each, one consumer with one reserve, one dead-letter queue.
import { ListQueuesCommand, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJobQueue } from "../../core/aws/sqs-queue.ts";
import { defineApp } from "../../core/define-app.ts";
import { enqueueByName, enqueueManyByName, type Priority } from "../../core/jobs/index.ts";
import { createLogOutput } from "../../local/log-output.ts";
import { startWorker } from "../../worker/worker.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const app = defineApp({
  name: "graded",
  description: "An app with two priorities.",
  registry: new URL("../support/test-jobs.ts", import.meta.url).href,
  priorities: { high: 3, default: 2 },
});

let aws: TestRuntime;
const many = (count: number, priority: Priority, type = "test:gate") =>
  enqueueManyByName(
    aws.backend,
    type,
    Array.from({ length: count }, () => ({ payload: { folder: aws.folder }, priority })),
  );
/** Waiting and received, counted now. */
const countsOf = async (priority: Priority) => {
  const queue = createJobQueue({ client: aws.sqs, queueUrl: aws.queues[priority]?.url ?? "" });
  return [await queue.backlog(), await queue.inFlight()];
};
const started = () => aws.lines.filter(({ msg }) => msg === "job started").length;
const untilStarted = async (count: number) => {
  while (started() < count) await aws.next(({ msg }) => msg === "job started");
};
const jobIdsOf = ({ items }: Awaited<ReturnType<typeof many>>) =>
  items.flatMap((fate) => ("jobId" in fate ? [fate.jobId] : []));

describe("two priorities in five jobs at once", () => {
  beforeAll(async () => {
    aws = await startTestRuntime({ app });
  });
  afterAll(() => aws.close());

  it("have a queue each, and one dead-letter queue", async () => {
    const { QueueUrls = [] } = await aws.sqs.send(new ListQueuesCommand({}));
    expect(QueueUrls.map((url) => url.split("/").at(-1)).toSorted()).toEqual([
      "graded",
      "graded-dead",
      "graded-high",
    ]);
  });

  it("share them three and two: behind ten of the one, the other's still begin at once", async () => {
    const standard = await many(10, "default");
    await untilStarted(2);
    const high = await many(10, "high");
    await untilStarted(5);
    expect([await countsOf("default"), await countsOf("high")]).toEqual([
      [8, 2],
      [7, 3],
    ]);
    expect(aws.functions.consumer.running).toBe(5);
    aws.openGate();
    for (const id of [...jobIdsOf(standard), ...jobIdsOf(high)]) {
      expect(await aws.ended(id)).toMatchObject({ status: "succeeded" });
      expect(aws.notes().get(`end ${id}`)).toBe(1);
    }
  });

  it("retry a job in its own queue", async () => {
    const { job } = await enqueueByName(
      aws.backend,
      "test:fail-once",
      { folder: aws.folder },
      { priority: "high" },
    );
    const ended = await aws.ended(job.id);
    expect(ended.attempts.map(({ outcome, receiveCount }) => [outcome, receiveCount])).toEqual([
      ["failed", 1],
      ["succeeded", 2],
    ]);
  });

  it("give back what is redriven to the queue that it came from", async () => {
    const { job } = await enqueueByName(
      aws.backend,
      "test:fail-for-good",
      { folder: aws.folder },
      { priority: "high" },
    );
    await aws.ended(job.id);
    expect(await aws.poisoned(({ jobId }) => jobId === job.id)).toMatchObject({ cause: "permanent" });
    const succeeded = aws.next(({ msg, jobId }) => msg === "job succeeded" && jobId === job.id);
    const SourceArn = `arn:aws:sqs:us-east-1:000000000000:${app.deadLetterQueueName}`;
    await aws.sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
    await succeeded;
    expect(await aws.backend.store.get(job.id)).toMatchObject({ priority: "high", status: "succeeded" });
  });
});

describe("three priorities in five jobs at once", () => {
  beforeAll(async () => {
    const priorities = { high: 3, default: 2, low: 1 };
    aws = await startTestRuntime({ app: { ...app, ...defineApp({ ...app, priorities }) } });
  });
  afterAll(() => aws.close());

  it("hold one message more than there are places: it begins within the same receive", async () => {
    const all: string[] = [];
    for (const priority of ["high", "default", "low"] as const)
      all.push(...jobIdsOf(await many(2, priority)));
    await untilStarted(5);
    for (const priority of ["high", "default", "low"] as const) {
      while ((await countsOf(priority))[1] !== 2);
    }
    expect(aws.functions.consumer.running).toBe(5);
    aws.openGate();
    for (const id of all) {
      const { attempts } = await aws.ended(id);
      expect(attempts.map(({ receiveCount }) => receiveCount)).toEqual([1]);
    }
  });
});

describe("a worker of an app with priorities", () => {
  it("consumes every queue, and needs the address of each", async () => {
    aws = await startTestRuntime({ app, consumer: false });
    const output = createLogOutput({ format: "none" });
    const start = (env: NodeJS.ProcessEnv) =>
      startWorker({ app, env, host: "127.0.0.1", healthPort: 0, output });
    const { HIGH_PRIORITY_QUEUE_URL: _, ...incomplete } = aws.env;
    await expect(start(incomplete)).rejects.toThrow(/HIGH_PRIORITY_QUEUE_URL is not set/);

    const worker = await start(aws.env);
    aws.openGate();
    const done = new Set<unknown>();
    output.listen(({ msg, jobId }) => void (msg === "job succeeded" && done.add(jobId)));
    const ids = [...jobIdsOf(await many(2, "high")), ...jobIdsOf(await many(2, "default"))];
    while (!ids.every((id) => done.has(id))) await output.next(({ msg }) => msg === "job succeeded");
    await worker.close(1_000);
    await aws.close();
  });
});
