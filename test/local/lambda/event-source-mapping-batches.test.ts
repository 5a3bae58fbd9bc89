// The event source mapping on the embedded SQS: batches, filters, partial failures, FIFO groups, several mappings.
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureLog } from "../../../core/jobs/testing/index.ts";
import { systemClock } from "../../../local/clock.ts";
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
} from "../../../local/lambda/event-source-mapping.ts";
import { FunctionFailedError } from "../../../local/lambda/lambda-function.ts";
import { startSqs, type TestSqs } from "../../../local/sqs/testing/index.ts";
import { PATIENT } from "../../support/patience.ts";

let sqs: TestSqs;
let client: SQSClient;
let mappings: EventSourceMapping[];
let events: string[][];

beforeEach(async () => {
  sqs = await startSqs({
    queues: [
      "orders-dead",
      {
        name: "orders",
        attributes: { RedrivePolicy: { deadLetterTargetArn: "orders-dead", maxReceiveCount: 1 } },
      },
      "refunds",
      { name: "steps.fifo", attributes: { FifoQueue: true, ContentBasedDeduplication: true } },
    ],
  });
  client = new SQSClient(sqs.clientConfig);
  mappings = [];
  events = [];
});
afterEach(async () => {
  await Promise.all(mappings.map((mapping) => mapping.close()));
  client.destroy();
  await sqs.close();
});

const bodiesOf = ({ Records }: SQSEvent) => Records.map(({ body }) => body);

function start(
  invoke: (event: SQSEvent) => Promise<unknown>,
  { queue = "orders", ...options }: Partial<EventSourceMappingOptions> & { queue?: string } = {},
): EventSourceMapping {
  const mapping = new EventSourceMapping({
    client,
    queueUrl: sqs.queueUrl(queue),
    queueArn: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    target: {
      invoke: (event) => {
        events.push(bodiesOf(event));
        return invoke(event);
      },
    },
    visibilityTimeoutSeconds: 30,
    waitTimeSeconds: 20,
    clock: systemClock,
    log: captureLog().log,
    ...options,
  });
  mappings.push(mapping);
  return mapping;
}

async function send(queue: string, bodies: string[], group?: (body: string) => string): Promise<void> {
  for (let index = 0; index < bodies.length; index += 10) {
    const Entries = bodies.slice(index, index + 10).map((MessageBody, entry) => ({
      Id: String(entry),
      MessageBody,
      ...(group && { MessageGroupId: group(MessageBody) }),
    }));
    await client.send(new SendMessageBatchCommand({ QueueUrl: sqs.queueUrl(queue), Entries }));
  }
}
const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const succeed = async () => ({ batchItemFailures: [] });
const empty = (messages: unknown[]) => messages.length === 0;

describe("batches", () => {
  it("are of ten at most by default", async () => {
    await send("orders", numbered(10));
    start(succeed, { maximumConcurrency: 2 });
    await sqs.waitFor("orders", empty, PATIENT);
    expect(events).toEqual([numbered(10)]);
  });

  it("are gathered over several receives within the window, and deleted whole", async () => {
    await send("orders", numbered(200));
    start(succeed, { batchSize: 100, batchWindowSeconds: 60, maximumConcurrency: 1 });
    await sqs.waitFor("orders", empty, PATIENT);
    expect(events.map((event) => event.length)).toEqual([100, 100]);
    expect(events.flat()).toEqual(numbered(200));
  });
});

