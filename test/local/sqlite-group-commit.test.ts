// Group commit of the SQLite store: calls that come together are one transaction, and each has its own answer.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { defineSettings } from "../../core/settings.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { makeJob } from "../contracts/job-store/factories.ts";

const folder = mkdtempSync(join(tmpdir(), "briefings-commit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (file: string) =>
  createSqliteStore({ file, make: true, settings: defineSettings(), now: Date.now });

/** The last frame of a commit says how many pages the database then has; all other frames have 0 there. [SQLite: WAL file format] */
function commitsIn(file: string): number {
  const log = readFileSync(`${file}-wal`);
  const pageBytes = log.readUInt32BE(8);
  let commits = 0;
  for (let frame = 32; frame < log.length; frame += 24 + pageBytes) {
    if (log.readUInt32BE(frame + 4) !== 0) commits++;
  }
  return commits;
}

describe("group commit", () => {
  it("commits once for all calls of a turn", async () => {
    const file = join(folder, "turn.sqlite");
    const store = open(file);
    await store.ping();
    const before = commitsIn(file);
    const jobs = Array.from({ length: 50 }, () => makeJob());
    await Promise.all(jobs.map((job) => store.create(job)));
    expect(commitsIn(file) - before).toBe(1);
    for (const job of jobs) expect(await store.get(job.id)).toEqual(job);
    store.close();
  });

  it("lets each call of a turn see what those before it wrote", async () => {
    const store = open(join(folder, "order.sqlite"));
    const job = makeJob();
    const [created, again, found] = await Promise.all([
      store.create(job),
      store.create(job),
      store.get(job.id),
    ]);
    expect([created, again, found]).toEqual([true, false, job]);
    store.close();
  });

  it("refuses one call without the others", async () => {
    const store = open(join(folder, "refused.sqlite"));
    const small = makeJob();
    const large = makeJob({ request: "x".repeat(defineSettings().jobs.maxItemBytes) });
    const [first, second, third] = await Promise.allSettled([
      store.create(small),
      store.create(large),
      store.update(small.id, { set: { resends: 1 } }, {}),
    ]);
    expect(first).toMatchObject({ status: "fulfilled", value: true });
    expect(second).toMatchObject({ status: "rejected", reason: { code: "item-too-large" } });
    expect(third).toMatchObject({ status: "fulfilled", value: { resends: 1, revision: 1 } });
    expect(await store.get(large.id)).toBeUndefined();
    store.close();
  });

  it("carries out what was asked for before the store is closed", async () => {
    const file = join(folder, "closed.sqlite");
    const store = open(file);
    const job = makeJob();
    const created = store.create(job);
    store.close();
    expect(await created).toBe(true);
    await expect(store.get(job.id)).rejects.toThrow("is closed");
    const again = open(file);
    expect(await again.get(job.id)).toEqual(job);
    again.close();
  });

  it("loses nothing that was acknowledged before a kill -9", async () => {
    const file = join(folder, "killed.sqlite");
    const script = fileURLToPath(new URL("../support/store-writer.ts", import.meta.url));
    const writer = spawn(process.execPath, [script, file], { stdio: ["ignore", "pipe", "inherit"] });
    const acknowledged: string[] = [];
    const lines = createInterface({ input: writer.stdout });
    lines.on("line", (id) => {
      acknowledged.push(id);
      if (acknowledged.length === 500) writer.kill("SIGKILL");
    });
    await Promise.all([once(writer, "exit"), once(lines, "close")]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(500);
    const store = open(file);
    const found = await Promise.all(acknowledged.map((id) => store.get(id)));
    expect(found.filter((job) => job === undefined)).toEqual([]);
    store.close();
  });
});
