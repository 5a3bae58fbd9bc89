// The cache of the embedded mode: in the same SQLite file as the job records.
import type { Cache } from "../core/jobs/index.ts";
import type { SqliteItems } from "./sqlite-items.ts";

/** Earlier releases called these values memos; their key keeps the name, so that a file of theirs is still read. */
const keyOf = (key: string) => `memo#${key}`;

export const createSqliteCache = (items: SqliteItems): Cache => ({
  get: (key) => items.run((db) => items.get(db, keyOf(key))),
  put: (key, value, expiresAtSeconds) =>
    items.run((db) => items.put(db, keyOf(key), value, { expires: expiresAtSeconds })),
});
