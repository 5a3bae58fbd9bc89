// The event source mapping by Lambda's rules: who is received, invoked and deleted.
import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureLog, type LogLines } from "../../../core/jobs/testing/index.ts";
import { ManualClock } from "../../../local/clock.ts";
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
} from "../../../local/lambda/event-source-mapping.ts";
import { FunctionFailedError } from "../../../local/lambda/lambda-function.ts";
import { createFakeSqs, type FakeSqs } from "../../support/fake-sqs-client.ts";

let sqs: FakeSqs;
let clock: ManualClock;
let logs: LogLines;
let mapping: EventSourceMapping;
let events: SQSEvent[];
let invoke: (event: SQSEvent) => Promise<unknown>;

beforeEach(() => {
  sqs = createFakeSqs();
  clock = new ManualClock();
  logs = captureLog();
  events = [];
  invoke = async () => ({ batchItemFailures: [] });
});
afterEach(() => mapping.close());

function start(options: Partial<EventSourceMappingOptions> = {}) {
  mapping = new EventSourceMapping({
    client: sqs.client,
    queueUrl: "http://sqs/briefings",
    queueArn: "arn:aws:sqs:eu-west-1:000000000000:briefings",
    target: {
      invoke: (event) => {
        events.push(event);
        return invoke(event);
      },
    },
    maximumConcurrency: 5,
    batchSize: 1,
    visibilityTimeoutSeconds: 30,
    waitTimeSeconds: 20,
    clock,
    log: logs.log,
    ...options,
  });
}

const failed = (errorType: string, began = true) =>
  new FunctionFailedError("consumer", "request-1", { errorType, errorMessage: "failed", trace: [] }, began);

/** Lets everything happen that needs no clock. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("the event source mapping", () => {
  it("never runs more than its concurrency at once, and receives no more than it has free slots", async () => {
    const ends: (() => void)[] = [];
    invoke = () => new Promise((resolve) => ends.push(() => resolve(null)));
    for (let i = 0; i < 20; i++) sqs.put();
    start({ maximumConcurrency: 5 });
    for (let ended = 0; ended < 20; ended++) {
      await settled();
      expect(mapping.running).toBe(Math.min(5, 20 - ended));
      expect(events).toHaveLength(Math.min(20, 5 + ended));
      expect(sqs.waiting).toBe(Math.max(0, 15 - ended));
      ends.shift()?.();
    }
    await settled();
    expect(mapping.running).toBe(0);
    expect(sqs.deleted).toHaveLength(20);
    expect(new Set(events.map((event) => event.Records[0]?.messageId)).size).toBe(20);
  });

  it("asks for one message at a time, with all attributes, by long polls", async () => {
    start({ maximumConcurrency: 2 });
    await settled();
    expect(sqs.polling).toBe(2);
    expect(sqs.receives[0]).toEqual({
      QueueUrl: "http://sqs/briefings",
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: 20,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    });
  });

  it("hands the function the event that Lambda would", async () => {
    start();
    sqs.put({
      Body: "the body",
      Attributes: { ApproximateReceiveCount: "3", SentTimestamp: "123" },
      MessageAttributes: {
        jobType: { DataType: "String", StringValue: "briefing:generate" },
        bytes: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) },
      },
    });
    await settled();
    expect(events).toEqual([
      {
        Records: [
          {
            messageId: "message-1",
            receiptHandle: "handle-1",
            body: "the body",
            attributes: { ApproximateReceiveCount: "3", SentTimestamp: "123" },
            messageAttributes: {
              jobType: {
                dataType: "String",
                stringValue: "briefing:generate",
                stringListValues: [],
                binaryListValues: [],
              },
              bytes: { dataType: "Binary", binaryValue: "AQI=", stringListValues: [], binaryListValues: [] },
            },
            md5OfBody: "md5",
            eventSource: "aws:sqs",
            eventSourceARN: "arn:aws:sqs:eu-west-1:000000000000:briefings",
            awsRegion: "eu-west-1",
          },
        ],
      },
    ]);
  });

  it("deletes what succeeded and keeps what was reported", async () => {
    invoke = async ({ Records }) => ({
      batchItemFailures: Records.filter((record) => record.body === "bad").map((record) => ({
        itemIdentifier: record.messageId,
      })),
    });
    start();
    sqs.put({ Body: "good" });
    sqs.put({ Body: "bad" });
    await settled();
    expect(sqs.deleted).toEqual(["handle-1"]);
    expect(sqs.visibility).toEqual([]);
    expect(logs.lines).toEqual([]);
  });

  it("keeps a message whose function failed, and leaves its visibility as the function set it", async () => {
    invoke = async () => {
      throw failed("Sandbox.Timedout");
    };
    start();
    sqs.put();
    await settled();
    expect(events).toHaveLength(1);
    expect(sqs.deleted).toEqual([]);
    expect(sqs.visibility).toEqual([]);
    expect(mapping.running).toBe(0);
  });
});

describe("whoever is told of failed invocations", () => {
  it("gets the record and the error, and says whether the message is kept", async () => {
    const told: unknown[] = [];
    invoke = async () => {
      throw failed("Runtime.OutOfMemory");
    };
    start({
      async onFailedInvocation({ messageId }, { errorType, requestId }, pauseSeconds) {
        told.push({ messageId, errorType, requestId, pauseSeconds });
        return { keep: messageId === "message-1" };
      },
    });
    sqs.put();
    sqs.put();
    await settled();
    const error = { errorType: "Runtime.OutOfMemory", requestId: "request-1", pauseSeconds: undefined };
    expect(told).toEqual([
      { messageId: "message-1", ...error },
      { messageId: "message-2", ...error },
    ]);
    expect(sqs.deleted).toEqual(["handle-2"]);
  });

  it("and fails to answer keeps the message, and the poller goes on", async () => {
    invoke = async () => {
      throw failed("Runtime.OutOfMemory");
    };
    start({
      maximumConcurrency: 1,
      onFailedInvocation: () => Promise.reject(new Error("the store is away")),
    });
    sqs.put();
    sqs.put();
    await settled();
    expect(events).toHaveLength(2);
    expect(sqs.deleted).toEqual([]);
    expect(logs.of("message kept")).toHaveLength(2);
  });
});

describe("a function that cannot be loaded", () => {
  const pauses: (number | undefined)[] = [];
  beforeEach(() => {
    pauses.length = 0;
    invoke = async () => {
      throw failed("SyntaxError", false);
    };
    start({
      maximumConcurrency: 1,
      async onFailedInvocation(_record, _error, pauseSeconds) {
        pauses.push(pauseSeconds);
        return { keep: true };
      },
    });
  });

  it("is tried again after 1, 2, 4 … and at most 30 seconds, so that the queue is not run through", async () => {
    for (let tries = 0; tries < 8; tries++) {
      sqs.put();
      await settled();
      clock.advance(1_000 * (pauses.at(-1) ?? 0) - 1);
      await settled();
      expect(events).toHaveLength(tries + 1);
      clock.advance(1);
      await settled();
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it("is tried at once when the code has changed, and its pauses begin anew once it ran", async () => {
    sqs.put();
    sqs.put();
    await settled();
    invoke = async () => ({ batchItemFailures: [] });
    mapping.resume();
    await settled();
    expect(sqs.deleted).toEqual(["handle-2"]);
    invoke = async () => {
      throw failed("SyntaxError", false);
    };
    sqs.put();
    await settled();
    expect(pauses).toEqual([1, 1]);
  });
});
