import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import {
  bodies,
  counts,
  createFifoQueue,
  createQueue,
  errorOf,
  receive,
  send,
  startServer,
} from "./support.ts";

describe("a long poll", () => {
  it("waits for a message and gets it", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    const waits = clock.nextTimer();
    const poll = receive(sqs, url, { WaitTimeSeconds: 20 });
    await waits;
    await send(sqs, url, "x");
    expect(bodies(await poll)).toEqual(["x"]);
  });

  it("ends with nothing when its time is up: the request's, or else the queue's", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs, "q", { ReceiveMessageWaitTimeSeconds: "10" });
    let waits = clock.nextTimer();
    const byQueue = receive(sqs, url);
    await waits;
    clock.advanceSeconds(10);
    expect(await byQueue).toEqual([]);
    waits = clock.nextTimer();
    const own = receive(sqs, url, { WaitTimeSeconds: 1 });
    await waits;
    clock.advanceSeconds(1);
    expect(await own).toEqual([]);
    expect(await receive(sqs, url, { WaitTimeSeconds: 0 })).toEqual([]);
  });

  it("gets what becomes visible by itself: a delay or a visibility timeout that runs out", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "in flight");
    await receive(sqs, url, { VisibilityTimeout: 5 });
    let waits = clock.nextTimer();
    const first = receive(sqs, url, { WaitTimeSeconds: 20 });
    await waits;
    // Sent while the poll waits, and due before what it knew of.
    await send(sqs, url, "delayed", { DelaySeconds: 3 });
    clock.advanceSeconds(3);
    expect(bodies(await first)).toEqual(["delayed"]);
    waits = clock.nextTimer();
    const second = receive(sqs, url, { WaitTimeSeconds: 20 });
    await waits;
    clock.advanceSeconds(2);
    expect(bodies(await second)).toEqual(["in flight"]);
  });

  it("gets what another consumer gives back", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await send(sqs, url, "x");
    const [message] = await receive(sqs, url);
    const waits = clock.nextTimer();
    const poll = receive(sqs, url, { WaitTimeSeconds: 20 });
    await waits;
    const ReceiptHandle = message?.ReceiptHandle;
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(bodies(await poll)).toEqual(["x"]);
  });

  it("gets what a delete unlocks in a FIFO group", async () => {
    const { sqs, clock } = await startServer();
    const url = await createFifoQueue(sqs);
    for (const body of ["a", "b"]) await send(sqs, url, body, { MessageGroupId: "g" });
    const [message] = await receive(sqs, url);
    const waits = clock.nextTimer();
    const poll = receive(sqs, url, { WaitTimeSeconds: 20 });
    await waits;
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect(bodies(await poll)).toEqual(["b"]);
  });

  it("is one of many: a message wakes the one that waits longest, the others go on waiting", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    const order: string[] = [];
    const polls: Promise<void>[] = [];
    for (const name of ["first", "second", "third"]) {
      const waits = clock.nextTimer();
      polls.push(
        receive(sqs, url, { WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }).then((messages) => {
          order.push(`${name}: ${bodies(messages)}`);
        }),
      );
      await waits;
    }
    await send(sqs, url, "1");
    await polls[0];
    await send(sqs, url, "2");
    await polls[1];
    clock.advanceSeconds(20);
    await polls[2];
    expect(order).toEqual(["first: 1", "second: 2", "third: "]);
  });

  it("takes no message when its connection has gone", async () => {
    const { server, sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    const gone = new AbortController();
    const waits = clock.nextTimer();
    const poll = fetch(server.url, {
      method: "POST",
      headers: { "X-Amz-Target": "AmazonSQS.ReceiveMessage" },
      body: JSON.stringify({ QueueUrl: url, WaitTimeSeconds: 20 }),
      signal: gone.signal,
    });
    await waits;
    const secondWaits = clock.nextTimer();
    const second = receive(sqs, url, { WaitTimeSeconds: 20 });
    await secondWaits;
    gone.abort();
    await expect(poll).rejects.toThrow();
    // Whatever the server heard first, the second poll or a later receive gets the message, at its first receive.
    await connectionsDown(server.url);
    await send(sqs, url, "x");
    const [message] = await second;
    expect(message).toMatchObject({ Body: "x", Attributes: { ApproximateReceiveCount: "1" } });
    expect(await counts(sqs, url)).toEqual([0, 1, 0]);
  });

  it("ends with an error when its queue is deleted", async () => {
    const { sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    const waits = clock.nextTimer();
    const poll = errorOf(receive(sqs, url, { WaitTimeSeconds: 20 }));
    await waits;
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    expect(await poll).toMatchObject({ name: "QueueDoesNotExist" });
  });

  it("is answered with nothing when the server closes", async () => {
    const { server, sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    const waits = clock.nextTimer();
    const poll = receive(sqs, url, { WaitTimeSeconds: 20 });
    await waits;
    await server.close();
    expect(await poll).toEqual([]);
  });
});

/** Another connection's round trip: by then the server has read that the first one was closed. */
async function connectionsDown(url: string): Promise<void> {
  for (let i = 0; i < 3; i++) await fetch(`${url}/health`).then((response) => response.text());
}
