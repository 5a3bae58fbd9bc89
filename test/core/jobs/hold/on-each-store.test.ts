// Rate limits and breakers on each of the stores: the same turns and the same probes, whoever keeps them.
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { ManualClock } from "../../../../core/clock.ts";
import {
  type Backend,
  consumeMessage,
  defineJob,
  enqueue,
  type JobStore,
  listBreakers,
  type ReceivedMessage,
} from "../../../../core/jobs/index.ts";
import { createMemoryBackend } from "../../../../core/jobs/testing/index.ts";
import { defineSettings } from "../../../../core/settings.ts";
import { createSqliteStore } from "../../../../local/sqlite-store.ts";
import { openDynamoStore } from "../../aws/open-dynamo-store.ts";

const limited = defineJob({
  name: "limited",
  idPrefix: "lim",
  payload: z.strictObject({ host: z.string() }),
  rateLimit: { limit: 2, perSeconds: 60, key: ({ host }) => host },
  run: async () => "made",
});

let isAway = true;
const fragile = defineJob({
  name: "fragile",
  idPrefix: "fra",
  payload: z.strictObject({}),
  breaker: { failures: 2, probeSeconds: 60 },
  run: async () => {
    if (isAway) throw new Error("answered 503");
  },
});

let close: () => unknown;
afterEach(() => close());

type Open = (now: () => number) => Promise<JobStore>;
const stores: [string, Open][] = [
  [
    "SQLite",
    async (now) => {
      const store = createSqliteStore({ file: ":memory:", make: true, settings: defineSettings(), now });
      close = () => store.close();
      return store;
    },
  ],
  [
    "DynamoDB",
    async (now) => {
      const opened = await openDynamoStore(now);
      close = () => opened.close();
      return opened.store;
    },
  ],
];

/** A backend on this store, and what receives and consumes all that is visible. */
async function given(open: Open) {
  const clock = new ManualClock();
  const memory = createMemoryBackend({ types: [limited, fragile], clock });
  const backend: Backend = { ...memory.backend, store: await open(() => clock.now()) };
  const consume = async (message: ReceivedMessage) => {
    const invocation = { deadline: clock.now() + 300_000, requestId: "request-1" };
    const { failed } = await consumeMessage(backend, message, invocation);
    if (!failed) memory.queues.remove(message.receiptHandle);
  };
  return { clock, backend, queues: memory.queues, consume };
}

describe.each(stores)("on %s", (_, open) => {
  it("two of five jobs start, also of five consumers at once, and three get turns of their own", async () => {
    const { clock, backend, queues, consume } = await given(open);
    const ids: string[] = [];
    for (let made = 0; made < 5; made++) {
      ids.push((await enqueue(backend, limited, { host: "example.com" })).job.id);
    }
    const receiveAll = async () => {
      await Promise.all(ids.flatMap(() => queues.receive() ?? []).map(consume));
    };
    const states = async () =>
      (await Promise.all(ids.map((id) => backend.store.get(id)))).map((job) => job?.status);

    const begun = clock.now();
    await receiveAll();
    expect((await states()).toSorted()).toEqual(["queued", "queued", "queued", "succeeded", "succeeded"]);
    const held = (await Promise.all(ids.map((id) => backend.store.get(id)))).flatMap(
      (job) => job?.heldBack ?? [],
    );
    expect(held.map(({ until }) => until - begun).toSorted((a, b) => a - b)).toEqual([
      60_000, 90_000, 120_000,
    ]);
    for (const _turn of held) {
      clock.advance(60_000);
      await receiveAll();
    }
    expect(await states()).toEqual(ids.map(() => "succeeded"));
    expect(queues.waiting).toEqual([]);
  });

  it("a breaker opens for all consumers, is listed, and closes when its probe succeeds", async () => {
    isAway = true;
    const { clock, backend, queues, consume } = await given(open);
    for (let made = 0; made < 4; made++) await enqueue(backend, fragile, {});
    const consumeVisible = async () => {
      for (let message = queues.receive(); message; message = queues.receive()) await consume(message);
    };
    await consumeVisible();
    expect(await listBreakers(backend)).toMatchObject([{ type: "fragile", failures: 2, failedProbes: 0 }]);
    isAway = false;
    for (let minutes = 0; minutes < 30 && queues.waiting.length > 0; minutes++) {
      clock.advance(60_000);
      await consumeVisible();
    }
    expect(queues.waiting).toEqual([]);
    expect(await listBreakers(backend)).toEqual([]);
    const { items } = await backend.store.list({ order: "oldest", limit: 10 });
    expect(items.map(({ status }) => status)).toEqual(items.map(() => "succeeded"));
  });
});