describe("a partial failure", () => {
  const failEven = async ({ Records }: SQSEvent) => ({
    batchItemFailures: Records.filter(({ body }) => Number(body) % 2 === 0).map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  });

  it("keeps the records that are reported, and deletes the others", async () => {
    await send("orders", numbered(6));
    start(failEven);
    const kept = await sqs.waitFor("orders", (messages) => messages.length === 3, PATIENT);
    expect(kept.map(({ body, state }) => [body, state])).toEqual([
      ["0", "in-flight"],
      ["2", "in-flight"],
      ["4", "in-flight"],
    ]);
  });

  it("is not looked at without ReportBatchItemFailures", async () => {
    await send("orders", numbered(6));
    start(failEven, { reportBatchItemFailures: false });
    await sqs.waitFor("orders", empty, PATIENT);
    expect(events).toHaveLength(1);
  });

  it("of a function that throws is the whole batch", async () => {
    const told: string[] = [];
    const thrown = { errorType: "Error", errorMessage: "no", trace: [] };
    await send("orders", numbered(3));
    const allTold = new Promise<void>((resolve) => {
      start(async () => Promise.reject(new FunctionFailedError("f", "request-1", thrown, true)), {
        async onFailedInvocation({ body }) {
          if (told.push(body) === 3) resolve();
          return { keep: body !== "1" };
        },
      });
    });
    await allTold;
    const kept = await sqs.waitFor("orders", (messages) => messages.length === 2, PATIENT);
    expect(kept.map(({ body }) => body)).toEqual(["0", "2"]);
    expect(told).toEqual(numbered(3));
  });
});

describe("filter criteria", () => {
  it("delete what does not match, without an invocation", async () => {
    await send("orders", ['{"kind":"order"}', '{"kind":"refund"}', "text"]);
    start(succeed, { filterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] } });
    await sqs.waitFor("orders", empty, PATIENT);
    expect(events).toEqual([['{"kind":"order"}']]);
    expect(sqs.inspect("orders-dead")).toEqual([]);
  });
});

describe("a FIFO queue", () => {
  it("runs a group's batches one after the other, in order, and groups at the same time", async () => {
    const running = new Set<string>();
    let most = 0;
    const bodies = numbered(40).map((number) => `${Number(number) % 4}-${number}`);
    await send("steps.fifo", bodies, (body) => body.charAt(0));
    start(
      async ({ Records }) => {
        const groups = new Set(Records.map(({ attributes }) => attributes.MessageGroupId ?? ""));
        for (const group of groups) {
          expect(running.has(group)).toBe(false);
          running.add(group);
        }
        most = Math.max(most, running.size);
        await new Promise((resolve) => setImmediate(resolve));
        for (const group of groups) running.delete(group);
      },
      { queue: "steps.fifo", batchSize: 3, maximumConcurrency: 4 },
    );
    await sqs.waitFor("steps.fifo", empty, PATIENT);
    for (const group of ["0", "1", "2", "3"]) {
      const ofGroup = (body: string) => body.startsWith(group);
      expect(events.flat().filter(ofGroup)).toEqual(bodies.filter(ofGroup));
    }
    expect(most).toBeGreaterThan(1);
  });

  it("holds a group back while one of its messages has failed", async () => {
    await send("steps.fifo", ["a1", "a2", "b1"], (body) => body.charAt(0));
    start(
      async ({ Records }) => ({
        batchItemFailures: Records.filter(({ body }) => body === "a1").map(({ messageId }) => ({
          itemIdentifier: messageId,
        })),
      }),
      { queue: "steps.fifo", batchSize: 1 },
    );
    const kept = await sqs.waitFor("steps.fifo", (messages) => messages.length === 2, PATIENT);
    expect(kept.map(({ body, receiveCount }) => [body, receiveCount])).toEqual([
      ["a1", 1],
      ["a2", 0],
    ]);
  });
});

describe("pollers", () => {
  it("on demand are five at first, and more while messages are left", async () => {
    const release = Promise.withResolvers<void>();
    await send("orders", numbered(20));
    const all = new Promise<void>((resolve) => {
      start(
        async () => {
          if (events.length === 20) resolve();
          await release.promise;
        },
        { batchSize: 1 },
      );
    });
    await all;
    expect(mappings[0]?.running).toBe(20);
    release.resolve();
    await sqs.waitFor("orders", empty, PATIENT);
  });

  it("of several mappings share a function", async () => {
    await Promise.all([send("orders", ["order"]), send("refunds", ["refund"])]);
    start(succeed);
    start(succeed, { queue: "refunds" });
    await Promise.all([sqs.waitFor("orders", empty, PATIENT), sqs.waitFor("refunds", empty, PATIENT)]);
    expect(events.flat().sort()).toEqual(["order", "refund"]);
  });
});
