// What the embedded AWS answers beside SQS, asked by AWS's own client and as the doctor asks.
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const TOKEN = "a-token-of-24-characters";
let aws: TestRuntime;
let cloudwatch: CloudWatchClient;
beforeAll(async () => {
  aws = await startTestRuntime({ consumer: false, apiToken: TOKEN, env: { WEBHOOK_SECRET: "whsec_secret" } });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  cloudwatch = new CloudWatchClient({ region: "us-east-1", endpoint: aws.sqsUrl, credentials });
});
afterAll(async () => {
  cloudwatch.destroy();
  await aws.close();
});

const ask = async (path: string, method = "GET") => {
  const response = await fetch(`${aws.sqsUrl}${path}`, { method });
  return {
    status: response.status,
    body: await response.text(),
    error: response.headers.get("x-amzn-errortype"),
  };
};

describe("DescribeAlarms", () => {
  it("shows the alarm on the dead-letter queue as the stack declares it, with its state", async () => {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms).toMatchObject([
      {
        AlarmName: "briefings-dead-not-empty",
        ActionsEnabled: true,
        AlarmActions: ["arn:aws:lambda:us-east-1:000000000000:function:dead-letters"],
        StateValue: "INSUFFICIENT_DATA",
        Threshold: 0,
        Metrics: [{ Expression: "visible + hidden" }, {}, {}],
      },
    ]);
  });

  it.each([
    [{ AlarmNames: ["another"] }, 0],
    [{ AlarmNamePrefix: "briefings" }, 1],
    [{ StateValue: "ALARM" as const }, 0],
    [{ AlarmTypes: ["CompositeAlarm" as const] }, 0],
  ])("shows only what is asked for: %j", async (input, count) => {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand(input));
    expect(MetricAlarms).toHaveLength(count);
  });

  it("is the only action; another is refused by name", async () => {
    const put = new PutMetricAlarmCommand({
      AlarmName: "x",
      EvaluationPeriods: 1,
      ComparisonOperator: "GreaterThanThreshold",
    });
    await expect(cloudwatch.send(put)).rejects.toThrow(/PutMetricAlarm is not served here/);
  });
});

describe("the functions of Lambda's API", () => {
  it("are those that run, with their timeouts and where things are", async () => {
    const { Functions } = JSON.parse((await ask("/2015-03-31/functions/")).body);
    const names = Functions.map(({ FunctionName }: { FunctionName: string }) => FunctionName);
    expect(names).toEqual(["api", "consumer", "dead-letters", "recover"]);
    const consumer = JSON.parse((await ask("/2015-03-31/functions/consumer/configuration")).body);
    expect(consumer).toMatchObject({
      Timeout: 30,
      State: "Active",
      Environment: { Variables: { QUEUE_URL: aws.queueUrl } },
    });
  });

  it("show that a secret is set, and no more", async () => {
    const { body } = await ask("/2015-03-31/functions/api/configuration");
    expect(JSON.parse(body).Environment.Variables).toMatchObject({
      API_TOKEN: "(hidden)",
      WEBHOOK_SECRET: "(hidden)",
    });
    expect(body).not.toMatch(new RegExp(`${TOKEN}|whsec_`));
  });

  it("have reserved concurrency where some is reserved", async () => {
    expect(JSON.parse((await ask("/2019-09-30/functions/consumer/concurrency")).body)).toEqual({
      ReservedConcurrentExecutions: 5,
    });
    expect(JSON.parse((await ask("/2019-09-30/functions/api/concurrency")).body)).toEqual({});
  });

  it.each([
    ["/2015-03-31/functions/nobody/configuration", "GET", 404, "ResourceNotFoundException"],
    ["/2015-03-31/functions/%zz/configuration", "GET", 404, "ResourceNotFoundException"],
    ["/2015-03-31/functions/consumer/configuration", "PUT", 400, "InvalidParameterValueException"],
  ])("at %s by %s are refused with %i %s", async (path, method, status, name) => {
    expect(await ask(path, method)).toMatchObject({ status, error: name });
  });
});
