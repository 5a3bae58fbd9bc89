// Fair queues, as the developer guide words them: messages of quiet tenants go before those of noisy ones, and nobody is limited.
import {
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, it } from "vitest";
import {
  arnOf,
  createPair,
  createQueue,
  errorOf,
  receive,
  send,
  startServer,
  type TestClock,
} from "./support.ts";

let sqs: SQSClient;
let clock: TestClock;
let url: string;
beforeEach(async () => {
  ({ sqs, clock } = await startServer());
  url = await createQueue(sqs, "shared", { VisibilityTimeout: "600" });
});

/** `noisy 0`, `noisy 1`, … of one tenant. */
async function sendMany(tenant: string | undefined, count: number, from = 0): Promise<void> {
  const all = Array.from({ length: count }, (_, index) => `${tenant ?? "nobody"} ${from + index}`);
  for (let start = 0; start < count; start += 10) {
    const Entries = all.slice(start, start + 10).map((MessageBody, index) => ({
      Id: String(index),
      MessageBody,
      ...(tenant === undefined ? {} : { MessageGroupId: tenant }),
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  }
}
const take = async (MaxNumberOfMessages = 1) => {
  const received = await receive(sqs, url, { MaxNumberOfMessages });
  return received.map(({ Body = "" }) => Body);
};
const takeMany = async (count: number) => {
  for (let taken = 0; taken < count; taken += 10) await take(Math.min(10, count - taken));
};

const remove = async (received: { ReceiptHandle: string }[]) => {
  const Entries = received.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
};

describe("a tenant that takes more than its share", () => {
  it("is none at first: the oldest message goes first", async () => {
    await sendMany("noisy", 3);
    await sendMany("quiet", 1);
    expect(await take(4)).toEqual(["noisy 0", "noisy 1", "noisy 2", "quiet 0"]);
  });

  it("of the processing time is noisy: a quiet tenant's message overtakes its backlog", async () => {
    await sendMany("noisy", 20);
    await takeMany(5);
    clock.advanceSeconds(1);
    await sendMany("quiet", 1);
    expect(await take(2)).toEqual(["quiet 0", "noisy 5"]);
  });

  it("is told by the time that its messages are in flight, not by their number", async () => {
    // One message of the slow tenant is in flight all the time; those of the quick one are deleted at once.
    await sendMany("slow", 1);
    await take();
    clock.advanceSeconds(60);
    await sendMany("slow", 1, 1);
    await sendMany("quick", 1);
    expect(await take()).toEqual(["quick 0"]);
  });

  it("of the messages in flight is noisy at once, from thirty on", async () => {
    await sendMany("noisy", 40);
    await takeMany(29);
    await sendMany("quiet", 1);
    expect(await take()).toEqual(["noisy 29"]);
    expect(await take()).toEqual(["quiet 0"]);
  });

  it("is not noisy with thirty in flight that are no more than a tenth of all", async () => {
    await sendMany(undefined, 270);
    await takeMany(270);
    await sendMany("small", 31);
    await takeMany(30);
    await sendMany("quiet", 1);
    expect(await take()).toEqual(["small 30"]);
  });

  it("is not limited: it gets all that nobody else has a message for", async () => {
    await sendMany("noisy", 50);
    await takeMany(40);
    clock.advanceSeconds(10);
    expect(await take(10)).toHaveLength(10);
  });
});

describe("several noisy tenants", () => {
  it("get the next message by how few they have in flight, also within one receive", async () => {
    await sendMany("a", 20);
    await takeMany(6);
    await sendMany("b", 20);
    clock.advanceSeconds(60);
    expect(await take(4)).toEqual(["b 0", "b 1", "b 2", "b 3"]);
    clock.advanceSeconds(60);
    expect(await take(4)).toEqual(["b 4", "b 5", "a 6", "b 6"]);
  });
});

describe("a noisy tenant is quiet again", () => {
  const older = async () => {
    await sendMany("noisy", 1, 100);
    await sendMany("quiet", 1);
    return await take();
  };

  it("when its backlog has been consumed", async () => {
    await sendMany("noisy", 5);
    const received = await receive(sqs, url, { MaxNumberOfMessages: 5 });
    clock.advanceSeconds(30);
    await remove(received);
    expect(await older()).toEqual(["noisy 100"]);
  });

  it("when nothing of it was in flight for five minutes", async () => {
    await sendMany("noisy", 1);
    await receive(sqs, url, { VisibilityTimeout: 30 });
    await sendMany("quiet", 1);
    clock.advanceSeconds(30 + 299);
    expect(await receive(sqs, url, { VisibilityTimeout: 0 })).toMatchObject([{ Body: "quiet 0" }]);
    clock.advanceSeconds(1);
    expect(await take()).toEqual(["noisy 0"]);
  });
});

describe("messages without a group", () => {
  it("are each a tenant of their own, never noisy", async () => {
    await sendMany(undefined, 50);
    await takeMany(40);
    clock.advanceSeconds(10);
    await sendMany("quiet", 1);
    expect(await take()).toEqual(["nobody 40"]);
  });
});

describe("the group of a message on a standard queue", () => {
  it("is shown by a receive, and is the message's still in the dead-letter queue and after a redrive", async () => {
    const { source, dead } = await createPair(sqs, 1);
    await send(sqs, source, "x", { MessageGroupId: "tenant-7" });
    const shown = { Attributes: { MessageGroupId: "tenant-7" } };
    expect(await receive(sqs, source, { VisibilityTimeout: 0 })).toMatchObject([shown]);
    expect(await receive(sqs, source)).toEqual([]);
    expect(await receive(sqs, dead, { VisibilityTimeout: 0 })).toMatchObject([shown]);
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf("orders-dead") }));
    clock.advanceSeconds(1);
    expect(await receive(sqs, source)).toMatchObject([shown]);
  });

  it("may be given where a deduplication id may not", async () => {
    expect(
      await errorOf(send(sqs, url, "x", { MessageGroupId: "a", MessageDeduplicationId: "b" })),
    ).toMatchObject({ name: "InvalidParameterValue" });
  });

  it.each(["", "a b", "ä", "x".repeat(129)])("is refused as %j", async (MessageGroupId) => {
    expect(await errorOf(send(sqs, url, "x", { MessageGroupId }))).toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining("for parameter MessageGroupId is invalid"),
    });
  });
});

describe("a quiet tenant's one message behind another's 10,000", () => {
  /** Five consumers, each 30 s with a message. @returns how many messages they get before the quiet one. */
  async function messagesAhead(backlog: number, tenants: boolean): Promise<number> {
    await sendMany(tenants ? "noisy" : undefined, backlog);
    let ahead = 0;
    for (let round = 0; ; round++) {
      if (round === 1) await send(sqs, url, "quiet", tenants ? { MessageGroupId: "quiet" } : {});
      const received = await receive(sqs, url, { MaxNumberOfMessages: 5 });
      const at = received.findIndex(({ Body }) => Body === "quiet");
      // Those that were in the consumers' hands when it was sent are not counted.
      if (round > 0) ahead += at === -1 ? received.length : at;
      if (at !== -1) return ahead;
      clock.advanceSeconds(30);
      await remove(received);
    }
  }

  it("waits for none of them when both have a group", async () => {
    expect(await messagesAhead(10_000, true)).toBe(0);
  });

  it("waits for all of them when they have none: here, behind 1,000", async () => {
    expect(await messagesAhead(1_000, false)).toBe(995);
  });
});
