// What a search asks of DynamoDB: the index where it can tell, records only of jobs that may fit, and no more than is allowed.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SearchQuery } from "../../../core/jobs/index.ts";
import { fingerprintOf, type JobFilter, searchOn } from "../../../core/jobs/operate/inspector.ts";
import { makeAttempt, makeJob, START } from "../../contracts/job-store/factories.ts";
import { type OpenDynamoStore, openDynamoStore } from "./open-dynamo-store.ts";

const failed = makeAttempt({ error: { name: "HttpError", message: "answered 503", permanent: false } });
const jobs = Array.from({ length: 60 }, (_, index) => {
  const isDead = index % 3 === 0;
  const job = makeJob({
    ...{ createdAt: START + index * 1_000, title: `job ${index}`, request: { number: index } },
    ...(isDead ? { status: "dead", cause: "exhausted", attempts: [failed] } : { status: "succeeded" }),
  });
  // Those of an earlier release have no `errorKey`.
  return isDead && index >= 30 ? { ...job, errorKey: fingerprintOf(job) } : job;
});
const dead = jobs.filter(({ status }) => status === "dead");

let opened: OpenDynamoStore;
let commands: { name: string; key: string }[] = [];
beforeAll(async () => {
  opened = await openDynamoStore();
  for (const job of jobs) await opened.store.create(job);
  opened.client.middlewareStack.add(
    (next, { commandName = "" }) =>
      (args) => {
        const input = args.input as { ExpressionAttributeValues?: Record<string, { S?: string }> };
        commands.push({ name: commandName, key: input.ExpressionAttributeValues?.[":list"]?.S ?? "" });
        return next(args);
      },
    { step: "initialize" },
  );
});
afterAll(() => opened.close());
beforeEach(() => {
  commands = [];
});

const search = (filter: JobFilter, query: Partial<SearchQuery> = {}) =>
  opened.store.search({ filter, order: "newest", limit: 100, ...query });
const reads = () => commands.filter(({ name }) => name === "GetItemCommand").length;
const lists = () => new Set(commands.flatMap(({ key }) => (key === "" ? [] : [key.split("#")[0]])));

describe("a search that the index can tell", () => {
  it("reads no record, and only the lists of its statuses", async () => {
    const { items, read } = await search({
      status: ["dead"],
      cause: ["exhausted"],
      type: ["briefing:generate"],
    });
    expect(items).toHaveLength(dead.length);
    expect(read).toBe(dead.length);
    expect(reads()).toBe(0);
    expect(lists()).toEqual(new Set(["dead"]));
  });

  it("reads no further than a time", async () => {
    const { read } = await search({ status: ["dead"], createdAfter: START + 50_000 });
    expect(read).toBe(dead.filter(({ createdAt }) => createdAt >= START + 50_000).length);
    const { read: before } = await search({ status: ["dead"], createdBefore: START + 10_000 });
    expect(before).toBe(dead.filter(({ createdAt }) => createdAt < START + 10_000).length);
  });

  it("finds text of a title there", async () => {
    expect((await search({ text: "JOB 57", status: ["dead"] })).items).toHaveLength(1);
    expect(reads()).toBe(dead.length - 1);
  });
});

describe("a search that needs records", () => {
  it("reads those of jobs that pass what the index tells", async () => {
    expect((await search({ cause: ["exhausted"], where: { number: "33" } })).items).toHaveLength(1);
    expect(reads()).toBe(dead.length);
  });

  it("by fingerprint reads those of jobs that died in an earlier release", async () => {
    const fingerprint = [fingerprintOf(dead[0] ?? expect.fail()) ?? ""];
    expect((await search({ status: ["dead"], fingerprint })).items).toHaveLength(dead.length);
    expect(reads()).toBe(dead.filter(({ errorKey }) => errorKey === undefined).length);
    commands = [];
    expect((await search({ status: ["dead"], fingerprint: ["ffffffffffff"] })).items).toEqual([]);
    expect(reads()).toBe(dead.filter(({ errorKey }) => errorKey === undefined).length);
  });

  it("stops after about as many as it may, and goes on by its cursor to the very end", async () => {
    const first = await search({ where: { number: "3" } }, { maxRead: 25 });
    expect(first).toMatchObject({ items: [], readTo: expect.any(Number), cursor: expect.any(String) });
    expect(reads()).toBeLessThanOrEqual(50);
    expect(first.read).toBeLessThan(60);
    const found: string[] = [];
    let page = first;
    while (page.cursor !== undefined) {
      page = await search({ where: { number: "3" } }, { maxRead: 25, cursor: page.cursor });
      found.push(...page.items.map(({ title }) => title));
    }
    expect(found).toEqual(["job 3"]);
  });
});

describe("a search for somebody who waits", () => {
  it("ends when it is stopped, and says where to go on", async () => {
    const stopped = new AbortController();
    const store = {
      ...opened.store,
      search: (query: SearchQuery) => opened.store.search({ ...query, maxRead: 5 }),
    };
    const told: number[] = [];
    const page = await searchOn(
      { store },
      { filter: { where: { number: "none" } }, order: "newest", limit: 10 },
      {
        signal: stopped.signal,
        onProgress: ({ read }) => {
          told.push(read);
          if (told.length === 2) stopped.abort();
        },
      },
    );
    expect(page).toMatchObject({ items: [], cursor: expect.any(String), readTo: expect.any(Number) });
    expect(told).toHaveLength(2);
    expect(told[1]).toBeGreaterThan(told[0] ?? 0);
    expect(page.read).toBe(told[1]);
  });

  it("reads to the end when nobody stops it", async () => {
    const query = { filter: { where: { number: "3" } }, order: "oldest", limit: 10 } as const;
    const page = await searchOn(opened, query);
    expect(page.items.map(({ title }) => title)).toEqual(["job 3"]);
    expect(page).toMatchObject({ read: 60 });
    expect(page).not.toHaveProperty("cursor");
  });
});
