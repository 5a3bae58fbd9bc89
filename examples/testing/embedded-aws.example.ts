// Runs jobs on the embedded AWS, in the test's own process: SQS, the event source mapping, execution environments, a store.
// example: one AWS for all tests of a file
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { enqueue, getResult } from "../../core/jobs/index.ts";
import { startAws, type TestAws } from "../../local/testing/index.ts";
import { app, countTo } from "./count-to.ts";

let aws: TestAws;

beforeAll(async () => {
  aws = await startAws({ app, settings: { maxReceiveCount: 2 } });
});
beforeEach(() => aws.reset());
afterAll(() => aws.close());
// end

// example: a job on the embedded AWS
it("runs in an execution environment, as on AWS", async () => {
  const { job } = await enqueue(aws.backend, countTo, { last: 100 });
  const ended = await aws.waitForJob(job);
  expect(ended.attempts).toMatchObject([{ outcome: "succeeded" }]);
  expect(await getResult(aws.backend, countTo, ended)).toEqual({ sum: 5050 });
});
// end

// example: a dead letter
it("leaves its message in the dead-letter queue when it never succeeds", async () => {
  const { job } = await enqueue(aws.backend, countTo, { last: 1_001 });
  const ended = await aws.waitForJob(job, { status: "dead" });
  expect(ended.cause).toBe("exhausted");
  expect(aws.inspect(aws.deadLetterQueueUrl)).toMatchObject([{ receiveCount: 2 }]);
  // What the alarm and the sweep do by themselves; here the test calls it.
  await aws.functions.deadLetters.invoke({});
  expect(aws.lines.find(({ msg }) => msg === "message poisoned")).toMatchObject({ jobId: job.id });
});
// end
