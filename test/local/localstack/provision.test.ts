// Provisioning: against the embedded SQS, with DynamoDB and CloudWatch mocked; or, with LOCALSTACK_TEST_ENDPOINT, LocalStack's.
import { CloudWatchClient, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { app } from "../../../core/app.ts";
import { createSqsClient } from "../../../core/aws/clients.ts";
import { deadLetterAlarmForLocalStack } from "../../../core/aws/dead-letter-alarm.ts";
import { tableDefinition } from "../../../core/aws/dynamo-table.ts";
import { queueAttributes } from "../../../core/aws/queue-definition.ts";
import { defineSettings } from "../../../core/settings.ts";
import { provision } from "../../../local/localstack/provision.ts";
import { type SqsServer, startSqsServer } from "../../../local/sqs/server.ts";

const settings = defineSettings();
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

let server: SqsServer | undefined;
let sqs: ReturnType<typeof createSqsClient>;
const dynamo = new DynamoDBClient({ region: "us-east-1", credentials });
const cloudwatch = new CloudWatchClient({ region: "us-east-1", credentials });
const tables = mockClient(dynamo);
const alarms = mockClient(cloudwatch);

beforeAll(async () => {
  const given = process.env.LOCALSTACK_TEST_ENDPOINT;
  if (given === undefined) server = await startSqsServer({ port: 0 });
  sqs = createSqsClient({ region: "us-east-1", endpoint: given ?? server?.url ?? "", credentials });
});
afterAll(async () => {
  sqs.destroy();
  await server?.close();
});
beforeEach(() => {
  tables.reset();
  alarms.reset();
  tables.on(DescribeTableCommand).resolves({ Table: { TableStatus: "ACTIVE" } });
  tables.on(DescribeTimeToLiveCommand).resolves({ TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } });
});

const attributesOf = async (url: string) => {
  const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
  return answer.Attributes ?? {};
};

describe("provisioning", () => {
  it("creates the queue pair with its redrive policy, the table with its expiry, and the alarm", async () => {
    const made = await provision({ sqs, dynamo, cloudwatch }, app, settings);
    const dead = await attributesOf(made.deadLetterQueueUrl);
    expect(await attributesOf(made.queueUrl)).toMatchObject(queueAttributes(settings, dead.QueueArn ?? ""));
    expect(JSON.parse(dead.RedriveAllowPolicy ?? "")).toMatchObject({
      sourceQueueArns: [made.queues.default.arn],
    });

    expect(made.tableName).toBe("briefings-jobs");
    expect(tables.commandCalls(CreateTableCommand)[0]?.args[0].input).toEqual(
      tableDefinition("briefings-jobs"),
    );
    expect(tables.commandCalls(UpdateTimeToLiveCommand)[0]?.args[0].input).toMatchObject({
      TimeToLiveSpecification: { AttributeName: "expiresAtSeconds", Enabled: true },
    });
    expect(alarms.commandCalls(PutMetricAlarmCommand)[0]?.args[0].input).toEqual({
      AlarmName: "briefings-dead-letters",
      ...deadLetterAlarmForLocalStack(settings, "briefings-dead"),
    });
  });

  it("may be repeated: what is there stays, with its messages", async () => {
    const made = await provision({ sqs, dynamo, cloudwatch }, app, settings);
    await sqs.send(new SendMessageCommand({ QueueUrl: made.queueUrl, MessageBody: "kept" }));
    const waiting = (await attributesOf(made.queueUrl)).ApproximateNumberOfMessages;
    const $metadata = {};
    tables
      .on(CreateTableCommand)
      .rejects(new ResourceInUseException({ message: "Table already exists", $metadata }));
    tables.on(DescribeTimeToLiveCommand).resolves({ TimeToLiveDescription: { TimeToLiveStatus: "ENABLED" } });
    expect(await provision({ sqs, dynamo, cloudwatch }, app, settings)).toEqual(made);
    expect((await attributesOf(made.queueUrl)).ApproximateNumberOfMessages).toBe(waiting);
    // Switching on what is on would be an error.
    expect(tables.commandCalls(UpdateTimeToLiveCommand)).toHaveLength(1);
  });

  it("brings a queue in line whose settings have changed since", async () => {
    const made = await provision({ sqs, dynamo, cloudwatch }, app, settings);
    const Attributes = { VisibilityTimeout: "7" };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: made.queueUrl, Attributes }));
    await provision({ sqs, dynamo, cloudwatch }, app, settings);
    expect((await attributesOf(made.queueUrl)).VisibilityTimeout).toBe("1800");
  });

  it("tells any other refusal to create the table", async () => {
    tables.on(CreateTableCommand).rejects(new Error("no"));
    await expect(provision({ sqs, dynamo, cloudwatch }, app, settings)).rejects.toThrow("no");
  });
});
