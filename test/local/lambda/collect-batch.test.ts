// How a batch is gathered: receives of up to ten, a window from the first record on, and a payload that Lambda takes.
import type { Message } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../local/clock.ts";
import { type CollectOptions, collectBatch, eventsOf } from "../../../local/lambda/collect-batch.ts";

let made = 0;
const message = (Body = "body"): Message => ({
  MessageId: `message-${++made}`,
  ReceiptHandle: "handle",
  Body,
});
const messages = (count: number, body?: string) => Array.from({ length: count }, () => message(body));

/** Receives answer with what the test has prepared, each after some seconds on the clock. */
function prepare(
  answers: { messages: Message[]; afterMs?: number }[],
  options: Partial<CollectOptions> = {},
) {
  const clock = new ManualClock();
  const asked: { max: number; waitSeconds: number; atMs: number }[] = [];
  const dropped: string[] = [];
  const startedAt = clock.now();
  const batch = () =>
    collectBatch({
      batchSize: 10,
      windowMs: 0,
      waitTimeSeconds: 20,
      queueArn: "arn:aws:sqs:us-east-1:000000000000:orders",
      clock,
      async receive(max, waitSeconds) {
        asked.push({ max, waitSeconds, atMs: clock.now() - startedAt });
        const { messages = [], afterMs = waitSeconds * 1000 } = answers.shift() ?? {};
        clock.advance(afterMs);
        return messages;
      },
      keep: () => true,
      drop: async (records) => void dropped.push(...records.map(({ body }) => body)),
      pause: async (ms) => clock.advance(ms),
      isStopped: () => false,
      ...options,
    });
  return { asked, dropped, batch };
}

describe("a batch", () => {
  it("without a window is what one receive brings", async () => {
    const { asked, batch } = prepare([{ messages: messages(3), afterMs: 0 }]);
    expect(await batch()).toHaveLength(3);
    expect(asked).toEqual([{ max: 10, waitSeconds: 20, atMs: 0 }]);
  });

  it("is empty when the long poll brought nothing", async () => {
    const { asked, batch } = prepare([], { windowMs: 60_000 });
    expect(await batch()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it("is gathered by as many receives as it takes, and asks for no more than it has room", async () => {
    const answers = [10, 10, 5].map((count) => ({ messages: messages(count), afterMs: 0 }));
    const { asked, batch } = prepare(answers, { batchSize: 25, windowMs: 60_000 });
    expect(await batch()).toHaveLength(25);
    expect(asked.map(({ max }) => max)).toEqual([10, 10, 5]);
  });

  it("may be of 10,000 records", async () => {
    const answers = Array.from({ length: 1_000 }, () => ({ messages: messages(10), afterMs: 0 }));
    const { batch } = prepare(answers, { batchSize: 10_000, windowMs: 300_000 });
    expect(await batch()).toHaveLength(10_000);
  });

  it("ends with its window, which begins with the first record; polls wait whole seconds of what is left", async () => {
    const answers = [
      { messages: messages(1), afterMs: 7_000 },
      { messages: messages(1), afterMs: 600 },
      { messages: [] },
      { messages: messages(1), afterMs: 0 },
    ];
    const { asked, batch } = prepare(answers, { batchSize: 100, windowMs: 3_000 });
    expect(await batch()).toHaveLength(3);
    expect(asked).toEqual([
      { max: 10, waitSeconds: 20, atMs: 0 },
      { max: 10, waitSeconds: 3, atMs: 7_000 },
      { max: 10, waitSeconds: 2, atMs: 7_600 },
      // The last look, at the end of the window.
      { max: 10, waitSeconds: 0, atMs: 10_000 },
    ]);
  });

  it("goes at once when the mapping is closed", async () => {
    const { batch, asked } = prepare([{ messages: messages(1), afterMs: 0 }], {
      batchSize: 100,
      windowMs: 60_000,
      isStopped: () => true,
    });
    expect(await batch()).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  it("goes before its window is over when its records reach 6 MB", async () => {
    const answers = [3, 3, 3].map((count) => ({
      messages: messages(count, "x".repeat(1024 * 1024)),
      afterMs: 0,
    }));
    const { batch } = prepare(answers, { batchSize: 100, windowMs: 60_000 });
    expect(await batch()).toHaveLength(6);
  });

  it("has no record that the filters refuse; those are dropped and take no room", async () => {
    const answers = [
      { messages: [message("good"), message("bad")], afterMs: 0 },
      { messages: [message("bad"), message("good")], afterMs: 0 },
    ];
    const { batch, dropped } = prepare(answers, {
      batchSize: 2,
      windowMs: 60_000,
      keep: ({ body }) => body === "good",
    });
    expect((await batch()).map(({ record }) => record.body)).toEqual(["good", "good"]);
    expect(dropped).toEqual(["bad", "bad"]);
  });
});

describe("the events of a batch", () => {
  const batchOf = (...bodies: string[]) =>
    bodies.map((Body) => {
      const received = message(Body);
      return { message: received, record: { body: Body } as never, receivedAt: 0 };
    });

  it("are one, as long as its payload is within 6 MB", () => {
    const batch = batchOf(...Array.from({ length: 5 }, () => "x".repeat(1024 * 1024)));
    expect(eventsOf(batch)).toEqual([batch]);
  });

  it("are more where it is not, in the same order", () => {
    const batch = batchOf(...Array.from({ length: 10 }, () => "x".repeat(1024 * 1024)));
    const events = eventsOf(batch);
    expect(events.map((event) => event.length)).toEqual([5, 5]);
    expect(events.flat()).toEqual(batch);
    for (const event of events) {
      const payload = JSON.stringify({ Records: event.map(({ record }) => record) });
      expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(6 * 1024 * 1024);
    }
  });
});
