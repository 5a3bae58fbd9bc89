import { describe, expect, it } from "vitest";
import { createQueue, receive, startServer } from "./support.ts";

describe("errors of the JSON protocol", () => {
  const call = async (url: string, target: string, body: string | Buffer) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "X-Amz-Target": target },
      body: new Blob([new Uint8Array(Buffer.from(body))]),
    });
    return {
      status: response.status,
      query: response.headers.get("x-amzn-query-error"),
      requestId: response.headers.get("x-amzn-requestid"),
      ...Object(await response.json()),
    };
  };

  it.each([
    [
      "AmazonSQS.SendMessage",
      '{"QueueUrl":"http://localhost/000000000000/gone","MessageBody":"x"}',
      400,
      "com.amazonaws.sqs#QueueDoesNotExist",
      "AWS.SimpleQueueService.NonExistentQueue;Sender",
    ],
    [
      "AmazonSQS.Nope",
      "{}",
      400,
      "com.amazon.coral.service#UnknownOperationException",
      "InvalidAction;Sender",
    ],
    [
      "Other.SendMessage",
      "{}",
      400,
      "com.amazon.coral.service#UnknownOperationException",
      "InvalidAction;Sender",
    ],
    [
      "AmazonSQS.SendMessage",
      "{}",
      400,
      "com.amazon.coral.service#MissingRequiredParameterException",
      "MissingParameter;Sender",
    ],
    [
      "AmazonSQS.SendMessage",
      "{",
      400,
      "com.amazon.coral.service#SerializationException",
      "MalformedInput;Sender",
    ],
    [
      "AmazonSQS.SendMessage",
      "[]",
      400,
      "com.amazon.coral.service#SerializationException",
      "MalformedInput;Sender",
    ],
    [
      "AmazonSQS.SendMessage",
      "null",
      400,
      "com.amazon.coral.service#SerializationException",
      "MalformedInput;Sender",
    ],
    [
      "AmazonSQS.SendMessage",
      '{"QueueUrl":"q","MessageBody":7}',
      400,
      "com.amazon.coral.service#SerializationException",
      "MalformedInput;Sender",
    ],
    [
      "AmazonSQS.ReceiveMessage",
      '{"QueueUrl":"q","MaxNumberOfMessages":"1"}',
      400,
      "com.amazon.coral.service#SerializationException",
      "MalformedInput;Sender",
    ],
    [
      "AmazonSQS.ReceiveMessage",
      '{"QueueUrl":""}',
      404,
      "com.amazonaws.sqs#InvalidAddress",
      "InvalidAddress;Sender",
    ],
  ])("%s %s", async (target, body, status, __type, query) => {
    const { server, sqs } = await startServer();
    await createQueue(sqs, "q");
    expect(await call(server.url, target, body)).toMatchObject({
      status,
      __type,
      query,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("say of an address that is no queue's what SQS says", async () => {
    const { server } = await startServer();
    const receive = (QueueUrl: string) =>
      call(server.url, "AmazonSQS.ReceiveMessage", JSON.stringify({ QueueUrl }));
    // The text of AWS names the endpoint, not the address: aws-sdk-net#437.
    for (const address of ["http://localhost/nonsense", "nonsense/q", ""])
      expect(await receive(address)).toMatchObject({
        status: 404,
        query: "InvalidAddress;Sender",
        message: `The address ${server.url}/ is not valid for this endpoint.`,
      });
    // Scheme and host alone were seen to be another error on AWS: moto#3657.
    for (const address of ["http://whatever-incorrect-queue-address", "https://localhost/"])
      expect(await receive(address)).toMatchObject({
        status: 400,
        query: "AWS.SimpleQueueService.NonExistentQueue;Sender",
      });
  });

  it("complain of a batch entry's id first", async () => {
    const { server, sqs } = await startServer();
    await createQueue(sqs, "q");
    for (const action of ["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"])
      expect(await call(server.url, `AmazonSQS.${action}`, '{"QueueUrl":"q","Entries":[{}]}')).toMatchObject({
        query: "MissingParameter;Sender",
        message: `The request must contain the parameter ${action}RequestEntry.1.Id.`,
      });
  });

  it.each([
    ['{"MessageBody":7}', "NUMBER_VALUE can not be converted to a String"],
    ['{"MessageBody":true}', "TRUE_VALUE can not be converted to a String"],
    ['{"MessageBody":{"a":1}}', "Start of structure or map found where not expected."],
    ['{"MessageBody":[]}', "Start of list found where not expected"],
    ['{"MessageBody":"x","DelaySeconds":"5"}', "STRING_VALUE can not be converted to an Integer"],
    ['{"MessageBody":"x","DelaySeconds":1.5}', "NUMBER_VALUE can not be converted to an Integer"],
    ['{"MessageBody":"x","DelaySeconds":9e99}', "NUMBER_VALUE can not be converted to an Integer"],
    ['{"MessageBody":"x","MessageAttributes":"a"}', "Expected map or null"],
    ['{"Entries":"a"}', "Expected list or null"],
    ['{"Entries":[1]}', "Expected null"],
    ["[]", "Start of list found where not expected"],
    ["null", "Expected null"],
  ])("say of %s what AWS's JSON services say", async (body, message) => {
    const { server, sqs } = await startServer();
    await createQueue(sqs, "q");
    const action = body.includes("Entries") ? "SendMessageBatch" : "SendMessage";
    const withQueue = body.replace("{", '{"QueueUrl":"q",');
    expect(await call(server.url, `AmazonSQS.${action}`, withQueue)).toMatchObject({ status: 400, message });
  });

  it("refuse bytes that are no UTF-8, and take null for absent", async () => {
    const { server, sqs } = await startServer();
    await createQueue(sqs, "q");
    const broken = Buffer.concat([
      Buffer.from('{"QueueUrl":"q","MessageBody":"'),
      Buffer.of(0xff, 0xfe),
      Buffer.from('"}'),
    ]);
    expect(await call(server.url, "AmazonSQS.SendMessage", broken)).toMatchObject({ status: 400 });
    const nulls = '{"QueueUrl":"q","MessageBody":"x","DelaySeconds":null,"MessageAttributes":null}';
    expect(await call(server.url, "AmazonSQS.SendMessage", nulls)).toMatchObject({ status: 200 });
  });

  it("keep members of the prototype out", async () => {
    const { server, sqs } = await startServer();
    const url = await createQueue(sqs, "q");
    const body =
      '{"QueueUrl":"q","MessageBody":"x","MessageAttributes":{"__proto__":{"DataType":"String","StringValue":"x"}}}';
    await call(server.url, "AmazonSQS.SendMessage", body);
    for (const action of ["constructor", "__proto__", "toString"])
      expect(await call(server.url, `AmazonSQS.${action}`, "{}")).toMatchObject({
        query: "InvalidAction;Sender",
      });
    expect(await receive(sqs, url, { MessageAttributeNames: ["All"] })).toHaveLength(1);
  });
});
