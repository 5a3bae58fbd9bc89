// The file of the SQLite store in a process that runs for long: it does not grow with jobs that have expired.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import type { JobStore } from "../../core/jobs/ports.ts";
import { defineSettings } from "../../core/settings.ts";
import { ManualClock } from "../../local/clock.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { makeJob } from "../contracts/job-store/factories.ts";

const folder = mkdtempSync(join(tmpdir(), "briefings-expiry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const JOBS = 250;
const KEPT_SECONDS = 600;

function open(file: string, clock: ManualClock): JobStore {
  return createSqliteStore({ file, make: true, settings: defineSettings(), now: () => clock.now() });
}

/** What a turn of the clock leaves: jobs that have ended, and are kept for ten minutes. */
async function runJobs(store: JobStore, clock: ManualClock): Promise<void> {
  for (let made = 0; made < JOBS; made++) {
    const expiresAtSeconds = Math.floor(clock.now() / 1000) + KEPT_SECONDS;
    await store.create(makeJob({ status: "succeeded", expiresAtSeconds }));
  }
}

function rowsIn(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = Number(db.prepare("SELECT count(*) AS rows FROM items").get()?.rows);
  db.close();
  return rows;
}

describe("a store that stays open", () => {
  it("keeps no more rows, and no larger file, than the jobs that have not expired", async () => {
    const file = join(folder, "long.sqlite");
    const clock = new ManualClock();
    const store = open(file, clock);
    const sizes: number[] = [];
    for (let turn = 0; turn < 30; turn++) {
      await runJobs(store, clock);
      expect(rowsIn(file)).toBeLessThanOrEqual(2 * JOBS);
      clock.advance(2 * KEPT_SECONDS * 1000);
      // Copies the log into the file.
      const db = new DatabaseSync(file);
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      db.close();
      sizes.push(statSync(file).size);
    }
    // The index of texts is merged now and then: it takes some pages more or less (measured: 58 at first, 66 after 75,000 jobs).
    expect(sizes.at(-1)).toBeLessThanOrEqual(1.15 * (sizes[2] ?? 0));
    store.close();
  });

  it("deletes what a long stop has let expire bit by bit, with the writes of others", async () => {
    const file = join(folder, "stopped.sqlite");
    const clock = new ManualClock();
    const first = open(file, clock);
    await runJobs(first, clock);
    first.close();
    clock.advance(2 * KEPT_SECONDS * 1000);
    const second = open(file, clock);
    const job = makeJob();
    await second.create(job);
    expect(rowsIn(file)).toBe(JOBS - 100 + 1);
    for (let resends = 0; resends < 3; resends++) await second.update(job.id, { set: { resends } }, {});
    expect(rowsIn(file)).toBe(1);
    second.close();
  });
});
