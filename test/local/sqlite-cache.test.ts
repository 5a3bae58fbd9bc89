// The SQLite cache under the contract of all caches, in one file with the job store.
import { defineSettings } from "../../core/settings.ts";
import { createSqliteCache } from "../../local/sqlite-cache.ts";
import { openSqliteItems } from "../../local/sqlite-items.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { describeCache } from "../contracts/cache.ts";

describeCache("SQLite", async () => {
  const options = { file: ":memory:", settings: defineSettings(), now: Date.now };
  const items = openSqliteItems(options);
  const store = createSqliteStore(options, items);
  return { store, cache: createSqliteCache(items), close: async () => store.close() };
});
