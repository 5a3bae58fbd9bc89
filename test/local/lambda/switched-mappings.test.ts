// The switch of a local consumer: nothing is received while it is paused, and what runs comes to its end.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureLog, type LogLines } from "../../../core/jobs/testing/index.ts";
import { ManualClock } from "../../../local/clock.ts";
import { EventSourceMapping } from "../../../local/lambda/event-source-mapping.ts";
import { SwitchedMappings } from "../../../local/lambda/switched-mappings.ts";
import { createFakeSqs, type FakeSqs } from "../../support/fake-sqs-client.ts";

let sqs: FakeSqs;
let clock: ManualClock;
let logs: LogLines;
let mapping: SwitchedMappings;
let ends: (() => void)[];
let isPaused: () => Promise<boolean>;

beforeEach(() => {
  sqs = createFakeSqs();
  clock = new ManualClock();
  logs = captureLog();
  ends = [];
  isPaused = async () => false;
});
afterEach(async () => {
  for (const end of ends) end();
  await mapping.close();
});

function begin() {
  const start = () => [
    new EventSourceMapping({
      client: sqs.client,
      queueUrl: "http://sqs/jobs",
      queueArn: "arn:aws:sqs:eu-west-1:000000000000:jobs",
      target: { invoke: () => new Promise((resolve) => ends.push(() => resolve({ batchItemFailures: [] }))) },
      batchSize: 1,
      maximumConcurrency: 2,
      visibilityTimeoutSeconds: 30,
      waitTimeSeconds: 20,
      clock,
      log: logs.log,
    }),
  ];
  mapping = new SwitchedMappings({ start, isPaused: () => isPaused(), clock, log: logs.log });
}
/** Lets everything happen that needs no clock. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const looksAgain = async () => {
  clock.advance(5_000);
  await settled();
};

describe("a consumer on this machine", () => {
  it("that is paused when it starts receives nothing, until it is resumed", async () => {
    isPaused = async () => true;
    sqs.put();
    begin();
    await settled();
    expect([mapping.isPaused, mapping.running]).toEqual([true, 0]);
    isPaused = async () => false;
    await looksAgain();
    expect([mapping.isPaused, mapping.running]).toEqual([false, 1]);
    expect(logs.of("receiving resumed")).toHaveLength(1);
  });

  it("that is paused while a job runs lets it end, and counts it as running until then", async () => {
    sqs.put();
    begin();
    await settled();
    isPaused = async () => true;
    await looksAgain();
    sqs.put();
    await settled();
    expect([mapping.isPaused, mapping.running, ends.length]).toEqual([true, 1, 1]);
    ends[0]?.();
    await settled();
    expect([mapping.running, ends.length]).toEqual([0, 1]);
    isPaused = async () => false;
    await looksAgain();
    expect(ends).toHaveLength(2);
  });

  it("obeys at once when it is told that the switch was moved, also while it looks", async () => {
    begin();
    await settled();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    isPaused = () => promise;
    clock.advance(5_000);
    const told = mapping.look();
    isPaused = async () => true;
    resolve(false);
    await told;
    expect(mapping.isPaused).toBe(true);
  });

  it("goes on as it was while the switch cannot be read, says so once, and starts nothing before it was read", async () => {
    isPaused = async () => {
      throw new Error("the store is away");
    };
    sqs.put();
    begin();
    await settled();
    await looksAgain();
    expect(mapping.running).toBe(0);
    isPaused = async () => false;
    await looksAgain();
    expect(mapping.running).toBe(1);
    isPaused = async () => {
      throw new Error("the store is away");
    };
    await looksAgain();
    expect([mapping.isPaused, mapping.running]).toEqual([false, 1]);
    expect(logs.of("whether the consumer is paused is not known")).toHaveLength(2);
  });

  it("that is closed starts nothing any more", async () => {
    isPaused = async () => true;
    begin();
    await settled();
    await mapping.close();
    isPaused = async () => false;
    sqs.put();
    await looksAgain();
    expect(ends).toEqual([]);
  });
});
