// Tags of a queue.
import {
  CreateQueueCommand,
  ListQueueTagsCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { createQueue, errorOf, startServer } from "../support.ts";

describe("tags", () => {
  it("are set at creation, added, replaced, removed and listed", async () => {
    const { sqs } = await startServer();
    const created = await sqs.send(new CreateQueueCommand({ QueueName: "q", tags: { a: "1", b: "2" } }));
    const QueueUrl = created.QueueUrl ?? "";
    const tags = async () => (await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
    expect(await tags()).toEqual({ a: "1", b: "2" });
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: "new", A: "", c: "3" } }));
    expect(await tags()).toEqual({ a: "new", b: "2", A: "", c: "3" });
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["a", "A", "b", "nope"] }));
    expect(await tags()).toEqual({ c: "3" });
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["c"] }));
    expect(await tags()).toBeUndefined();
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, "v"]));
    expect(await errorOf(sqs.send(new TagQueueCommand({ QueueUrl, Tags: many })))).toMatchObject({
      name: "InvalidParameterValue",
      message: "Too many tags added for queue q.",
    });
  });

  it("are refused where there are none, and where a key has the wrong length", async () => {
    const { sqs } = await startServer();
    const QueueUrl = await createQueue(sqs);
    const tag = (Tags: Record<string, string>) => errorOf(sqs.send(new TagQueueCommand({ QueueUrl, Tags })));
    const untag = (...TagKeys: string[]) => errorOf(sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys })));
    expect(await tag({})).toEqual({
      name: "MissingParameter",
      message: "The request must contain the parameter Tags.",
      status: 400,
    });
    const wrongLength = {
      name: "InvalidParameterValue",
      message: "Tag keys must be between 1 and 128 characters in length.",
      status: 400,
    };
    expect(await tag({ ["k".repeat(129)]: "v" })).toEqual(wrongLength);
    expect(await untag()).toEqual(wrongLength);
    expect(await untag("")).toEqual(wrongLength);
    expect(await untag("a", "k".repeat(129))).toEqual(wrongLength);
  });
});
