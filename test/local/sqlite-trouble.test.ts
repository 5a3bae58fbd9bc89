// The SQLite store's file when it is locked, full, not writable, gone, of a newer release or damaged.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JobStore } from "../../core/jobs/ports.ts";
import { defineSettings } from "../../core/settings.ts";
import { connect } from "../../local/sqlite-connection.ts";
import type { SqliteOptions } from "../../local/sqlite-items.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { makeJob } from "../contracts/job-store/factories.ts";

const folder = mkdtempSync(join(tmpdir(), "briefings-trouble-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let file = "";
let files = 0;
let opened: JobStore[] = [];
beforeEach(() => {
  file = join(folder, `jobs-${++files}.sqlite`);
  opened = [];
});
afterEach(() => {
  for (const store of opened) store.close();
});

function open(options: Partial<SqliteOptions> = {}): JobStore {
  const store = createSqliteStore({ file, settings: defineSettings(), now: Date.now, ...options });
  opened.push(store);
  return store;
}

/** A file with one job in it, as `npm run dev` leaves it. */
async function made() {
  const store = open({ make: true });
  const job = makeJob();
  await store.create(job);
  store.close();
  return job;
}

/** What every call that writes, and every call that reads, rejects with. */
async function refusals(store: JobStore) {
  const calls = [store.create(makeJob()), store.get("brf_1"), store.list({ order: "newest", limit: 1 })];
  return (await Promise.allSettled(calls)).map((call) =>
    call.status === "rejected" ? { code: call.reason.code, message: call.reason.message } : "answered",
  );
}

const all = (code: string, message: RegExp) =>
  Array.from({ length: 3 }, () => ({ code, message: expect.stringMatching(message) }));

/** Another process's connection that is in the middle of a write. */
function lock(): { release(): void } {
  const db = new DatabaseSync(file);
  db.exec("BEGIN IMMEDIATE");
  return {
    release() {
      if (db.isTransaction) db.exec("ROLLBACK");
      if (db.isOpen) db.close();
    },
  };
}

describe("a store that another process has locked", () => {
  it("is waited for, and meanwhile reads are answered and the thread is free", async () => {
    const job = await made();
    const { release } = lock();
    const store = open({ lockPatienceMs: 3_600_000 });
    let written = false;
    const update = store.update(job.id, { set: { resends: 1 } }, {}).then(() => {
      written = true;
    });
    expect((await store.list({ order: "newest", limit: 1 })).items).toMatchObject([{ id: job.id }]);
    expect(await store.get(job.id)).toEqual(job);
    expect(written).toBe(false);
    release();
    await update;
    expect(await store.get(job.id)).toMatchObject({ resends: 1 });
  });

  it("for too long is named so, without advice that would lose the data, and serves again later", async () => {
    const job = await made();
    const { release } = lock();
    const store = open({ lockPatienceMs: 0 });
    const update = store.update(job.id, { set: { resends: 1 } }, {});
    await expect(update).rejects.toMatchObject({
      name: "StoreError",
      code: "store-locked",
      message: expect.stringMatching(/locked by another process.*try again/),
    });
    await expect(update).rejects.not.toThrow(/move it away|empty/);
    release();
    expect(await store.update(job.id, { set: { resends: 1 } }, {})).toMatchObject({ resends: 1 });
  });
});

describe("a store on a full disk", () => {
  const insert = "INSERT INTO items (key, json) VALUES (?, ?)";

  it("says so, and not that the rollback failed; what was written before is kept", async () => {
    await made();
    const connection = connect({ file, make: false, now: Date.now, lockPatienceMs: 0 });
    await connection.run((db) => {
      const pages = db.statement("PRAGMA page_count").get()?.page_count;
      db.statement(`PRAGMA max_page_count = ${Number(pages)}`).get();
    });
    const write = connection.run((db) =>
      db.atomically(() => db.statement(insert).run("memo#large", "x".repeat(100_000))),
    );
    await expect(write).rejects.toMatchObject({
      name: "StoreError",
      code: "store-full",
      message: expect.stringMatching(/disk is full.*free some space/),
    });
    connection.close();
    expect((await open().list({ order: "newest", limit: 9 })).items).toHaveLength(1);
  });

  it("keeps the error that a rollback followed, whatever becomes of the rollback", async () => {
    await made();
    const connection = connect({ file, make: false, now: Date.now, lockPatienceMs: 0 });
    const work = connection.run((db) =>
      db.atomically(() => {
        db.statement("ROLLBACK").run();
        throw new Error("the first error");
      }),
    );
    await expect(work).rejects.toThrow("the first error");
    connection.close();
  });

  // A disk of its own needs the right to mount one.
  const disk = join(folder, "disk");
  mkdirSync(disk);
  const mounted =
    process.platform === "linux" &&
    spawnSync("mount", ["-t", "tmpfs", "-o", "size=400k", "none", disk], { stdio: "ignore" }).status === 0;
  afterAll(() => {
    if (mounted) spawnSync("umount", ["-l", disk]);
  });

  it.skipIf(!mounted)("reads, refuses to write, and writes again once there is space", async () => {
    file = join(disk, "jobs.sqlite");
    const store = open({ make: true });
    const job = makeJob();
    await store.create(job);
    const request = "x".repeat(100_000);
    const filled = Array.from({ length: 9 }, () => store.create(makeJob({ request })));
    const failures = (await Promise.allSettled(filled)).flatMap((call) =>
      call.status === "rejected" ? [call.reason.code] : [],
    );
    expect(new Set(failures)).toEqual(new Set(["store-full"]));
    expect(await store.get(job.id)).toEqual(job);
    // The last pages: else a small write still finds room.
    spawnSync("dd", ["if=/dev/zero", `of=${join(disk, "rest")}`], { stdio: "ignore" });
    // One after the other: together they would share a page.
    const small = async () => {
      for (let jobs = 0; jobs < 9; jobs++) await store.create(makeJob());
    };
    await expect(small()).rejects.toMatchObject({ code: "store-full" });
    spawnSync("mount", ["-o", "remount,size=4m", disk]);
    expect(await store.create(makeJob({ request }))).toBe(true);
  });
});

describe("a store that is not there", () => {
  it("is not made by whoever only uses it", async () => {
    expect(await refusals(open())).toEqual(all("store-missing", /does not exist: start `npm run dev`/));
    expect(existsSync(file)).toBe(false);
  });

  it("nor is its folder", async () => {
    file = join(folder, "nowhere", "jobs.sqlite");
    expect(await refusals(open())).toEqual(all("store-missing", /nowhere.jobs\.sqlite does not exist/));
    expect(await refusals(open({ make: true }))).toEqual(all("store-missing", /does not exist/));
  });

  it("any more takes no write that would be gone with the process", async () => {
    const job = await made();
    const store = open();
    expect(await store.get(job.id)).toEqual(job);
    renameSync(file, `${file}-moved`);
    expect(await refusals(store)).toEqual(all("store-missing", /does not exist/));
    renameSync(`${file}-moved`, file);
    expect(await store.get(job.id)).toEqual(job);
  });
});

// Root may write everything; SQLite's own read-only mode stands in for it there.
describe.skipIf(process.getuid?.() === 0)("a store without write permission", () => {
  it("says what to permit, and for whom", async () => {
    await made();
    chmodSync(file, 0o444);
    expect(
      await open()
        .ping()
        .catch((error) => error),
    ).toMatchObject({
      code: "store-read-only",
      message: expect.stringMatching(/write permission to the file and its folder/),
    });
  });
});

describe("a store that SQLite may only read", () => {
  it("says what to permit", async () => {
    const job = await made();
    const connection = connect({ file, make: false, now: Date.now, lockPatienceMs: 0 });
    await connection.run((db) => db.statement("PRAGMA query_only = 1").get());
    const write = connection.run((db) =>
      db.atomically(() => db.statement("DELETE FROM items WHERE key = ?").run(`job#${job.id}`)),
    );
    await expect(write).rejects.toMatchObject({
      code: "store-read-only",
      message: expect.stringMatching(/write permission/),
    });
    connection.close();
  });
});

describe("a store of a newer release", () => {
  it("says to update, and is left as it is", async () => {
    const db = new DatabaseSync(file);
    db.exec("PRAGMA user_version = 99; CREATE TABLE items (new TEXT)");
    db.close();
    const before = statSync(file).mtimeMs;
    expect(await refusals(open())).toEqual(all("store-newer", /newer release.*update.*version 99/));
    expect(statSync(file).mtimeMs).toBe(before);
  });
});

describe("a damaged store", () => {
  it.each([
    ["that is no database", () => writeFileSync(file, "somebody's notes\n".repeat(500))],
    ["that is a folder", () => mkdirSync(file)],
  ])("%s says so", async (_, damage) => {
    damage();
    expect(await refusals(open())).toEqual(all("store-corrupt", /damaged or no job store.*restore a copy/));
  });

  it("whose pages are lost says so", async () => {
    const store = open({ make: true });
    for (let index = 0; index < 50; index++) await store.create(makeJob({ request: "x".repeat(2_000) }));
    store.close();
    copyFileSync(file, `${file}-whole`);
    truncateSync(file, 4_096 * 4);
    const reader = open();
    const list = reader.list({ order: "newest", limit: 100 });
    await expect(list).rejects.toMatchObject({ name: "StoreError", code: "store-corrupt" });
  });
});

describe("a file of the release before", () => {
  it("gets the index that lists of one type need", async () => {
    const job = makeJob();
    const db = new DatabaseSync(file);
    db.exec(`
      CREATE TABLE items (key TEXT PRIMARY KEY, list TEXT, listed TEXT, expires INTEGER, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX items_by_list ON items (list, listed) WHERE listed IS NOT NULL;
      PRAGMA user_version = 1;
    `);
    db.prepare("INSERT INTO items VALUES (?, ?, ?, NULL, ?)").run(
      `job#${job.id}`,
      job.status,
      `${String(job.createdAt).padStart(16, "0")}#${job.id}`,
      JSON.stringify(job),
    );
    db.close();
    const { items } = await open().list({ type: job.type, order: "newest", limit: 9 });
    expect(items).toMatchObject([{ id: job.id }]);
  });
});
