// An operator at work on the embedded AWS: a real dead-letter queue, SQS's own move tasks, and the consumer that carries out what he starts.
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  archiveJob,
  clearDeadLetters,
  deadInbox,
  deleteLetter,
  getBulk,
  retryJob,
  startBulk,
} from "../../core/jobs/operate/inspector.ts";
import type { Job } from "../../core/jobs/record/job.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

let aws: TestRuntime;
beforeAll(async () => {
  aws = await startTestRuntime();
});
afterAll(() => aws.close());

/** Dies at its first run, and succeeds at any later one. Its message is in the dead-letter queue. */
async function deadJob(name = "fail-for-good"): Promise<Job> {
  const { id } = await aws.submit(name);
  await aws.poisoned((line) => line.jobId === id);
  return await aws.ended(id);
}

const bodies = async (): Promise<string[]> => {
  const { Messages = [] } = await aws.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: aws.deadLetterQueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    }),
  );
  return Messages.map(({ Body = "" }) => Body);
};

/** Nobody meets the messages meanwhile, as when somebody else looks at the queue. */
async function whileHidden(act: () => Promise<unknown>): Promise<void> {
  const hidden = await aws.backend.deadLetters.peek(600);
  await act();
  await aws.backend.deadLetters.release(hidden.map(({ receiptHandle }) => receiptHandle));
}

describe("a dead job", () => {
  it("is retried, succeeds, and leaves nothing in the dead-letter queue", async () => {
    const job = await deadJob();
    expect(await retryJob(aws.backend, job.id)).toMatchObject({ deadLetter: "deleted" });
    expect(await aws.ended(job.id)).toMatchObject({
      status: "succeeded",
      attempts: { length: 2 },
      generation: 1,
    });
    expect(await aws.backend.deadLetters.depth()).toBe(0);
  });

  it("whose old message is redriven by SQS after a retry does not run twice", async () => {
    const job = await deadJob();
    await whileHidden(async () => {
      expect((await retryJob(aws.backend, job.id)).deadLetter).not.toBe("deleted");
    });
    const done = await aws.ended(job.id);
    expect((await deadInbox(aws.backend)).queue).toMatchObject({ leftOver: 1 });
    const skipped = aws.next((line) => line.msg === "message not run" && line.jobId === job.id);
    await aws.backend.deadLetters.redrive();
    expect((await skipped).because).toBe("an operator has retried the job since, with a message of its own");
    expect(await aws.backend.store.get(job.id)).toEqual(done);
  });

  it("that is archived does not run when its message is redriven", async () => {
    const job = await deadJob();
    await whileHidden(() => archiveJob(aws.backend, job.id));
    const skipped = aws.next((line) => line.msg === "message not run" && line.jobId === job.id);
    await aws.backend.deadLetters.redrive();
    expect((await skipped).because).toBe("the job was archived");
    expect(await aws.backend.store.get(job.id)).toMatchObject({
      status: "dead",
      archivedAt: expect.any(Number),
    });
  });
});

it("what carries no job is deleted by its id; what is left over is tidied", async () => {
  const job = await deadJob();
  const [old = ""] = await bodies();
  await archiveJob(aws.backend, job.id);
  await aws.sqs.send(new SendMessageCommand({ QueueUrl: aws.deadLetterQueueUrl, MessageBody: old }));
  await aws.sqs.send(new SendMessageCommand({ QueueUrl: aws.deadLetterQueueUrl, MessageBody: "garbage" }));
  const { queue } = await deadInbox(aws.backend);
  expect(queue).toMatchObject({ leftOver: 1, strayCount: 1, depth: 2 });
  await deleteLetter(aws.backend, queue.stray[0]?.messageId ?? "");
  expect(await clearDeadLetters(aws.backend)).toMatchObject({ deleted: 1, looked: 1, reachedEnd: true });
  expect(await aws.backend.deadLetters.depth()).toBe(0);
});

describe("all that match", () => {
  it("are retried by the consumer, a few first, and their dead letters are deleted", async () => {
    const jobs: Job[] = [];
    for (let made = 0; made < 5; made++) jobs.push(await deadJob());
    const filter = { id: jobs.map(({ id }) => id) };
    const { id } = await startBulk(aws.backend, { operation: "retry", filter, canary: 2 });
    expect(await aws.ended(id)).toMatchObject({ status: "succeeded" });
    for (const job of jobs) expect((await aws.ended(job.id)).status).toBe("succeeded");
    expect(await getBulk(aws.backend, id)).toMatchObject({
      status: "done",
      counts: { done: 5, failed: 0, deadLettersDeleted: 5 },
    });
    expect(await aws.backend.deadLetters.depth()).toBe(0);
  });

  it("stay dead when the first of them dies again", async () => {
    const jobs = [await deadJob("fail"), await deadJob("fail")];
    const filter = { id: jobs.map(({ id }) => id) };
    const { id } = await startBulk(aws.backend, { operation: "retry", filter, canary: 1 });
    await aws.ended(id);
    const view = await getBulk(aws.backend, id);
    expect(view).toMatchObject({ status: "stopped", counts: { done: 1, deadLettersDeleted: 1 } });
    expect(view.stopped).toContain("it always fails");
  });
});

it("the whole queue is moved back by SQS, which says how far it is", async () => {
  const job = await deadJob();
  const ran = aws.next((line) => line.msg === "job succeeded" && line.jobId === job.id);
  const depth = await aws.backend.deadLetters.depth();
  await aws.backend.deadLetters.redrive();
  await ran;
  expect((await aws.backend.deadLetters.redrives())[0]).toMatchObject({ moved: depth, total: depth });
  expect(await aws.backend.store.get(job.id)).toMatchObject({ status: "succeeded", redrives: { length: 1 } });
});
