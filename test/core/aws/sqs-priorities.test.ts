// The queues of priorities as one, on the embedded SQS: each message in the queue of its priority, counts of all.
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, it } from "vitest";
import { createJobQueues } from "../../../core/aws/sqs-priorities.ts";
import type { JobMessage, JobQueue } from "../../../core/jobs/ports.ts";
import { counts, createQueue, type Fixture, startServer } from "../../local/sqs/support.ts";

type Urls = { high: string; default: string; low: string };
let server: Fixture;
let urls: Urls;
let queue: JobQueue;
beforeEach(async () => {
  server = await startServer();
  const { sqs } = server;
  urls = {
    high: await createQueue(sqs, "app-high"),
    default: await createQueue(sqs, "app"),
    low: await createQueue(sqs, "app-low"),
  };
  queue = createJobQueues({ client: sqs, queueUrls: urls });
});

const message = (jobId: string, priority?: JobMessage["priority"]): JobMessage => ({
  v: 1,
  type: "test:work",
  jobId,
  ...(priority ? { priority } : {}),
});
const idsIn = async (url: string) => {
  const { Messages = [] } = await server.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = "" }) => (JSON.parse(Body) as JobMessage).jobId);
};

describe("the queues of priorities", () => {
  it("get each message by its priority; one without is the default's", async () => {
    await queue.send(message("a", "high"));
    await queue.send(message("b"));
    await queue.send(message("c", "low"));
    expect([await idsIn(urls.high), await idsIn(urls.default), await idsIn(urls.low)]).toEqual([
      ["a"],
      ["b"],
      ["c"],
    ]);
  });

  it("get many messages each its own, and the outcomes are in the order given", async () => {
    const priorities = ["low", undefined, "high", "low", "high"] as const;
    const sent = await queue.sendMany(
      priorities.map((priority, index) => ({ message: message(String(index), priority) })),
    );
    expect(sent.every((one) => "messageId" in one)).toBe(true);
    expect(new Set(sent.map((one) => "messageId" in one && one.messageId)).size).toBe(5);
    expect([await idsIn(urls.high), await idsIn(urls.default), await idsIn(urls.low)]).toEqual([
      ["2", "4"],
      ["1"],
      ["0", "3"],
    ]);
  });

  it("are counted together: what waits, and what is received", async () => {
    await queue.sendMany(
      ["high", "low", "low"].map((priority) => ({ message: message("x", priority as "low") })),
    );
    expect([await queue.backlog(), await queue.inFlight()]).toEqual([3, 0]);
    await idsIn(urls.low);
    expect([await queue.backlog(), await queue.inFlight()]).toEqual([1, 2]);
  });

  it("are counted each by itself, the most urgent first", async () => {
    await queue.sendMany(
      ["high", "low", "low"].map((priority) => ({ message: message("x", priority as "low") })),
    );
    await idsIn(urls.low);
    const none = { visible: 0, inFlight: 0, delayed: 0 };
    expect(await queue.counts()).toEqual([
      { ...none, queue: "app-high", priority: "high", visible: 1 },
      { ...none, queue: "app", priority: "default" },
      { ...none, queue: "app-low", priority: "low", inFlight: 2 },
    ]);
  });

  it("hide a message in the queue that it was received from", async () => {
    await queue.send(message("a", "low"));
    const { Messages: [received] = [] } = await server.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: urls.low, VisibilityTimeout: 600 }),
    );
    await queue.changeVisibility(received?.ReceiptHandle ?? "", 0, "app-low");
    expect(await counts(server.sqs, urls.low)).toEqual([1, 0, 0]);
  });

  it("take a message of a priority that the app no longer has: its job runs all the same", async () => {
    const fewer = createJobQueues({
      client: server.sqs,
      queueUrls: { high: urls.high, default: urls.default },
    });
    await fewer.send(message("a", "low"));
    expect(await idsIn(urls.default)).toEqual(["a"]);
  });
});
