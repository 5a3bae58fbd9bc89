// Names that users choose, tried at every entrance with the words that are special on JavaScript's objects.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InitFile } from "../../../local/sqs/init-file.ts";
import { startServer, temporaryFolder } from "./support.ts";

const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];

/** By hand: the SDK's own objects lose such names. */
const json = async (url: string, action: string, body: string) => {
  const headers = { "X-Amz-Target": `AmazonSQS.${action}` };
  const response = await fetch(url, { method: "POST", headers, body });
  return { status: response.status, text: await response.text() };
};
const query = async (url: string, parameters: Record<string, string>) => {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(parameters) });
  return { status: response.status, text: await response.text() };
};

/** [SQS: calculating the MD5 message digest for message attributes] */
function md5Of(name: string, type: string, value: string): string {
  const field = (text: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(text));
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const bytes = Buffer.concat([field(name), field(type), Buffer.of(1), field(value)]);
  return createHash("md5").update(bytes).digest("hex");
}

describe.each(names)("the name %s", (name) => {
  it("is a message attribute's like any other, in both protocols and over a restart", async () => {
    const dataFile = join(temporaryFolder(), "sqs.db");
    const { server } = await startServer({ dataFile, init: InitFile.parse({ queues: [{ name: "q" }] }) });
    const MD5 = md5Of(name, "String", "x");
    const attributes = `{"${name}":{"DataType":"String","StringValue":"x"}}`;
    const sent = await json(
      server.url,
      "SendMessage",
      `{"QueueUrl":"q","MessageBody":"by JSON","MessageAttributes":${attributes}}`,
    );
    expect(JSON.parse(sent.text)).toMatchObject({ MD5OfMessageAttributes: MD5 });
    const batch = await json(
      server.url,
      "SendMessageBatch",
      `{"QueueUrl":"q","Entries":[{"Id":"${name}","MessageBody":"in a batch","MessageAttributes":${attributes}}]}`,
    );
    expect(JSON.parse(batch.text)).toMatchObject({
      Successful: [{ Id: name, MD5OfMessageAttributes: MD5 }],
    });
    const form = await query(server.url, {
      Action: "SendMessage",
      QueueUrl: "q",
      MessageBody: "by form",
      "MessageAttribute.1.Name": name,
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringValue": "x",
    });
    expect(form.text).toContain(`<MD5OfMessageAttributes>${MD5}</MD5OfMessageAttributes>`);

    await server.close();
    const again = await startServer({ dataFile });
    const received = await json(
      again.server.url,
      "ReceiveMessage",
      `{"QueueUrl":"q","MaxNumberOfMessages":3,"VisibilityTimeout":0,"MessageAttributeNames":["${name}"]}`,
    );
    expect(received.text.split(`"MessageAttributes":${attributes}`)).toHaveLength(4);
    expect(received.text.split(`"MD5OfMessageAttributes":"${MD5}"`)).toHaveLength(4);
    const xml = await query(again.server.url, {
      Action: "ReceiveMessage",
      QueueUrl: "q",
      "MessageAttributeName.1": "All",
    });
    expect(xml.text).toContain(`<MessageAttribute><Name>${name}</Name><Value>`);
    const peek = await fetch(`${again.server.url}/_aws/sqs/messages?QueueUrl=q&ShowInvisible=true`);
    expect((await peek.text()).split(`<Name>${name}</Name>`)).toHaveLength(4);
  });

  it("is a tag's like any other, in both protocols, in the init file and over a restart", async () => {
    const dataFile = join(temporaryFolder(), "sqs.db");
    const init = InitFile.parse(JSON.parse(`{"queues":[{"name":"q","tags":{"${name}":"from the file"}}]}`));
    const { server } = await startServer({ dataFile, init });
    const tags = async (url: string) => (await json(url, "ListQueueTags", '{"QueueUrl":"q"}')).text;
    expect(await tags(server.url)).toBe(`{"Tags":{"${name}":"from the file"}}`);
    await json(server.url, "TagQueue", `{"QueueUrl":"q","Tags":{"${name}":"x"}}`);
    await server.close();
    const { server: again } = await startServer({ dataFile });
    expect(await tags(again.url)).toBe(`{"Tags":{"${name}":"x"}}`);
    expect((await query(again.url, { Action: "ListQueueTags", QueueUrl: "q" })).text).toContain(
      `<Tag><Key>${name}</Key><Value>x</Value></Tag>`,
    );
    await json(again.url, "UntagQueue", `{"QueueUrl":"q","TagKeys":["${name}"]}`);
    expect(await tags(again.url)).toBe("{}");
    await query(again.url, { Action: "TagQueue", QueueUrl: "q", "Tag.1.Key": name, "Tag.1.Value": "y" });
    expect(await tags(again.url)).toBe(`{"Tags":{"${name}":"y"}}`);
    await json(again.url, "CreateQueue", `{"QueueName":"r","tags":{"${name}":"z"}}`);
    expect((await json(again.url, "ListQueueTags", '{"QueueUrl":"r"}')).text).toBe(
      `{"Tags":{"${name}":"z"}}`,
    );
  });

  it("is a queue's, a group's, a deduplication id's and a label's like any other", async () => {
    const { server } = await startServer();
    const { QueueUrl } = JSON.parse((await json(server.url, "CreateQueue", `{"QueueName":"${name}"}`)).text);
    expect(QueueUrl).toBe(`${server.url}/000000000000/${name}`);
    expect((await json(server.url, "GetQueueUrl", `{"QueueName":"${name}"}`)).status).toBe(200);
    await json(
      server.url,
      "AddPermission",
      `{"QueueUrl":"${name}","Label":"${name}","AWSAccountIds":["111111111111"],"Actions":["SendMessage"]}`,
    );
    expect(
      (await json(server.url, "RemovePermission", `{"QueueUrl":"${name}","Label":"${name}"}`)).status,
    ).toBe(200);
    await json(
      server.url,
      "CreateQueue",
      `{"QueueName":"${name}.fifo","Attributes":{"FifoQueue":"true","DeduplicationScope":"messageGroup"}}`,
    );
    const send = `{"QueueUrl":"${name}.fifo","MessageBody":"x","MessageGroupId":"${name}","MessageDeduplicationId":"${name}"}`;
    const [first, second] = [
      await json(server.url, "SendMessage", send),
      await json(server.url, "SendMessage", send),
    ];
    expect(JSON.parse(second.text).MessageId).toBe(JSON.parse(first.text).MessageId);
    const received = await json(
      server.url,
      "ReceiveMessage",
      `{"QueueUrl":"${name}.fifo","ReceiveRequestAttemptId":"${name}","MessageSystemAttributeNames":["All"]}`,
    );
    expect(JSON.parse(received.text).Messages[0].Attributes).toMatchObject({ MessageGroupId: name });
  });

  it("is unknown where SQS has the names: as an attribute, an action, a parameter or a header", async () => {
    const { server } = await startServer({ init: InitFile.parse({ queues: [{ name: "q" }] }) });
    const attributes = `{"QueueName":"r","Attributes":{"${name}":"1"}}`;
    expect(await json(server.url, "CreateQueue", attributes)).toMatchObject({
      status: 400,
      text: expect.stringContaining(`Unknown Attribute ${name}.`),
    });
    for (const asked of ["AttributeNames", "MessageSystemAttributeNames"]) {
      const receive = `{"QueueUrl":"q","${asked}":["${name}"]}`;
      expect((await json(server.url, "ReceiveMessage", receive)).status).toBe(400);
    }
    expect((await json(server.url, name, "{}")).text).toContain("UnknownOperationException");
    expect((await query(server.url, { Action: name })).text).toContain("<Code>InvalidAction</Code>");
    const stray = { Action: "GetQueueUrl", QueueName: "q", [name]: "1", [`${name}.1.${name}`]: "1" };
    expect((await query(server.url, stray)).status).toBe(200);
    expect((await json(server.url, "GetQueueUrl", `{"QueueName":"q","${name}":{"a":1}}`)).status).toBe(200);
    const withHeader = await fetch(server.url, {
      method: "POST",
      headers: { "X-Amz-Target": "AmazonSQS.ListQueues", [name]: "x" },
      body: "{}",
    });
    expect(withHeader.status).toBe(200);
  });
});
