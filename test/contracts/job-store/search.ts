// Contract: the jobs that fit a filter, the same ones in every store, in order and in pages.
import { beforeAll, describe, expect, it } from "vitest";
import type { FoundPage, JobStore, SearchQuery } from "../../../core/jobs/ports.ts";
import { fingerprintOf } from "../../../core/jobs/record/fingerprint.ts";
import type { Job } from "../../../core/jobs/record/job.ts";
import type { JobFilter } from "../../../core/jobs/record/job-filter.ts";
import { inSeconds, makeAttempt, makeJob, START } from "./factories.ts";

const failed = (message: string, name = "HttpError") =>
  makeAttempt({ endedAt: START + 5, outcome: "failed", error: { name, message, permanent: false } });

const MINUTE = 60_000;

/** By the name that the tests give it. Each is a minute younger than the one before. */
const made = {
  tides: makeJob({
    title: "Tidal power",
    request: { topic: "Tidal power", length: "short", depth: 3, draft: true },
  }),
  quiet: makeJob({
    status: "queued",
    title: "Quiet",
    tenant: "acme",
    request: { topic: "Ferries", note: null },
  }),
  report: makeJob({
    type: "report:monthly",
    status: "succeeded",
    endedAt: START + 9,
    title: "November",
    request: "plain",
  }),
  dead503: makeJob({
    ...{ status: "dead", cause: "exhausted", endedAt: START + 10 * MINUTE, title: "Wind", tenant: "acme" },
    ...{ request: { topic: "Wind", sources: [{ url: "https://a.example/feed" }] } },
    attempts: [failed("https://a.example/17 answered 503")],
  }),
  dead502: makeJob({
    ...{ status: "dead", cause: "exhausted", endedAt: START + 20 * MINUTE, title: "Wind too" },
    ...{ request: { topic: "Wind", sources: [{ url: "https://b.example/feed" }] } },
    attempts: [failed("first of all a Größe"), failed("https://b.example/9?x=1 answered 502")],
  }),
  refused: makeJob({
    ...{ status: "dead", cause: "permanent", endedAt: START + 30 * MINUTE, title: "Refused" },
    attempts: [failed('no user "Ann" AND OR NOT NEAR(', "PermanentError")],
  }),
  lost: makeJob({ status: "dead", cause: "lost", endedAt: START + 40 * MINUTE, title: "Lost" }),
  scheduled: makeJob({ status: "scheduled", title: "Later", nextAttemptAt: START + 90 * MINUTE }),
  retrying: makeJob({ status: "retrying", title: "Again", attempts: [failed("socket hang up", "Error")] }),
} as const satisfies Record<string, Job>;
type Name = keyof typeof made;

