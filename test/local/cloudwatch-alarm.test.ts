// The local CloudWatch alarm: it acts when its state changes to ALARM, and only then.
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureLog, type LogLines } from "../../core/jobs/testing/index.ts";
import { ManualClock } from "../../local/clock.ts";
import { CloudWatchAlarm } from "../../local/cloudwatch-alarm.ts";

let clock: ManualClock;
let logs: LogLines;
let alarm: CloudWatchAlarm;
let depth: { visible: number; hidden: number } | Error;
let asked: number;
let events: { alarmData: { state: { value: string }; previousState: { value: string } } }[];
let action: () => Promise<unknown>;

const client = {
  async send(command: unknown) {
    if (!(command instanceof GetQueueAttributesCommand)) throw new Error("only attributes are asked for");
    asked++;
    if (depth instanceof Error) throw depth;
    return {
      Attributes: {
        ApproximateNumberOfMessages: String(depth.visible),
        ApproximateNumberOfMessagesNotVisible: String(depth.hidden),
      },
    };
  },
} as unknown as SQSClient;

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const minute = async () => {
  clock.advance(60_000);
  await settled();
};

beforeEach(() => {
  clock = new ManualClock();
  logs = captureLog();
  depth = { visible: 0, hidden: 0 };
  asked = 0;
  events = [];
  action = async () => {};
  alarm = new CloudWatchAlarm({
    client,
    queueUrl: "http://sqs/briefings-dead",
    queueName: "briefings-dead",
    everySeconds: 60,
    clock,
    log: logs.log,
    action: (event) => {
      events.push(event as (typeof events)[number]);
      return action();
    },
  });
});
afterEach(() => alarm.close());

describe("the alarm on the dead-letter queue", () => {
  it("looks once a period, the first time after one", async () => {
    expect(alarm.state).toBe("INSUFFICIENT_DATA");
    clock.advance(59_999);
    await settled();
    expect(asked).toBe(0);
    clock.advance(1);
    await settled();
    expect(asked).toBe(1);
    expect(alarm.state).toBe("OK");
    await minute();
    await minute();
    expect(asked).toBe(3);
  });

  it("acts on the way into ALARM, with the event that CloudWatch sends", async () => {
    await minute();
    depth = { visible: 1, hidden: 0 };
    await minute();
    expect(alarm.state).toBe("ALARM");
    expect(events).toEqual([
      {
        source: "aws.cloudwatch",
        alarmArn: expect.stringMatching(/^arn:aws:cloudwatch:/),
        accountId: "000000000000",
        time: new Date(clock.now()).toISOString(),
        region: "us-east-1",
        alarmData: {
          alarmName: expect.any(String),
          state: { value: "ALARM", reason: expect.stringContaining("1.0"), timestamp: expect.any(String) },
          previousState: { value: "OK", timestamp: expect.any(String) },
          configuration: expect.any(Object),
        },
      },
    ]);
  });

  it("acts from INSUFFICIENT_DATA too: there were messages when the process began", async () => {
    depth = { visible: 2, hidden: 0 };
    await minute();
    expect(events).toMatchObject([{ alarmData: { previousState: { value: "INSUFFICIENT_DATA" } } }]);
  });

  it("does not act again while it stays in ALARM, however many messages come: they are the sweep's", async () => {
    depth = { visible: 1, hidden: 0 };
    await minute();
    depth = { visible: 7, hidden: 0 };
    await minute();
    await minute();
    expect(events).toHaveLength(1);
  });

  it("is not disturbed by a peek, which only hides messages", async () => {
    depth = { visible: 1, hidden: 0 };
    await minute();
    depth = { visible: 0, hidden: 1 };
    await minute();
    expect(alarm.state).toBe("ALARM");
    depth = { visible: 1, hidden: 0 };
    await minute();
    expect(events).toHaveLength(1);
  });

  it("acts anew after the queue was empty in between, and not on the way to OK", async () => {
    depth = { visible: 1, hidden: 0 };
    await minute();
    depth = { visible: 0, hidden: 0 };
    await minute();
    expect(alarm.state).toBe("OK");
    expect(events).toHaveLength(1);
    depth = { visible: 1, hidden: 0 };
    await minute();
    expect(events).toHaveLength(2);
  });

  it("keeps its state and goes on when the queue cannot be reached", async () => {
    depth = { visible: 1, hidden: 0 };
    await minute();
    depth = new Error("ECONNREFUSED");
    await minute();
    expect(alarm.state).toBe("ALARM");
    expect(logs.one("dead-letter queue not reached")).toMatchObject({ level: "warn" });
    depth = { visible: 1, hidden: 0 };
    await minute();
    expect(events).toHaveLength(1);
  });

  it("goes on when its action fails", async () => {
    action = async () => {
      throw new Error("throttled");
    };
    depth = { visible: 1, hidden: 0 };
    await minute();
    expect(logs.one("alarm action failed")).toMatchObject({ level: "warn" });
    depth = { visible: 0, hidden: 0 };
    await minute();
    expect(alarm.state).toBe("OK");
  });

  it("looks no more once it is closed, and acts on nothing that was under way", async () => {
    depth = { visible: 1, hidden: 0 };
    clock.advance(60_000);
    alarm.close();
    await settled();
    await minute();
    expect(asked).toBe(1);
    expect(events).toEqual([]);
  });
});
