// Looks at the messages on the queue themselves, with nothing that receives them.
import { expect, it } from "vitest";
import { enqueue } from "../../core/jobs/index.ts";
import { startAws } from "../../local/testing/index.ts";
import { app, countTo } from "./count-to.ts";

// example: messages
it("sends a small message: the payload lives in the record", async () => {
  await using aws = await startAws({ app, consumer: false });
  const { job } = await enqueue(aws.backend, countTo, { last: 3 });
  expect(aws.inspect(aws.queueUrl)).toMatchObject([{ state: "visible", receiveCount: 0 }]);
  const { body } = await aws.nextMessage(aws.queueUrl);
  expect(JSON.parse(body)).toEqual({ v: 1, type: "count:to", jobId: job.id });
});
// end

// example: SQS fails
it("keeps the job when SQS throttles its send", async () => {
  await using aws = await startAws({ app, consumer: false });
  aws.fail("throttle", { action: "SendMessage", times: Number.POSITIVE_INFINITY });
  const enqueued = enqueue(aws.backend, countTo, { last: 3 });
  await expect(enqueued).rejects.toMatchObject({ code: "queue-unavailable" });
});
// end
