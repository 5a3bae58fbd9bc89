// Job records, results, dead letters, cached values and message bodies as an earlier release (commit d2a8f67) wrote them are read, and their jobs go on.
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import * as z from "zod";
import { migrateTable } from "../../core/aws/migrate-table.ts";
import { Briefing } from "../../core/briefings/briefing.ts";
import { type Cache, inspectDeadLetters, type JobStore, recoverJobs } from "../../core/jobs/index.ts";
import { defineSettings } from "../../core/settings.ts";
import { createSqliteCache } from "../../local/sqlite-cache.ts";
import { openSqliteItems } from "../../local/sqlite-items.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { openDynamoStore } from "../core/aws/open-dynamo-store.ts";
import { temporaryFolder } from "../local/sqs/support.ts";
import { createTestBackend } from "../support/test-backend.ts";

/** `jobs` and `ids` by the job's fate, as the earlier release's own store gave them; `bodies` are those of its messages. */
const Recorded = z.object({
  recordedAt: z.number(),
  ids: z.record(z.string(), z.string()),
  bodies: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), z.looseObject({ status: z.string() })),
});
const SqliteRecorded = Recorded.extend({
  version: z.number(),
  schema: z.array(z.string()),
  rows: z.array(
    z.object({
      key: z.string(),
      list: z.string().nullable(),
      listed: z.string().nullable(),
      expires: z.number().nullable(),
      json: z.string(),
    }),
  ),
});
const DynamoRecorded = Recorded.extend({ items: z.array(z.record(z.string(), z.any())) });
type Recorded = z.infer<typeof Recorded>;
type Opened = { recorded: Recorded; store: JobStore; cache: Cache };

const read = <T>(schema: z.ZodType<T>, file: string): T =>
  schema.parse(JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")));

async function openSqlite(): Promise<Opened> {
  const { version, schema, rows, ...recorded } = read(SqliteRecorded, "./job-records-sqlite.json");
  const file = `${temporaryFolder()}/jobs.sqlite`;
  const db = new DatabaseSync(file);
  db.exec(`${schema.join(";")}; PRAGMA user_version = ${version}`);
  const insert = db.prepare("INSERT INTO items (key, list, listed, expires, json) VALUES (?, ?, ?, ?, ?)");
  for (const { key, list, listed, expires, json } of rows) insert.run(key, list, listed, expires, json);
  db.close();
  const options = { file, settings: defineSettings(), now: () => Date.now() };
  const items = openSqliteItems(options);
  onTestFinished(() => items.close());
  return { recorded, store: createSqliteStore(options, items), cache: createSqliteCache(items) };
}

async function openDynamo(): Promise<Opened> {
  const { items, ...recorded } = read(DynamoRecorded, "./job-records-dynamodb.json");
  const opened = await openDynamoStore(() => Date.now());
  onTestFinished(() => opened.close());
  const { client, tableName, store, cache } = opened;
  const puts = items.map((Item) => ({ PutRequest: { Item } }));
  while (puts.length > 0) {
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: puts.splice(0, 25) } }));
  }
  // What a deploy over that release asks for (docs/aws.md). A second time it finds nothing to do.
  const listed = items.filter(({ listKey }) => listKey !== undefined).length;
  expect(await migrateTable(client, tableName)).toEqual({ read: items.length, placed: listed });
  expect(await migrateTable(client, tableName)).toEqual({ read: items.length, placed: 0 });
  return { recorded, store, cache };
}

