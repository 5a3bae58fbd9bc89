// The event source mapping when it is throttled, cut off, closed, or beside a short visibility timeout.
import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureLog, type LogLines } from "../../../core/jobs/testing/index.ts";
import { ManualClock } from "../../../local/clock.ts";
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
} from "../../../local/lambda/event-source-mapping.ts";
import { ThrottledError } from "../../../local/lambda/lambda-function.ts";
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

/** Lets everything happen that needs no clock. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a throttled invocation", () => {
  it("is tried again within the same receive until it runs", async () => {
    let throttles = 3;
    invoke = async () => {
      if (throttles-- > 0) throw new ThrottledError("Rate Exceeded");
    };
    start();
    sqs.put();
    await settled();
    for (let tries = 1; tries <= 3; tries++) {
      expect(events).toHaveLength(tries);
      expect(sqs.deleted).toEqual([]);
      clock.advance(1_000);
      await settled();
    }
    expect(events).toHaveLength(4);
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(1);
    expect(sqs.deleted).toEqual(["handle-1"]);
  });

  it("is given up when its visibility is over: SQS will deliver it again", async () => {
    invoke = async () => {
      throw new ThrottledError("Rate Exceeded");
    };
    start({ visibilityTimeoutSeconds: 3 });
    sqs.put();
    for (let second = 0; second < 5; second++) {
      await settled();
      clock.advance(1_000);
    }
    await settled();
    expect(events).toHaveLength(3);
    expect(sqs.deleted).toEqual([]);
    expect(mapping.running).toBe(0);
  });
});

describe("a queue that cannot be reached", () => {
  it("is asked again after a second", async () => {
    sqs.failReceive(new Error("ECONNREFUSED"));
    start({ maximumConcurrency: 2 });
    await settled();
    expect(sqs.receives).toHaveLength(2);
    expect(logs.one("queue not reached")).toMatchObject({ level: "warn", queueUrl: "http://sqs/briefings" });
    clock.advance(1_000);
    await settled();
    expect(sqs.receives).toHaveLength(3);
    sqs.put();
    await settled();
    expect(sqs.deleted).toEqual(["handle-1"]);
  });

  it("for long is told once, without a stack, and asked less and less often", async () => {
    for (let failures = 0; failures < 1_000; failures++) sqs.failReceive(new Error("connect ECONNREFUSED"));
    start();
    for (let second = 0; second < 600; second++) {
      await settled();
      clock.advance(1_000);
    }
    expect(mapping.isAway).toBe(true);
    expect(logs.lines).toHaveLength(1);
    expect(logs.one("queue not reached")).toMatchObject({ level: "warn", reason: "connect ECONNREFUSED" });
    expect(logs.text()).not.toContain("at ");
    // Five pollers, each after 1, 1, 2, 4, 8, 16 and then every 30 seconds.
    expect(sqs.receives.length).toBeLessThanOrEqual(5 * (7 + 600 / 30));
  });

  it("is asked by every poller again as soon as one has reached it", async () => {
    for (let failures = 0; failures < 5 * 8; failures++) sqs.failReceive(new Error("ECONNREFUSED"));
    start();
    for (let second = 0; second < 240 && sqs.polling < 5; second++) {
      await settled();
      clock.advance(1_000);
    }
    await settled();
    expect(sqs.polling).toBe(5);
    // It is back with an answer, which is asked for without a long poll.
    expect(sqs.receives.at(-1)).toMatchObject({ WaitTimeSeconds: 0 });
    expect(mapping.isAway).toBe(true);
    sqs.put();
    await settled();
    expect(mapping.isAway).toBe(false);
    expect(logs.one("queue reached again")).toMatchObject({ level: "info", awaySeconds: expect.any(Number) });
  });

  it("shows in when it was last reached", async () => {
    start({ maximumConcurrency: 2 });
    const startedAt = clock.now();
    clock.advance(7_000);
    expect(mapping.reachedAt).toBe(startedAt);
    sqs.put();
    await settled();
    expect(mapping.reachedAt).toBe(startedAt + 7_000);
  });
});

describe("closing the mapping", () => {
  it("ends its polls and waits for what is running, which is still deleted", async () => {
    const end = Promise.withResolvers<void>();
    invoke = () => end.promise;
    start();
    sqs.put();
    await settled();
    let closed = false;
    const closing = mapping.close().then(() => {
      closed = true;
    });
    await settled();
    expect({ closed, polling: sqs.polling }).toEqual({ closed: false, polling: 0 });
    end.resolve();
    await closing;
    expect(sqs.deleted).toEqual(["handle-1"]);
    const receives = sqs.receives.length;
    sqs.put();
    await settled();
    expect(sqs.receives).toHaveLength(receives);
  });

  it("gives back a message that was received and could not run any more", async () => {
    invoke = async () => {
      throw new ThrottledError("closed");
    };
    start();
    sqs.put();
    await settled();
    await mapping.close();
    expect(sqs.visibility).toEqual([{ receiptHandle: "handle-1", seconds: 0 }]);
    expect(sqs.deleted).toEqual([]);
  });
});

describe("beside a queue whose visibility timeout is short", () => {
  it("a message is kept hidden while its invocation runs, and no longer", async () => {
    const end = Promise.withResolvers<void>();
    invoke = () => end.promise;
    start({ extendVisibility: true, visibilityTimeoutSeconds: 30 });
    sqs.put();
    await settled();
    clock.advance(14_999);
    expect(sqs.visibility).toEqual([]);
    clock.advance(1);
    clock.advance(15_000);
    await settled();
    expect(sqs.visibility).toEqual(Array(2).fill({ receiptHandle: "handle-1", seconds: 30 }));
    end.resolve();
    await settled();
    clock.advance(60_000);
    await settled();
    expect(sqs.visibility).toHaveLength(2);
  });

  it("it is not by default: Lambda never does", async () => {
    const end = Promise.withResolvers<void>();
    invoke = () => end.promise;
    start();
    sqs.put();
    await settled();
    clock.advance(29_000);
    await settled();
    expect(sqs.visibility).toEqual([]);
    end.resolve();
  });
});
