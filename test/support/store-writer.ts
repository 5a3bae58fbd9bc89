// Writes records until it is killed, twenty at a time, and prints the id of each that the store has acknowledged.
import { writeSync } from "node:fs";
import { defineSettings } from "../../core/settings.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { makeJob } from "../contracts/job-store/factories.ts";

const store = createSqliteStore({
  file: process.argv[2] ?? "",
  make: true,
  settings: defineSettings(),
  now: Date.now,
});

async function write(): Promise<void> {
  for (;;) {
    const job = makeJob();
    await store.create(job);
    writeSync(1, `${job.id}\n`);
  }
}

await Promise.all(Array.from({ length: 20 }, write));
