// The index of texts in the SQLite file: what it is used for, what leaves it, and how the file of an earlier release gets it.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { JobStore } from "../../core/jobs/index.ts";
import type { JobFilter } from "../../core/jobs/operate/inspector.ts";
import { defineSettings } from "../../core/settings.ts";
import { connect } from "../../local/sqlite-connection.ts";
import { deleteExpired, openStoreFile } from "../../local/sqlite-file.ts";
import { selection } from "../../local/sqlite-search.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { isIndexed, rowsWith } from "../../local/sqlite-texts.ts";
import { makeJob, START } from "../contracts/job-store/factories.ts";
import { temporaryFolder } from "./sqs/support.ts";

let file: string;
beforeEach(() => {
  file = join(temporaryFolder(), "jobs.sqlite");
});

const nowMs = Date.now();
function open(): JobStore {
  const store = createSqliteStore({ file, make: true, settings: defineSettings(), now: () => nowMs });
  onTestFinished(() => store.close());
  return store;
}

const search = async (store: JobStore, filter: JobFilter) => {
  const { items, read } = await store.search({ filter, order: "newest", limit: 100 });
  return { ids: items.map(({ id }) => id), read };
};

/** Looks into the file beside the store. */
function inFile<T>(look: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file);
  try {
    return look(db);
  } finally {
    db.close();
  }
}
const documents = () => inFile((db) => db.prepare("SELECT count(*) AS n FROM texts_docsize").get()?.n);
const isFound = (text: string) =>
  inFile((db) => {
    const row = db.prepare("SELECT 1 FROM texts WHERE texts MATCH ?").get(`"${text}"`);
    return row !== undefined;
  });

describe("the index of texts", () => {
  it("leads to the few jobs that hold a text, and no other is read", async () => {
    const store = open();
    for (let index = 0; index < 60; index++) await store.create(makeJob({ title: `job ${index}` }));
    const one = makeJob({ title: "a needle", request: { topic: "hay", depth: 1234 } });
    await store.create(one);
    expect(await search(store, { text: "needle" })).toEqual({ ids: [one.id], read: 1 });
    expect(await search(store, { where: { depth: "1234" } })).toEqual({ ids: [one.id], read: 1 });
    // The rarer text leads.
    expect(await search(store, { text: "needle", where: { topic: "hay" } })).toMatchObject({ read: 1 });
    // Two letters are less than a run.
    expect(await search(store, { text: "ee", where: { topic: "hay" } })).toMatchObject({
      ids: [one.id],
      read: 1,
    });
    expect((await search(store, { where: { topic: "ha" } })).read).toBe(61);
  });

  it("leads to as many rows as are asked for, and says when there are more", async () => {
    const store = open();
    for (let index = 0; index < 5; index++) await store.create(makeJob({ title: "common" }));
    const connection = connect({ file, make: false, now: Date.now, lockPatienceMs: 0 });
    onTestFinished(() => connection.close());
    expect(await connection.run((db) => rowsWith(db, "common", 5))).toHaveLength(5);
    expect(await connection.run((db) => rowsWith(db, "common", 4))).toBeUndefined();
  });

  it("takes part in a long text from its beginning to its end", async () => {
    const store = open();
    const long = Array.from({ length: 200 }, (_, index) => `word${index}`).join(" ");
    const one = makeJob({ title: long });
    await store.create(one);
    await store.create(makeJob({ title: long.slice(0, long.length / 2) }));
    const text = long.slice(-500);
    expect(await search(store, { text })).toEqual({ ids: [one.id], read: 1 });
  });

  it.each([
    ["ab", false],
    ["abc", true],
    ["💥💥", false],
    ["💥💥💥", true],
  ])("knows runs of three characters: %s", (text, indexed) => {
    expect(isIndexed(text)).toBe(indexed);
  });

  it("forgets a job whose data was deleted, and a payload in an item of its own", async () => {
    const store = open();
    const job = makeJob({ title: "secret", requestHash: "a".repeat(64), request: null, requestBytes: 5_000 });
    await store.putRequest(job.id, job.requestHash, { topic: "hidden" }, 9_999_999_999);
    await store.create(job);
    expect([isFound("sec"), isFound("hid")]).toEqual([true, true]);
    await store.deleteRequest(job.id, job.requestHash);
    await store.update(job.id, { set: { title: "", request: null, deletedAt: START } }, {});
    expect([isFound("sec"), isFound("hid"), documents()]).toEqual([false, false, 0]);
  });

  it("forgets what has expired, in the transaction that deletes it", async () => {
    const store = open();
    const seconds = Math.floor(nowMs / 1_000);
    await store.create(makeJob({ title: "short-lived", expiresAtSeconds: seconds + 60 }));
    expect(await search(store, { text: "short-lived" })).toMatchObject({ read: 1 });
    const db = openStoreFile(file, { make: false });
    onTestFinished(() => db.close());
    expect(deleteExpired(db, nowMs + 120_000, 10)).toBe(1);
    expect([isFound("sho"), documents()]).toEqual([false, 0]);
  });

  it("has one document for a job, however often it changes", async () => {
    const store = open();
    const job = makeJob({ title: "first" });
    await store.create(job);
    for (const title of ["second", "third"]) await store.update(job.id, { set: { title } }, {});
    expect([documents(), isFound("fir"), isFound("sec"), isFound("thi")]).toEqual([1, false, false, true]);
  });

  it("has nothing of a change that is not committed", async () => {
    const store = open();
    const job = makeJob({ title: "kept" });
    await store.create(job);
    const large = store.update(job.id, { set: { title: "x".repeat(500_000) } }, {});
    await expect(large).rejects.toMatchObject({ code: "item-too-large" });
    expect(await search(store, { text: "xxx" })).toMatchObject({ ids: [] });
    expect(await search(store, { text: "kept" })).toMatchObject({ ids: [job.id] });
  });
});

