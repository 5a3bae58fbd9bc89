// What the server's own process had received when it was killed is visible again after the restart, and nothing else is.
import { ChangeMessageVisibilityCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import type { Abandoned } from "../../../local/sqs/engine/abandoned.ts";
import { createInProcessClient, type SqsClient } from "../../../local/sqs/in-process-client.ts";
import { startServerParts } from "../../../local/sqs/server.ts";
import {
  bodies,
  counts,
  createClient,
  createQueue,
  receive,
  send,
  TestClock,
  temporaryFolder,
} from "./support.ts";

const clock = new TestClock();

/** A run of the server with this file. Its end leaves in flight what is in flight, as `kill -9` does. */
async function run<Result>(
  dataFile: string,
  use: (parts: {
    /** A client of another process. */
    sqs: SQSClient;
    inside: SQSClient;
    returnAbandoned: (each?: (message: Abandoned) => Promise<void>) => Promise<number>;
  }) => Promise<Result>,
): Promise<Result> {
  const { server, perform, returnAbandoned } = await startServerParts({ port: 0, dataFile, clock });
  const sqs = createClient(server.url);
  const inside: SqsClient = createInProcessClient(perform, sqs);
  try {
    return await use({
      sqs,
      inside: inside as SQSClient,
      returnAbandoned: (each = async () => {}) => returnAbandoned(each),
    });
  } finally {
    sqs.destroy();
    await server.close();
  }
}

describe("after kill -9 of the process", () => {
  it("shows what it had received itself, and keeps hidden what an SDK's client has in flight", async () => {
    const dataFile = `${temporaryFolder()}/sqs.sqlite`;
    const url = await run(dataFile, async ({ sqs, inside }) => {
      const QueueUrl = await createQueue(sqs, "orders", { VisibilityTimeout: "1800" });
      await send(sqs, QueueUrl, "mine");
      expect(bodies(await receive(inside, QueueUrl))).toEqual(["mine"]);
      await send(sqs, QueueUrl, "theirs");
      expect(bodies(await receive(sqs, QueueUrl))).toEqual(["theirs"]);
      return QueueUrl;
    });
    await run(dataFile, async ({ sqs, returnAbandoned }) => {
      const told: Abandoned[] = [];
      expect(await returnAbandoned(async (message) => void told.push(message))).toBe(1);
      expect(told).toMatchObject([{ queueName: "orders", body: "mine" }]);
      expect(await counts(sqs, url)).toEqual([1, 1, 0]);
      const [again] = await receive(sqs, url);
      // The receive that the kill ended has been counted, as on AWS.
      expect(again).toMatchObject({ Body: "mine", Attributes: { ApproximateReceiveCount: "2" } });
      expect(again?.MessageId).toBe(told[0]?.messageId);
    });
  });

  it("keeps a backoff: a message whose visibility was changed is hidden for as long as it was", async () => {
    const dataFile = `${temporaryFolder()}/sqs.sqlite`;
    const url = await run(dataFile, async ({ sqs, inside }) => {
      const QueueUrl = await createQueue(sqs);
      await send(sqs, QueueUrl, "backs off");
      const [{ ReceiptHandle } = { ReceiptHandle: "" }] = await receive(inside, QueueUrl);
      await inside.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 600 }),
      );
      return QueueUrl;
    });
    await run(dataFile, async ({ sqs, returnAbandoned }) => {
      expect(await returnAbandoned()).toBe(0);
      expect(await counts(sqs, url)).toEqual([0, 1, 0]);
      clock.advanceSeconds(600);
      expect(await counts(sqs, url)).toEqual([1, 0, 0]);
    });
  });

  it("shows it to nobody before what is to be done first is done, and not again once another has received it", async () => {
    const dataFile = `${temporaryFolder()}/sqs.sqlite`;
    const url = await run(dataFile, async ({ sqs, inside }) => {
      const QueueUrl = await createQueue(sqs, "orders", { VisibilityTimeout: "60" });
      await send(sqs, QueueUrl, "mine");
      await receive(inside, QueueUrl);
      return QueueUrl;
    });
    await run(dataFile, async ({ sqs, returnAbandoned }) => {
      const QueueUrl = url;
      await returnAbandoned(async () => expect(await receive(sqs, QueueUrl)).toEqual([]));
      expect(bodies(await receive(sqs, QueueUrl))).toEqual(["mine"]);
    });
    // A client has it now: it is nothing of this process's any more.
    await run(dataFile, async ({ returnAbandoned }) => expect(await returnAbandoned()).toBe(0));
  });
});
