// Clients that nobody here wrote: sqs-consumer, boto3 and the aws command. The latter two where the machine has them.
// The package's test runs them again against the packed server.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";
import { describe, expect, it } from "vitest";
import { clientVariables, hasCommand } from "../../support/aws-command.ts";
import { startClientServer } from "./client-server.ts";
import { bodies, counts, createPair, createQueue, receive } from "./support.ts";

const run = promisify(execFile);
const hasBoto3 = hasCommand("python3", "-c", "import boto3");
const hasAws = hasCommand("aws", "--version");
const env = clientVariables;

describe("sqs-consumer", () => {
  it("gets 1,000 messages, loses none and gets none twice", async () => {
    const { sqs } = await startClientServer();
    const url = await createQueue(sqs);
    for (let start = 0; start < 1000; start += 10) {
      const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: String(i), MessageBody: `m${start + i}` }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    }
    const handled: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const consumer = Consumer.create({
        queueUrl: url,
        sqs,
        batchSize: 10,
        waitTimeSeconds: 1,
        handleMessage: async (message) => {
          handled.push(message.Body ?? "");
          return message;
        },
      });
      consumer.on("error", reject);
      consumer.on("processing_error", reject);
      consumer.on("empty", () => consumer.stop());
      consumer.on("stopped", () => resolve());
      consumer.start();
    });
    expect(new Set(handled).size).toBe(1000);
    expect(handled).toHaveLength(1000);
    expect(await counts(sqs, url)).toEqual([0, 0, 0]);
  });

  it("fails a message until it is in the dead-letter queue", async () => {
    const { sqs } = await startClientServer();
    const { source, dead } = await createPair(sqs, 3);
    const Entries = [{ Id: "1", MessageBody: "poison" }];
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: source, Entries }));
    let attempts = 0;
    await new Promise<void>((resolve) => {
      const consumer = Consumer.create({
        queueUrl: source,
        sqs,
        waitTimeSeconds: 0,
        terminateVisibilityTimeout: true,
        handleMessage: async () => {
          attempts += 1;
          throw new Error("no");
        },
      });
      consumer.on("error", () => {});
      consumer.on("processing_error", () => {});
      consumer.on("empty", () => consumer.stop());
      consumer.on("stopped", () => resolve());
      consumer.start();
    });
    expect(attempts).toBe(3);
    expect(bodies(await receive(sqs, dead))).toEqual(["poison"]);
  });
});

