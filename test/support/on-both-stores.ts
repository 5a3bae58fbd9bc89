// The same test on DynamoDB (played by dynalite) and on SQLite: the engine with its queues in memory, and one of the stores.
import { afterEach, beforeEach, describe } from "vitest";
import type { JobStore } from "../../core/jobs/ports.ts";
import { consumeMessage } from "../../core/jobs/run/consume.ts";
import { defineSettings } from "../../core/settings.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { openDynamoStore } from "../core/aws/open-dynamo-store.ts";
import { createTestBackend, type TestBackend, type TestBackendOptions } from "./test-backend.ts";

type Opened = { store: JobStore; close(): Promise<void> };

const stores: Record<string, (now: () => number) => Promise<Opened>> = {
  DynamoDB: openDynamoStore,
  SQLite: async (now) => {
    const store = createSqliteStore({ file: ":memory:", make: true, settings: defineSettings(), now });
    return { store, close: async () => store.close() };
  },
};

export type StoreWorld = TestBackend & {
  now(): number;
  /** Turns the engine's time, and the store's. The queues keep the clock on the wall. */
  ahead(seconds: number): void;
};

/** @param tests gets a function that gives the world of the test that runs. */
export function onBothStores(tests: (world: () => StoreWorld) => void, options: TestBackendOptions = {}) {
  describe.each(Object.keys(stores))("on %s", (name) => {
    let opened: Opened;
    let world: StoreWorld;
    let aheadMs = 0;
    const now = () => Date.now() + aheadMs;

    beforeEach(async () => {
      aheadMs = 0;
      opened = (await stores[name]?.(now)) as Opened;
      const test = createTestBackend(options);
      // In the same object, so that a test may put something in the way of a call.
      Object.assign(test.store, opened.store);
      Object.assign(test.backend, { now });
      const consume: TestBackend["consume"] = async (received, requestId = "request-1") => {
        const deadline = now() + test.settings.consumer.timeoutSeconds * 1000;
        const consumed = await consumeMessage(test.backend, received, { deadline, requestId });
        if (!consumed.failed) test.queues.remove(received.receiptHandle);
        return consumed;
      };
      world = {
        ...test,
        consume,
        now,
        ahead(seconds) {
          aheadMs += seconds * 1000;
        },
      };
    });
    afterEach(() => opened.close());
    tests(() => world);
  });
}