describe.each([
  ["SQLite", openSqlite],
  ["DynamoDB", openDynamo],
])("what an earlier release wrote to %s", (_, open) => {
  let opened: Opened;
  const goTo = (ms: number) => vi.mocked(Date.now).mockReturnValue(ms);

  beforeEach(async () => {
    opened = await open();
    const clock = vi.spyOn(Date, "now").mockReturnValue(opened.recorded.recordedAt + 1_000);
    return () => clock.mockRestore();
  });

  const idOf = (name: string) => opened.recorded.ids[name] ?? "";
  const bodyOf = (name: string) => opened.recorded.bodies[name] ?? "";
  const jobOf = async (name: string) => {
    const job = await opened.store.get(idOf(name));
    if (!job) throw new Error(`${name} has no record`);
    return job;
  };

  /** The engine of this release on the recorded store. */
  function engine() {
    const test = createTestBackend();
    Object.assign(test.backend, { store: opened.store, cache: opened.cache });
    return test;
  }

  it("holds records that read back as that release read them", async () => {
    const names = Object.keys(opened.recorded.ids);
    expect(names).toHaveLength(10);
    for (const name of names) {
      expect(await opened.store.get(idOf(name))).toEqual(opened.recorded.jobs[name]);
    }
  });

  it("lists jobs, newest first, without the one whose data was deleted", async () => {
    const { items } = await opened.store.list({ order: "newest", limit: 100 });
    const names = items.map(({ id }) => Object.keys(opened.recorded.ids).find((name) => idOf(name) === id));
    expect(names).toEqual([
      ...["pending", "queued", "running", "cancelled", "succeeded", "retrying", "dead", "redriven"],
      "briefing",
    ]);
  });

  it("holds results, dead letters and cached values", async () => {
    expect(Briefing.parse(await opened.store.getResult(idOf("briefing"))).topic).toBe("Offshore wind");
    expect(await opened.store.getResult(idOf("succeeded"))).toEqual({ made: "succeeded" });
    const { items } = await opened.store.listDeadLetters({ limit: 10 });
    expect(items.map(({ cause, jobId }) => [cause, jobId])).toEqual([
      ["unreadable", undefined],
      ["permanent", idOf("redriven")],
    ]);
    expect(await opened.cache.get("recover:position")).toEqual({ status: "queued" });
    expect(await opened.cache.get("source:feed https://example.com/feed")).toEqual({
      version: 1,
      etag: '"abc"',
    });
  });

  it.each(["queued", "retrying"])("has a %s job, which its message carries to success", async (name) => {
    const test = engine();
    goTo(Math.max(Date.now(), (await jobOf(name)).nextAttemptAt ?? 0));
    test.queues.put(bodyOf(name));
    await test.deliver();
    const attempts = name === "retrying" ? ["failed", "succeeded"] : ["succeeded"];
    const job = await jobOf(name);
    expect(job.status).toBe("succeeded");
    expect(job.attempts.map(({ outcome }) => outcome)).toEqual(attempts);
    expect(await opened.store.getResult(job.id)).toEqual({ made: name });
  });

  it("has a running job, whose attempt counts as killed once its lease is over, and which runs again", async () => {
    const test = engine();
    const { claim, attempts } = await jobOf("running");
    goTo((claim?.leaseUntil ?? 0) + 1_000);
    const received = { body: bodyOf("running"), messageId: attempts[0]?.messageId ?? "", receiveCount: 2 };
    await test.consume({ ...received, receiptHandle: "handle" });
    const job = await jobOf("running");
    expect(job.status).toBe("succeeded");
    expect(job.attempts.map(({ outcome }) => outcome)).toEqual(["killed", "succeeded"]);
  });

  it("has a pending job, which recover sends and a receive runs", async () => {
    const test = engine();
    const { recover } = test.settings;
    goTo(Date.now() + (recover.overdueSeconds + 1) * 1_000);
    await recoverJobs(test.backend, () => true);
    const sent = test.queues.sent.filter(({ message }) => message.jobId === idOf("pending"));
    expect(sent).toHaveLength(1);
    for (let received = test.queues.receive(); received; received = test.queues.receive()) {
      await test.consume(received);
    }
    expect((await jobOf("pending")).status).toBe("succeeded");
  });

  it("has a dead job, which a redrive runs again", async () => {
    const test = engine();
    const { burn } = await jobOf("dead");
    test.queues.putDead(bodyOf("dead"), burn?.messageId);
    await inspectDeadLetters(test.backend, () => true);
    expect(await opened.store.getDeadLetter(burn?.messageId ?? "")).toMatchObject({ cause: "permanent" });
    goTo(Date.now() + 3_600_000);
    await test.backend.deadLetters.redrive();
    await test.deliver();
    const job = await jobOf("dead");
    expect(job.status).toBe("succeeded");
    expect(job.redrives).toHaveLength(1);
  });

  it.each(["succeeded", "cancelled", "deleted"])(
    "has a job that is %s, a late message of which is acknowledged without a run",
    async (name) => {
      const test = engine();
      const before = await jobOf(name);
      test.queues.put(bodyOf(name));
      expect(await test.deliver()).toMatchObject({ failed: false });
      expect(test.runs).toEqual([]);
      expect(await jobOf(name)).toEqual(before);
    },
  );
});
