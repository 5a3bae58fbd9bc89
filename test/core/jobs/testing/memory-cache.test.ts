// The test kit's cache under the contract of all caches.
import { createMemoryCache, createMemoryStore } from "../../../../core/jobs/testing/index.ts";
import { defineSettings } from "../../../../core/settings.ts";
import { describeCache } from "../../../contracts/cache.ts";

describeCache("in memory, of the test kit", async () => {
  const options = { settings: defineSettings(), now: Date.now };
  const store = createMemoryStore(options);
  return { store, cache: createMemoryCache(options), close: async () => store.close() };
});
