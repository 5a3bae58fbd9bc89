// A rate limit on each of the stores: the same turns, whoever keeps them.
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { ManualClock } from "../../../../core/clock.ts";
import {
  type Backend,
  consumeMessage,
  defineJob,
  enqueue,
  type JobStore,
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

describe.each(stores)("on %s", (_, open) => {
  it("two of five jobs start, also of five consumers at once, and three get turns of their own", async () => {
    const clock = new ManualClock();
    const memory = createMemoryBackend({ types: [limited], clock });
    const backend: Backend = { ...memory.backend, store: await open(() => clock.now()) };
    const ids: string[] = [];
    for (let made = 0; made < 5; made++) {
      ids.push((await enqueue(backend, limited, { host: "example.com" })).job.id);
    }
    const receiveAll = async () => {
      const received = ids.flatMap(() => memory.queues.receive() ?? []);
      const invocation = { deadline: clock.now() + 300_000, requestId: "request-1" };
      for (const { failed, message } of await Promise.all(
        received.map(async (message) => ({
          message,
          ...(await consumeMessage(backend, message, invocation)),
        })),
      )) {
        if (!failed) memory.queues.remove(message.receiptHandle);
      }
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
    expect(memory.queues.waiting).toEqual([]);
  });
});
