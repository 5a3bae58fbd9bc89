import { once } from "node:events";
import { createConnection } from "node:net";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { bodies, createFifoQueue, createQueue, errorOf, receive, send, startServer } from "./support.ts";

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

  it.each(["end", "resetAndDestroy"] as const)(
    "takes no message when its connection has gone, even a moment ago (%s)",
    async (leave) => {
      const { server, sqs, clock } = await startServer();
      const url = await createQueue(sqs);
      for (let round = 0; round < 20; round++) {
        const waits = clock.nextTimer();
        const socket = createConnection(server.port, "127.0.0.1");
        const body = JSON.stringify({ QueueUrl: url, WaitTimeSeconds: 20 });
        socket.write(
          `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
        await waits;
        const gone = once(socket, leave === "end" ? "finish" : "close");
        socket[leave]();
        await gone;
        await send(sqs, url, `m${round}`);
        const [message] = await receive(sqs, url, { WaitTimeSeconds: 20 });
        expect(message).toMatchObject({ Body: `m${round}`, Attributes: { ApproximateReceiveCount: "1" } });
        socket.destroy();
      }
    },
  );

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