export function describeSearch(store: () => JobStore): void {
  const jobs = Object.fromEntries(
    Object.entries(made).map(([name, job], index) => [name, { ...job, createdAt: START + index * MINUTE }]),
  ) as Record<Name, Job>;
  const nameOf = (id: string) => (Object.keys(jobs) as Name[]).find((name) => jobs[name].id === id) ?? id;

  beforeAll(async () => {
    for (const job of Object.values(jobs)) await store().create(job);
  });

  async function readAll(filter: JobFilter, query: Partial<SearchQuery> = {}): Promise<string[]> {
    const found: string[] = [];
    let page: FoundPage | undefined;
    let pages = 0;
    do {
      if (++pages > 100) throw new Error(`the search has no end: ${found.slice(0, 5)} …`);
      page = await store().search({
        ...{ order: "newest", limit: 100, ...query, filter },
        ...(page?.cursor !== undefined && { cursor: page.cursor }),
      });
      expect(page.items.length).toBeLessThanOrEqual(query.limit ?? 100);
      if (page.readTo !== undefined) expect(page.cursor).toBeDefined();
      found.push(...page.items.map(({ id }) => nameOf(id)));
    } while (page.cursor !== undefined);
    return found;
  }

  const all: Name[] = Object.keys(made).reverse() as Name[];
  /** By the order of lists: what is scheduled stands where it is due. */
  const inOrder: Name[] = ["scheduled", ...all.filter((name) => name !== "scheduled")];

  describe("a search", () => {
    it.each<[string, JobFilter, Name[]]>([
      ["nothing", {}, inOrder],
      ["a type", { type: ["report:monthly"] }, ["report"]],
      ["one type or another", { type: ["report:monthly", "briefing:generate"] }, inOrder],
      ["a status", { status: ["dead"] }, ["lost", "refused", "dead502", "dead503"]],
      ["statuses that share a list", { status: ["queued", "retrying"] }, ["retrying", "quiet"]],
      ["a tenant", { tenant: "acme" }, ["dead503", "quiet"]],
      ["no type but one", { exceptType: [made.quiet.type, "no:such"] }, ["report"]],
      ["a cause", { cause: ["permanent", "lost"] }, ["lost", "refused"]],
      ["ids", { id: [made.tides.id, made.lost.id, "brf_none"] }, ["lost", "tides"]],
      ["ids and more", { id: [made.tides.id, made.lost.id], status: ["dead"] }, ["lost"]],
      ["a creation since", { createdAfter: START + 7 * MINUTE }, ["scheduled", "retrying"]],
      ["a creation until", { createdBefore: START + 2 * MINUTE }, ["quiet", "tides"]],
      [
        "a creation until, of what is scheduled",
        { createdBefore: START + 8 * MINUTE, status: ["scheduled"] },
        ["scheduled"],
      ],
      ["an end since", { endedAfter: START + 20 * MINUTE }, ["lost", "refused", "dead502"]],
      ["an end until", { endedBefore: START + 20 * MINUTE }, ["dead503", "report"]],
      ["a fingerprint", { fingerprint: [fingerprintOf(made.dead503) ?? ""] }, ["dead502", "dead503"]],
      [
        "the fingerprint of what died without an error",
        { fingerprint: [fingerprintOf(made.lost) ?? ""] },
        ["lost"],
      ],
      ["a fingerprint of nothing", { fingerprint: ["000000000000"] }, []],
      ["text of a title", { text: "tidal POWER" }, ["tides"]],
      ["text of an id", { text: made.report.id.slice(4) }, ["report"]],
      ["text of an error", { text: "answered 50" }, ["dead502", "dead503"]],
      ["text of an earlier error", { text: "GRÖSSE".replace("SS", "ß") }, ["dead502"]],
      ["text of an error's name", { text: "PermanentErr" }, ["refused"]],
      ["text of a payload", { text: "b.example/fe" }, ["dead502"]],
      ["text of a payload that is no object", { text: "plain" }, ["report"]],
      ["text of two letters", { text: "9?" }, ["dead502"]],
      ["text that is in no job", { text: "nowhere to be found" }, []],
      ["a field of the payload", { where: { topic: "Wind" } }, ["dead502", "dead503"]],
      ["a number of the payload", { where: { depth: "3" } }, ["tides"]],
      ["a boolean of the payload", { where: { draft: "true" } }, ["tides"]],
      ["null in the payload", { where: { note: "null" } }, ["quiet"]],
      ["a field within an array", { where: { "sources.0.url": "https://b.example/feed" } }, ["dead502"]],
      [
        "two fields of the payload",
        { where: { topic: "Wind", "sources.0.url": "https://a.example/feed" } },
        ["dead503"],
      ],
      ["an object of the payload", { where: { sources: "[object Object]" } }, []],
      ["a field that no payload has", { where: { missing: "undefined" } }, []],
      [
        "everything at once",
        { status: ["dead"], cause: ["exhausted"], tenant: "acme", text: "503", where: { topic: "Wind" } },
        ["dead503"],
      ],
    ])("for %s", async (_, filter, expected) => {
      expect(await readAll(filter)).toEqual(expected);
      expect(await readAll(filter, { order: "oldest" })).toEqual(expected.toReversed());
      // In pages of one: each job once, whatever bounds the cursor comes beside.
      expect(await readAll(filter, { limit: 1 })).toEqual(expected);
      expect(await readAll(filter, { limit: 1, order: "oldest" })).toEqual(expected.toReversed());
    });

    it.each([1, 2, 3])("in pages of %i gives each job once, in order", async (limit) => {
      expect(await readAll({}, { limit })).toEqual(inOrder);
      expect(await readAll({ text: "wind" }, { limit, order: "oldest" })).toEqual(["dead503", "dead502"]);
      expect(await readAll({ where: { topic: "Wind" } }, { limit })).toEqual(["dead502", "dead503"]);
      expect(await readAll({ id: [made.lost.id, made.tides.id] }, { limit })).toEqual(["lost", "tides"]);
    });

    it("read bit by bit with maxRead finds the same", async () => {
      for (const filter of [{}, { text: "wind" }, { where: { topic: "Wind" } }, { tenant: "acme" }]) {
        expect(await readAll(filter, { maxRead: 1, limit: 2 })).toEqual(await readAll(filter));
      }
    });

    it("says how many jobs it has read", async () => {
      const page = await store().search({
        filter: { where: { topic: "Wind" } },
        order: "newest",
        limit: 100,
      });
      expect(page.read).toBeGreaterThanOrEqual(2);
      expect(page).not.toHaveProperty("cursor");
    });

    it("gives a cursor that is good for its own filter and order alone", async () => {
      const query = {
        filter: { status: ["dead"] },
        order: "newest",
        limit: 1,
      } as const satisfies SearchQuery;
      const { cursor = "" } = await store().search({ ...query, filter: { status: ["dead"] } });
      for (const other of [
        { ...query, cursor, filter: { text: "x" } },
        { ...query, cursor, filter: { id: ["brf_none"] } },
        { ...query, cursor, order: "oldest" as const, filter: { status: ["dead" as const] } },
      ]) {
        await expect(store().search(other)).rejects.toMatchObject({ code: "invalid-cursor" });
      }
    });

    it("gives a cursor that is good also when the times of its filter have moved on", async () => {
      const page = (at: number, cursor?: string) =>
        store().search({
          filter: { createdAfter: START + at, endedAfter: START + at, status: ["dead"] },
          ...{ order: "newest", limit: 2, ...(cursor !== undefined && { cursor }) },
        });
      const { items, cursor } = await page(1);
      const rest = await page(2, cursor);
      expect([...items, ...rest.items].map(({ id }) => nameOf(id))).toEqual([
        ...["lost", "refused", "dead502", "dead503"],
      ]);
    });

    it("gives what a list shows of a job", async () => {
      const { items } = await store().search({ filter: { text: "Wind too" }, order: "newest", limit: 5 });
      const listed = await store().list({ status: "dead", order: "newest", limit: 100 });
      expect(items).toEqual(listed.items.filter(({ title }) => title === "Wind too"));
    });
  });

  describe("a search for text from outside", () => {
    it.each([
      '" "',
      "'",
      "\\",
      "*",
      "wind*",
      "wind OR tidal",
      "wind NOT x",
      "NEAR(wind tidal)",
      "title:wind",
      "^wind",
      '" OR "wind',
      "win\0d",
      "w%",
      "w_nd",
      "💥",
      "\ud800",
      "a".repeat(500),
      "; DROP TABLE items",
    ])("takes %j as it is", async (text) => {
      expect(await readAll({ text })).toEqual([]);
      expect(await readAll({ where: { topic: text } })).toEqual([]);
      expect(await readAll({ tenant: text, cause: ["lost"] })).toEqual([]);
    });

    it("finds what looks like a query where it stands", async () => {
      expect(await readAll({ text: '"ann" AND OR not near(' })).toEqual(["refused"]);
    });

    it.each([
      "__proto__",
      "__proto__.topic",
      "constructor",
      "constructor.name",
      "toString",
      "length",
      "topic.length",
      ".",
      "..",
      "topic.",
    ])("takes %j as the path of a field", async (path) => {
      expect(await readAll({ where: Object.fromEntries([[path, "Wind"]]) })).toEqual([]);
    });

    it("finds odd names and values where they stand", async () => {
      const request = JSON.parse('{"__proto__": "own", "text": "nul \\u0000 and \\ud800 and \\"quotes\\""}');
      const odd = makeJob({ createdAt: START - MINUTE, request, title: "odd" });
      await store().create(odd);
      expect(await readAll({ where: Object.fromEntries([["__proto__", "own"]]) })).toEqual([odd.id]);
      for (const text of ['"quotes"', "nul \0 and", "\ud800 and"])
        expect(await readAll({ text })).toEqual([odd.id]);
      await store().update(odd.id, { set: { deletedAt: START } }, {});
    });
  });

  describe("what a search finds after a change", () => {
    const find = (text: string) => readAll({ text, createdBefore: START - 10 * MINUTE });
    const old = { createdAt: START - 20 * MINUTE };

    it("is the error of the latest attempt too", async () => {
      const job = makeJob({ ...old, status: "running", title: "changing" });
      await store().create(job);
      expect(await find("zebra crossing")).toEqual([]);
      await store().update(job.id, { set: { attempts: [failed("zebra crossing closed")] } }, {});
      expect(await find("zebra crossing")).toEqual([job.id]);
      await store().update(job.id, { appendAttempt: failed("okapi") }, {});
      expect(await find("okapi")).toEqual([job.id]);
      await store().update(job.id, { set: { title: "changed" } }, {});
      expect(await find("changing")).toEqual([]);
      expect(await find("changed")).toEqual([job.id]);
      await store().update(job.id, { set: { deletedAt: START } }, {});
    });

    it("is nothing of a job whose data was deleted", async () => {
      const job = makeJob({ ...old, title: "axolotl", request: { topic: "axolotl" } });
      await store().create(job);
      expect(await find("axolotl")).toEqual([job.id]);
      const erased = { title: "", request: null, attempts: [], deletedAt: START };
      await store().update(job.id, { set: erased }, {});
      expect(await find("axolotl")).toEqual([]);
      expect(await readAll({ id: [job.id] })).toEqual([]);
      expect(await find(job.id)).toEqual([]);
    });

    it("is nothing of a job that has expired", async () => {
      const job = makeJob({ ...old, title: "quagga", expiresAtSeconds: inSeconds(-1) });
      await store().create(job);
      expect(await find("quagga")).toEqual([]);
      expect(await readAll({ id: [job.id] })).toEqual([]);
    });

    it("is the payload that is kept in an item of its own, until it is deleted", async () => {
      const hash = "a".repeat(64);
      const job = makeJob({ ...old, title: "large", request: null, requestBytes: 9_000, requestHash: hash });
      const request = { topic: "Pangolins", long: "x".repeat(9_000), deep: { name: "pangolin house" } };
      await store().putRequest(job.id, hash, request, inSeconds(9_000));
      await store().putRequest(job.id, "b".repeat(64), { topic: "another request" }, inSeconds(9_000));
      await store().create(job);
      expect(await find("pangolin h")).toEqual([job.id]);
      expect(await find("another request")).toEqual([]);
      expect(await readAll({ where: { "deep.name": "pangolin house" } })).toEqual([job.id]);
      expect(await readAll({ where: { topic: "another request" } })).toEqual([]);
      await store().deleteRequest(job.id, hash);
      expect(await find("pangolin h")).toEqual([]);
      expect(await readAll({ where: { "deep.name": "pangolin house" } })).toEqual([]);
      expect(await find("large")).toEqual([job.id]);
      await store().update(job.id, { set: { deletedAt: START } }, {});
    });
  });
}