describe("a search that the index of texts cannot narrow", () => {
  it.each([
    [{ status: "queued" }, "items_by_list", "list=? AND listed>? AND listed<?"],
    [{ status: "queued", type: "t" }, "items_by_type", "list=? AND <expr>=? AND listed>? AND listed<?"],
  ])("reads the list of %j in its order", (list, index, by) => {
    const db = openStoreFile(":memory:", { make: true });
    const { sql, values } = selection(list, true);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values, "", "~", 0, 10);
    expect(plan.map(({ detail }) => detail)).toEqual([`SEARCH items USING INDEX ${index} (${by})`]);
    db.close();
  });

  it("reads the jobs of a type alone", async () => {
    const store = open();
    for (let index = 0; index < 30; index++) await store.create(makeJob());
    const one = makeJob({ type: "rare:type" });
    await store.create(one);
    expect(await search(store, { type: ["rare:type", "other"] })).toEqual({ ids: [one.id], read: 1 });
  });
});

describe("the file of an earlier release", () => {
  const hash = "b".repeat(64);
  const small = makeJob({ title: "from before" });
  const large = makeJob({ title: "large", request: null, requestBytes: 9_000, requestHash: hash });

  it.each([
    ["with rows in the order of their keys", "key TEXT PRIMARY KEY", ", WITHOUT ROWID"],
    ["with rows in the order of their writing", "key TEXT PRIMARY KEY", ""],
  ])("%s is searched once it is opened", async (_, key, kind) => {
    inFile((db) => {
      db.exec(`
        CREATE TABLE items (${key}, list TEXT, listed TEXT, expires INTEGER, json TEXT NOT NULL) STRICT${kind};
        CREATE INDEX items_by_list ON items (list, listed) WHERE listed IS NOT NULL;
        PRAGMA user_version = 1;
      `);
      const insert = db.prepare("INSERT INTO items VALUES (?, ?, ?, ?, ?)");
      for (const job of [small, large]) {
        const listed = `${String(job.createdAt).padStart(16, "0")}#${job.id}`;
        insert.run(`job#${job.id}`, job.status, listed, null, JSON.stringify(job));
      }
      const request = JSON.stringify({ request: { topic: "apart" }, expiresAtSeconds: 9_999_999_999 });
      insert.run(`request#${large.id}#${hash}`, null, null, 9_999_999_999, request);
      insert.run("job#unreadable", null, null, null, '{"v":99}');
      insert.run("memo#kept", null, null, 9_999_999_999, '"kept"');
    });
    const store = open();
    expect(await search(store, { text: "from before" })).toEqual({ ids: [small.id], read: 1 });
    expect(await search(store, { where: { topic: "apart" } })).toEqual({ ids: [large.id], read: 1 });
    expect(await store.get(small.id)).toEqual(small);
    await expect(store.get("unreadable")).rejects.toThrow();
    store.close();
    const after = inFile((db) => ({
      version: db.prepare("PRAGMA user_version").get()?.user_version,
      rows: db.prepare("SELECT key FROM items").all().length,
      tables: db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'items%' ORDER BY name").all(),
    }));
    expect(after).toMatchObject({ version: 2, rows: 5 });
    expect(after.tables.map(({ name }) => name)).toEqual([
      ...["items", "items_by_expiry", "items_by_list", "items_by_type"],
    ]);
  });

  it("is left as it is when the disk is full or the process ends on the way", () => {
    inFile((db) =>
      db.exec(`
        CREATE TABLE items (key TEXT PRIMARY KEY, list TEXT, listed TEXT, expires INTEGER, json TEXT NOT NULL) STRICT;
        CREATE TABLE texts (taken TEXT);
        PRAGMA user_version = 1;
      `),
    );
    expect(() => openStoreFile(file, { make: false })).toThrow(/texts already exists/);
    const tables = inFile((db) => db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all());
    expect(tables.map(({ name }) => name)).toEqual(["items", "texts"]);
  });
});
