// What `lambda-sqs-jobs/sqlite` exports: job records and cache without AWS, in one file of SQLite.
export { createSqliteCache } from "../../local/sqlite-cache.ts";
export { openSqliteItems, type SqliteItems, type SqliteOptions } from "../../local/sqlite-items.ts";
export { createSqliteStore } from "../../local/sqlite-store.ts";