/** Every action once. botocore checks the shapes of answers and the MD5s of bodies and attributes. */
const everyAction = `
import boto3, json, sys
c = boto3.client("sqs", endpoint_url=sys.argv[1])
dead = c.create_queue(QueueName="dead")["QueueUrl"]
arn = c.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
q = c.create_queue(QueueName="q", Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})}, tags={"a": "b"})["QueueUrl"]
assert c.get_queue_url(QueueName="q")["QueueUrl"] == q
assert c.list_queues(QueueNamePrefix="q")["QueueUrls"] == [q]
assert c.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [q]
attrs = {"s": {"DataType": "String", "StringValue": "\\u00fc"}, "n": {"DataType": "Number", "StringValue": "1"}, "b": {"DataType": "Binary", "BinaryValue": b"\\x00\\xff"}}
trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}}
c.send_message(QueueUrl=q, MessageBody="\\U0001f389", MessageAttributes=attrs, MessageSystemAttributes=trace)
r = c.send_message_batch(QueueUrl=q, Entries=[{"Id": "1", "MessageBody": "one", "MessageAttributes": attrs}, {"Id": "2", "MessageBody": "two"}])
assert len(r["Successful"]) == 2 and "Failed" not in r
m = c.receive_message(QueueUrl=q, MaxNumberOfMessages=10, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"])["Messages"]
assert [x["Body"] for x in m] == ["\\U0001f389", "one", "two"] and m[0]["MessageAttributes"] == attrs
assert "Messages" not in c.receive_message(QueueUrl=q)
c.delete_message(QueueUrl=q, ReceiptHandle=m[0]["ReceiptHandle"])
c.change_message_visibility(QueueUrl=q, ReceiptHandle=m[1]["ReceiptHandle"], VisibilityTimeout=0)
c.change_message_visibility_batch(QueueUrl=q, Entries=[{"Id": "x", "ReceiptHandle": m[2]["ReceiptHandle"], "VisibilityTimeout": 0}])
m = c.receive_message(QueueUrl=q, MaxNumberOfMessages=10, VisibilityTimeout=0)["Messages"]
c.delete_message_batch(QueueUrl=q, Entries=[{"Id": "x", "ReceiptHandle": m[0]["ReceiptHandle"]}])
c.receive_message(QueueUrl=q)
m = c.receive_message(QueueUrl=dead, MessageSystemAttributeNames=["All"], VisibilityTimeout=0)["Messages"]
assert m[0]["Body"] == "two" and m[0]["Attributes"]["DeadLetterQueueSourceArn"].endswith(":q")
h = c.start_message_move_task(SourceArn=arn, MaxNumberOfMessagesPerSecond=1)["TaskHandle"]
assert c.receive_message(QueueUrl=q, WaitTimeSeconds=5)["Messages"][0]["Body"] == "two"
assert c.list_message_move_tasks(SourceArn=arn)["Results"][0]["Status"] == "COMPLETED"
try: c.cancel_message_move_task(TaskHandle=h)
except c.exceptions.ResourceNotFoundException: pass
c.set_queue_attributes(QueueUrl=q, Attributes={"VisibilityTimeout": "5"})
c.tag_queue(QueueUrl=q, Tags={"c": "d"}); c.untag_queue(QueueUrl=q, TagKeys=["a"])
assert c.list_queue_tags(QueueUrl=q)["Tags"] == {"c": "d"}
c.add_permission(QueueUrl=q, Label="l", AWSAccountIds=["111111111111"], Actions=["SendMessage"])
c.remove_permission(QueueUrl=q, Label="l")
c.purge_queue(QueueUrl=q)
for call, error in [(lambda: c.purge_queue(QueueUrl=q), c.exceptions.PurgeQueueInProgress),
    (lambda: c.send_message(QueueUrl=q + "x", MessageBody="x"), c.exceptions.QueueDoesNotExist),
    (lambda: c.delete_message(QueueUrl=q, ReceiptHandle="x"), c.exceptions.ReceiptHandleIsInvalid),
    (lambda: c.create_queue(QueueName="q", Attributes={"DelaySeconds": "9"}), c.exceptions.QueueNameExists),
    (lambda: c.send_message_batch(QueueUrl=q, Entries=[]), c.exceptions.EmptyBatchRequest),
    (lambda: c.send_message(QueueUrl=q, MessageBody="\\u0001"), c.exceptions.InvalidMessageContents),
    (lambda: c.get_queue_attributes(QueueUrl=q, AttributeNames=["X"]), c.exceptions.InvalidAttributeName)]:
    try: call()
    except error as e: assert e.response["Error"]["Code"], e.response
    else: raise AssertionError(error)
c.delete_queue(QueueUrl=q)
assert boto3.client("sts", endpoint_url=sys.argv[1]).get_caller_identity()["Account"] == "000000000000"
print("all actions")
`;

describe("boto3", () => {
  it.skipIf(!hasBoto3)("uses every action", async () => {
    const { url } = await startClientServer();
    const { stdout } = await run("python3", ["-c", everyAction, url], { env });
    expect(stdout).toBe("all actions\n");
  });
});

describe("the aws command", () => {
  it.skipIf(!hasAws)("creates, sends, receives and reports errors", { timeout: 60_000 }, async () => {
    const { url } = await startClientServer();
    const aws = async (...args: string[]) => {
      const { stdout } = await run("aws", ["--endpoint-url", url, "--output", "json", ...args], {
        env,
      });
      return stdout ? JSON.parse(stdout) : null;
    };
    const { QueueUrl } = await aws(
      "sqs",
      "create-queue",
      "--queue-name",
      "q",
      "--attributes",
      "VisibilityTimeout=5",
    );
    await aws("sqs", "send-message", "--queue-url", QueueUrl, "--message-body", "hello");
    const { Messages } = await aws(
      "sqs",
      "receive-message",
      "--queue-url",
      QueueUrl,
      "--attribute-names",
      "All",
    );
    expect(Messages).toMatchObject([{ Body: "hello", Attributes: { ApproximateReceiveCount: "1" } }]);
    await expect(aws("sqs", "purge-queue", "--queue-url", `${QueueUrl}x`)).rejects.toThrow(
      /NonExistentQueue/,
    );
  });
});
