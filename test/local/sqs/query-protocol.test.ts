import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createFifoQueue, createQueue, receive, send, startServer } from "./support.ts";

type Parameters = Record<string, string>;

async function start() {
  const fixture = await startServer();
  const call = async (Action: string, parameters: Parameters = {}, path = "/", init: RequestInit = {}) => {
    const body = new URLSearchParams({ Action, Version: "2012-11-05", ...parameters });
    const response = await fetch(fixture.server.url + path, { method: "POST", body, ...init });
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      xml: await response.text(),
    };
  };
  const get = async (path: string, parameters: Parameters = {}, init: RequestInit = {}) => {
    const response = await fetch(`${fixture.server.url}${path}?${new URLSearchParams(parameters)}`, init);
    return { status: response.status, text: await response.text() };
  };
  return { ...fixture, call, get };
}

/** The text of every element of that name. */
const texts = (xml: string, name: string) =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map((match) => match[1] ?? "");

describe("the query protocol", () => {
  it("creates a queue with attributes and tags, and lists them", async () => {
    const { server, call } = await start();
    const { status, type, xml } = await call("CreateQueue", {
      QueueName: "q",
      "Attribute.1.Name": "DelaySeconds",
      "Attribute.1.Value": "5",
      "Attribute.2.Name": "VisibilityTimeout",
      "Attribute.2.Value": "60",
      "Tag.1.Key": "team",
      "Tag.1.Value": "a & b",
    });
    expect({ status, type }).toEqual({ status: 200, type: "text/xml" });
    expect(xml).toMatch(
      new RegExp(
        `^<\\?xml version="1.0"\\?>\\n<CreateQueueResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><CreateQueueResult><QueueUrl>${server.url}/000000000000/q</QueueUrl></CreateQueueResult><ResponseMetadata><RequestId>[0-9a-f-]{36}</RequestId></ResponseMetadata></CreateQueueResponse>$`,
      ),
    );
    const attributes = await call("GetQueueAttributes", {
      QueueUrl: `${server.url}/000000000000/q`,
      "AttributeName.1": "DelaySeconds",
      "AttributeName.2": "VisibilityTimeout",
    });
    expect(attributes.xml).toContain("<Attribute><Name>DelaySeconds</Name><Value>5</Value></Attribute>");
    expect(attributes.xml).toContain(
      "<Attribute><Name>VisibilityTimeout</Name><Value>60</Value></Attribute>",
    );
    const tags = await call("ListQueueTags", {}, "/000000000000/q");
    expect(tags.xml).toContain(
      "<ListQueueTagsResult><Tag><Key>team</Key><Value>a &amp; b</Value></Tag></ListQueueTagsResult>",
    );
    expect((await call("ListQueues")).xml).toContain(
      `<ListQueuesResult><QueueUrl>${server.url}/000000000000/q</QueueUrl></ListQueuesResult>`,
    );
  });

  it("sends and receives with attributes, at the queue's own URL, by GET or POST", async () => {
    const { call, get } = await start();
    await call("CreateQueue", { QueueName: "q" });
    const body = `<&>"'\r\n\t🎉`;
    const sent = await get("/000000000000/q", {
      Action: "SendMessage",
      MessageBody: body,
      "MessageAttribute.1.Name": "text",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringValue": "a",
      "MessageAttribute.2.Name": "bytes",
      "MessageAttribute.2.Value.DataType": "Binary",
      "MessageAttribute.2.Value.BinaryValue": "AP8=",
    });
    const md5 = createHash("md5").update(body).digest("hex");
    expect(texts(sent.text, "MD5OfMessageBody")).toEqual([md5]);
    const { xml } = await call(
      "ReceiveMessage",
      { "AttributeName.1": "All", "MessageAttributeName.1": "All", VisibilityTimeout: "0" },
      "/000000000000/q",
    );
    expect(xml).toContain(`<Body>&lt;&amp;&gt;&quot;'&#xD;\n\t🎉</Body>`);
    expect(xml).toContain("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
    expect(xml).toContain(
      "<MessageAttribute><Name>bytes</Name><Value><DataType>Binary</DataType><BinaryValue>AP8=</BinaryValue></Value></MessageAttribute>",
    );
    const [handle = ""] = texts(xml, "ReceiptHandle");
    const deleted = await call("DeleteMessage", { ReceiptHandle: handle }, "/000000000000/q");
    expect(deleted.xml).toMatch(/<DeleteMessageResponse xmlns="[^"]*"><ResponseMetadata>/);
    expect((await call("ReceiveMessage", {}, "/000000000000/q")).xml).toContain("<ReceiveMessageResult/>");
  });

  it("has batches", async () => {
    const { call } = await start();
    await call("CreateQueue", { QueueName: "q" });
    const sent = await call(
      "SendMessageBatch",
      {
        "SendMessageBatchRequestEntry.1.Id": "a",
        "SendMessageBatchRequestEntry.1.MessageBody": "one",
        "SendMessageBatchRequestEntry.2.Id": "b",
        "SendMessageBatchRequestEntry.2.MessageBody": "\u0001",
        "SendMessageBatchRequestEntry.10.Id": "c",
        "SendMessageBatchRequestEntry.10.MessageBody": "two",
        "SendMessageBatchRequestEntry.10.DelaySeconds": "0",
      },
      "/000000000000/q",
    );
    expect(sent.xml).toContain("<SendMessageBatchResultEntry><Id>a</Id>");
    expect(sent.xml).toContain(
      "<BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault><Code>InvalidMessageContents</Code>",
    );
    const { xml } = await call("ReceiveMessage", { MaxNumberOfMessages: "10" }, "/000000000000/q");
    expect(texts(xml, "Body")).toEqual(["one", "two"]);
    const entries = texts(xml, "ReceiptHandle").flatMap((handle, index) => [
      [`DeleteMessageBatchRequestEntry.${index + 1}.Id`, `d${index}`],
      [`DeleteMessageBatchRequestEntry.${index + 1}.ReceiptHandle`, handle],
    ]);
    const deleted = await call("DeleteMessageBatch", Object.fromEntries(entries), "/000000000000/q");
    expect(texts(deleted.xml, "Id")).toEqual(["d0", "d1"]);
  });

  it("reads a list that botocore writes empty", async () => {
    const { call, get } = await start();
    await call("CreateQueue", { QueueName: "q" });
    const path = "/000000000000/q";
    expect(await call("GetQueueAttributes", { AttributeNames: "" }, path)).toMatchObject({ status: 200 });
    expect(
      await call("ReceiveMessage", { AttributeNames: "", MessageAttributeNames: "" }, path),
    ).toMatchObject({ status: 200 });
    expect((await call("SendMessageBatch", { Entries: "" }, path)).xml).toContain(
      "<Code>AWS.SimpleQueueService.EmptyBatchRequest</Code>",
    );
    expect((await get(path, { Action: "UntagQueue", TagKeys: "" })).text).toContain(
      "<Message>Tag keys must be between 1 and 128 characters in length.</Message>",
    );
  });

  it("waits in a long poll", async () => {
    const { call, sqs, clock } = await start();
    const url = await createQueue(sqs, "q");
    const waits = clock.nextTimer();
    const poll = call("ReceiveMessage", { WaitTimeSeconds: "20" }, "/000000000000/q");
    await waits;
    await send(sqs, url, "hello");
    expect(texts((await poll).xml, "Body")).toEqual(["hello"]);
  });

  it("names its errors", async () => {
    const { server, call, get } = await start();
    await call("CreateQueue", { QueueName: "q" });
    const error = (code: string, message: string) =>
      expect.stringContaining(
        `<ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message><Detail/></Error><RequestId>`,
      );
    expect(await call("SendMessage", { MessageBody: "x" }, "/000000000000/gone")).toMatchObject({
      status: 400,
      xml: error(
        "AWS.SimpleQueueService.NonExistentQueue",
        "The specified queue does not exist for this wsdl version.",
      ),
    });
    expect(await call("SendMessage", {}, "/000000000000/q")).toMatchObject({
      status: 400,
      xml: error("MissingParameter", "The request must contain the parameter MessageBody."),
    });
    expect(await call("FooBar")).toMatchObject({
      status: 400,
      xml: error("InvalidAction", "The action FooBar is not valid for this endpoint."),
    });
    for (const action of ["CreateQueue", "ListQueues"])
      expect(await call(action, { QueueName: "x" }, "/000000000000/q")).toMatchObject({
        status: 400,
        xml: error("InvalidAction", `The action ${action} is not valid for this endpoint.`),
      });
    for (const [MaxNumberOfMessages, kind] of [
      ["ten", "STRING_VALUE"],
      ["1.5", "STRING_VALUE"],
      ["", "STRING_VALUE"],
      ["99999999999", "NUMBER_VALUE"],
    ] as const)
      expect(await call("ReceiveMessage", { MaxNumberOfMessages }, "/000000000000/q")).toMatchObject({
        status: 400,
        xml: error("MalformedInput", `${kind} can not be converted to an Integer`),
      });
    const list = {
      "MessageAttribute.1.Name": "a",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringListValue.1": "b",
    };
    expect(await call("SendMessage", { MessageBody: "x", ...list }, "/000000000000/q")).toMatchObject({
      status: 400,
      xml: error(
        "AWS.SimpleQueueService.UnsupportedOperation",
        "Message attribute list values in SendMessage operation are not supported.",
      ),
    });
    await call("PurgeQueue", {}, "/000000000000/q");
    expect(await call("PurgeQueue", {}, "/000000000000/q")).toMatchObject({ status: 403 });
    expect(await get("/000000000000/q")).toEqual({ status: 404, text: "<UnknownOperationException/>" });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("takes the queue of the parameters rather than that of the path", async () => {
    const { call, server } = await start();
    await call("CreateQueue", { QueueName: "one" });
    await call("CreateQueue", { QueueName: "two" });
    const { xml } = await call(
      "GetQueueAttributes",
      { QueueUrl: `${server.url}/000000000000/two`, "AttributeName.1": "QueueArn" },
      "/000000000000/one",
    );
    expect(xml).toContain("arn:aws:sqs:us-east-1:000000000000:two");
  });

  it("manages move tasks and permissions", async () => {
    const { call } = await start();
    await call("CreateQueue", { QueueName: "dead" });
    const SourceArn = "arn:aws:sqs:us-east-1:000000000000:dead";
    await call("CreateQueue", {
      QueueName: "q",
      "Attribute.1.Name": "RedrivePolicy",
      "Attribute.1.Value": JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 }),
    });
    const started = await call("StartMessageMoveTask", { SourceArn, MaxNumberOfMessagesPerSecond: "5" });
    expect(texts(started.xml, "TaskHandle")).toHaveLength(1);
    const listed = await call("ListMessageMoveTasks", { SourceArn });
    expect(listed.xml).toContain("<ListMessageMoveTasksResult><ListMessageMoveTasksResultEntry><TaskHandle>");
    const added = await call(
      "AddPermission",
      { Label: "l", "AWSAccountId.1": "111111111111", "ActionName.1": "SendMessage" },
      "/000000000000/q",
    );
    expect(added.status).toBe(200);
    const sources = await call("ListDeadLetterSourceQueues", {}, "/000000000000/dead");
    expect(texts(sources.xml, "QueueUrl")).toEqual([expect.stringMatching(/\/q$/)]);
  });

  it("answers in JSON where Accept asks for it, with the API's names", async () => {
    const { sqs, get } = await start();
    const url = await createQueue(sqs, "q");
    await send(sqs, url, "one", { MessageAttributes: { a: { DataType: "String", StringValue: "b" } } });
    const ask = async (path: string, parameters: Parameters) => {
      const { status, text } = await get(path, parameters, { headers: { Accept: "application/json" } });
      return { status, ...JSON.parse(text) };
    };
    const RequestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const attributes = { Action: "GetQueueAttributes", "AttributeName.1": "DelaySeconds" };
    expect(await ask("/000000000000/q", attributes)).toEqual({
      status: 200,
      GetQueueAttributesResponse: {
        GetQueueAttributesResult: { Attributes: [{ Name: "DelaySeconds", Value: "0" }] },
        ResponseMetadata: { RequestId },
      },
    });
    expect(await ask("/", { Action: "ListQueues" })).toMatchObject({
      ListQueuesResponse: { ListQueuesResult: { queueUrls: [url] } },
    });
    const received = { Action: "ReceiveMessage", "MessageAttributeName.1": "All" };
    expect(await ask("/000000000000/q", received)).toMatchObject({
      ReceiveMessageResponse: {
        ReceiveMessageResult: {
          messages: [
            {
              Body: "one",
              MessageAttributes: [{ Name: "a", Value: { DataType: "String", StringValue: "b" } }],
            },
          ],
        },
      },
    });
    expect(await ask("/000000000000/q", { Action: "ListQueues" })).toEqual({
      status: 400,
      Error: {
        Type: "Sender",
        Code: "InvalidAction",
        Message: "The action ListQueues is not valid for this endpoint.",
        Detail: "",
      },
      RequestId,
    });
  });

  it("knows who asks, by header or by parameter", async () => {
    const { server, call, get } = await start();
    const scope = "111111111111/20261124/eu-west-1/sts/aws4_request";
    const headers = {
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    };
    const caller = await call("GetCallerIdentity", { Version: "2011-06-15" }, "/", { headers });
    expect(caller.xml).toContain(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">',
    );
    expect(texts(caller.xml, "Account")).toEqual(["111111111111"]);
    await call("CreateQueue", { QueueName: "q" }, "/", { headers });
    const found = await get("/", { Action: "GetQueueUrl", QueueName: "q", "X-Amz-Credential": scope });
    expect(texts(found.text, "QueueUrl")).toEqual([`${server.url}/111111111111/q`]);
  });
});

describe("the peek endpoint", () => {
  it("shows messages and changes nothing", async () => {
    const { server, sqs, get } = await start();
    const url = await createQueue(sqs, "q");
    for (const body of ["one", "two", "three"]) await send(sqs, url, body);
    await send(sqs, url, "delayed", { DelaySeconds: 10 });
    await receive(sqs, url);
    const peek = async (parameters: Parameters = {}) => {
      const { text } = await get(
        "/_aws/sqs/messages",
        { QueueUrl: url, ...parameters },
        {
          headers: { Accept: "application/json" },
        },
      );
      const messages: { Body: string; Attribute: { Name: string; Value: string }[] }[] =
        JSON.parse(text).ReceiveMessageResponse.ReceiveMessageResult.Message;
      return messages.map(({ Body, Attribute }) => ({
        Body,
        attributes: Object.fromEntries(Attribute.map(({ Name, Value }) => [Name, Value])),
      }));
    };
    expect((await peek()).map((message) => message.Body)).toEqual(["two", "three"]);
    const all = await peek({ ShowInvisible: "true", ShowDelayed: "true" });
    expect(all.map((message) => message.Body)).toEqual(["one", "two", "three", "delayed"]);
    expect(all.map((message) => message.attributes.IsVisible)).toEqual(["false", "true", "true", "true"]);
    expect(all.map((message) => message.attributes.IsDelayed)).toEqual(["false", "false", "false", "true"]);
    expect(all.map((message) => message.attributes.ApproximateReceiveCount)).toEqual(["1", "0", "0", "0"]);
    const xml = await get("/_aws/sqs/messages", { QueueUrl: url });
    expect(texts(xml.text, "Body")).toEqual(["two", "three"]);
    const byPath = await get("/_aws/sqs/messages/us-east-1/000000000000/q");
    expect(texts(byPath.text, "Body")).toEqual(["two", "three"]);
    const fromSdk = await fetch(`${server.url}/_aws/sqs/messages`, {
      method: "POST",
      headers: { "X-Amz-Target": "AmazonSQS.ReceiveMessage", "Content-Type": "application/x-amz-json-1.0" },
      body: JSON.stringify({ QueueUrl: url }),
    });
    expect(await fromSdk.json()).toMatchObject({ Messages: [{ Body: "two" }, { Body: "three" }] });
    expect((await receive(sqs, url))[0]).toMatchObject({
      Body: "two",
      Attributes: { ApproximateReceiveCount: "1" },
    });
  });

  it("keeps a FIFO group that is locked to itself, and takes no other action", async () => {
    const { sqs, call, get } = await start();
    const QueueUrl = await createFifoQueue(sqs);
    for (const [body, MessageGroupId] of [
      ["one", "a"],
      ["two", "a"],
      ["three", "b"],
    ] as const)
      await send(sqs, QueueUrl, body, { MessageGroupId });
    await receive(sqs, QueueUrl);
    const peek = async (parameters: Parameters) =>
      texts((await get("/_aws/sqs/messages", { QueueUrl, ...parameters })).text, "Body");
    expect(await peek({})).toEqual(["three"]);
    expect(await peek({ ShowInvisible: "true" })).toEqual(["one", "two", "three"]);
    const sent = await call("SendMessage", { QueueUrl, MessageBody: "x" }, "/_aws/sqs/messages");
    expect(sent).toMatchObject({ status: 400, xml: expect.stringContaining("<Code>InvalidRequest</Code>") });
  });

  it("says which queue it does not know", async () => {
    const { get } = await start();
    const headers = { Accept: "application/json" };
    for (const [path, QueueUrl, status, Code] of [
      [
        "/_aws/sqs/messages",
        "http://localhost/000000000000/gone",
        400,
        "AWS.SimpleQueueService.NonExistentQueue",
      ],
      ["/_aws/sqs/messages", "http://localhost/nonsense", 404, "InvalidAddress"],
      ["/_aws/sqs/messages", "http://localhost", 400, "AWS.SimpleQueueService.NonExistentQueue"],
      ["/_aws/sqs/messages/us-east-1/000000000000/gone", "", 400, "AWS.SimpleQueueService.NonExistentQueue"],
    ] as const) {
      const answer = await get(path, QueueUrl ? { QueueUrl } : {}, { headers });
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.text)).toMatchObject({ ErrorResponse: { Error: { Code } } });
    }
  });
});
