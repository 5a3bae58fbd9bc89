// The SQLite store under the contract of every job store, and what is its own: files.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { defineSettings } from "../../core/settings.ts";
import { openStoreFile } from "../../local/sqlite-file.ts";
import { selection } from "../../local/sqlite-lists.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { makeJob } from "../contracts/job-store/factories.ts";
import { describeJobStore } from "../contracts/job-store.ts";

const folder = mkdtempSync(join(tmpdir(), "briefings-store-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const open = (file = join(folder, `jobs-${++files}.sqlite`)) =>
  createSqliteStore({ file, make: true, settings: defineSettings(), now: Date.now });

describeJobStore("SQLite, in a file", async () => {
  const store = open();
  return { store, close: async () => store.close() };
});

describe("a list in the SQLite store", () => {
  const query = { limit: 1, scope: "all", nowSeconds: 0, createdBefore: 1 };
  const newest = { ...query, order: "newest" } as const;
  const oldest = { ...query, order: "oldest" } as const;

  it.each([
    ["of all types", newest, "items_by_list"],
    ["of all types, oldest first", oldest, "items_by_list"],
    ["of one type", { ...newest, type: "briefing:generate" }, "items_by_type"],
    ["of one type, oldest first", { ...oldest, type: "briefing:generate" }, "items_by_type"],
  ])("%s is read in the order of its index, and no row of another list is touched", (_, asked, index) => {
    const db = openStoreFile(":memory:", { make: true });
    const { sql, values } = selection(asked);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all("queued", ...values, 2);
    const steps = plan.map((step) => String(step.detail));
    expect(steps).toHaveLength(1);
    const type = "type" in asked ? " AND <expr>=?" : "";
    expect(steps[0]).toMatch(`USING INDEX ${index} (list=?${type} AND listed>? AND listed<?)`);
    db.close();
  });
});

describe("a record that newer code wrote", () => {
  it("is listed as far as a list shows it, costs no other its place, and is named when it is opened", async () => {
    const file = join(folder, "newer-record.sqlite");
    const store = open(file);
    const [newer, beyond, other] = [makeJob(), makeJob(), makeJob()];
    for (const job of [newer, beyond, other]) await store.create(job);
    const db = new DatabaseSync(file);
    const set = db.prepare("UPDATE items SET json = json_set(json, ?, json(?)) WHERE key = ?");
    set.run("$.v", "2", `job#${newer.id}`);
    set.run("$.title", "[1]", `job#${beyond.id}`);
    db.close();
    const query = { order: "newest", limit: 10 } as const;
    const idsOf = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id).toSorted();
    const shown = [newer.id, other.id].toSorted();
    expect(idsOf(await store.list(query))).toEqual(shown);
    expect(idsOf(await store.search({ ...query, filter: { status: [newer.status] } }))).toEqual(shown);
    expect(idsOf(await store.search({ ...query, filter: { text: other.id } }))).toEqual([other.id]);
    const unreadable = new RegExp(`record job#${newer.id} \\(version 2\\) cannot be read by this deployment`);
    await expect(store.get(newer.id)).rejects.toThrow(unreadable);
    store.close();
  });
});

describe("the SQLite store's file", () => {
  it("keeps records when it is closed and opened again", async () => {
    const file = join(folder, "kept.sqlite");
    const first = open(file);
    const job = makeJob();
    await first.create(job);
    first.close();
    const second = open(file);
    expect(await second.get(job.id)).toEqual(job);
    second.close();
  });

  it("is shared: what one connection writes, another sees, and only one wins a claim", async () => {
    const file = join(folder, "shared.sqlite");
    const [one, other] = [open(file), open(file)];
    const job = makeJob();
    await one.create(job);
    const wins = await Promise.all(
      [one, other].map((store) =>
        store.update(job.id, { set: { status: "running" } }, { status: ["pending"] }),
      ),
    );
    expect(wins.filter(Boolean)).toHaveLength(1);
    one.close();
    other.close();
  });

  it("that is not a database is refused, with a remedy, and left as it is", async () => {
    const file = join(folder, "garbage.sqlite");
    writeFileSync(file, "not a database, but somebody's notes\n".repeat(50));
    await expect(open(file).ping()).rejects.toThrow(/garbage\.sqlite is damaged .*move it away/);
    expect(readFileSync(file, "utf8")).toContain("somebody's notes");
  });

  it("of a newer release is refused and left as it is", async () => {
    const file = join(folder, "newer.sqlite");
    const db = new DatabaseSync(file);
    db.exec("PRAGMA user_version = 99; CREATE TABLE items (new TEXT)");
    db.close();
    await expect(open(file).ping()).rejects.toThrow(/newer release.*version 99/);
    const after = new DatabaseSync(file);
    expect(after.prepare("PRAGMA user_version").get()).toEqual({ user_version: 99 });
    after.close();
  });
});
