// What an operator does through the API: one job, all that match, the inbox, edit, export and import.
import { beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../core/jobs/record/job.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { createTestApi, type TestApi } from "../support/test-api.ts";
import { START, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

async function dead(fields: Partial<Job> = {}): Promise<string> {
  const id = await api.given({
    ...{ status: "dead", cause: "permanent", createdAt: START - 1_000, endedAt: START - 500 },
    request: { name: "a job" },
    ...fields,
  });
  api.queues.putDead(JSON.stringify({ v: 1, type: "test:work", jobId: id }));
  return id;
}

describe("one job", () => {
  it("is retried: 202, where it is found, and what became of its message", async () => {
    const id = await dead();
    const answer = await api.ask("POST", `/jobs/${id}/retry`);
    expect([answer.status, answer.headers.location]).toEqual([202, `/jobs/${id}`]);
    expect(answer.json()).toMatchObject({
      id,
      status: "queued",
      deadLetter: "deleted",
      payload: { name: "a job" },
    });
    await api.consumeAll();
    expect((await api.job(id)).status).toBe("succeeded");
  });

  it("is archived, and deleted with its dead letter", async () => {
    const [one, other] = [await dead(), await dead()];
    const archived = await api.ask("POST", `/jobs/${one}/archive`);
    expect([archived.status, archived.json()]).toMatchObject([
      200,
      { status: "dead", deadLetter: "deleted" },
    ]);
    expect((await api.ask("DELETE", `/jobs/${other}`)).status).toBe(204);
    expect(api.queues.dead).toEqual([]);
  });

  it("is taken out of the archive, into the inbox again", async () => {
    const id = await dead({ archivedAt: START });
    const answer = await api.ask("POST", `/jobs/${id}/unarchive`);
    expect([answer.status, answer.json()]).toMatchObject([200, { id, status: "dead" }]);
    expect(answer.json()).not.toHaveProperty("archivedAt");
    expect((await api.ask("GET", "/dead")).json()).toMatchObject({ jobs: 1 });
  });

  it("that is archived or edited is shown as such", async () => {
    const edits = [{ at: START + 1_000, request: { name: "secret of before" }, requestHash: "a".repeat(64) }];
    const id = await dead({ archivedAt: START, edits });
    const shown = {
      archivedAt: new Date(START).toISOString(),
      edits: [{ at: new Date(START + 1_000).toISOString() }],
    };
    const job = (await api.ask("GET", `/jobs/${id}`)).json();
    expect(job).toMatchObject(shown);
    expect(JSON.stringify(job)).not.toContain("of before");
    const { items } = (await api.ask("GET", "/jobs")).json();
    expect(items).toMatchObject([{ id, archivedAt: shown.archivedAt }]);
  });

  it("is edited, and runs at once where that is asked for", async () => {
    const id = await dead();
    const edited = await api.ask("PUT", `/jobs/${id}/payload`, { body: { name: "edited" } });
    expect([edited.status, edited.json()]).toMatchObject([
      200,
      { status: "dead", payload: { name: "edited" } },
    ]);
    const run = await api.ask("PUT", `/jobs/${id}/payload`, {
      body: { name: "again" },
      query: { run: "true" },
    });
    expect([run.status, run.json()]).toMatchObject([202, { status: "queued", payload: { name: "again" } }]);
    await api.consumeAll();
    expect(api.runs).toMatchObject([{ name: "again" }]);
  });

  it("is exported here and imported elsewhere, and never overwrites", async () => {
    const id = await dead();
    const line = (await api.ask("GET", `/jobs/${id}/export`)).json();
    expect((await api.ask("POST", "/import", { body: line })).json()).toEqual({ fate: "existing", id });
    const there = createTestApi();
    const imported = await there.ask("POST", "/import", { body: line });
    expect([imported.status, imported.json()]).toEqual([201, { fate: "imported", id }]);
    expect((await there.job(id)).status).toBe("dead");
    const other = { ...line, job: { ...Object(line.job), request: { name: "another" } } };
    await expectRefusal(api, ["POST", "/import", { body: other }], { status: 409, code: "import-conflict" });
  });

  it.each([
    ["POST", "/jobs/tst_none/retry", 404, "job-not-found"],
    ["POST", "/jobs/tst_none/archive", 404, "job-not-found"],
    ["GET", "/jobs/tst_none/export", 404, "job-not-found"],
    ["POST", "/jobs/ID/retry?maxRedrives=many", 400, "invalid-request"],
    ["POST", "/jobs/ID/retry?force=yes", 400, "invalid-request"],
    ["POST", "/jobs/ID/archive?now=1", 400, "invalid-request"],
    ["POST", "/jobs/ID/unarchive?now=1", 400, "invalid-request"],
  ])("%s %s is %i", async (method, path, status, code) => {
    const [pathname = "", query = ""] = path.replace("ID", await dead()).split("?");
    const given = { query: Object.fromEntries(new URLSearchParams(query)) };
    await expectRefusal(api, [method, pathname, given], { status, code });
  });

  it("that is in the way of a retry, an archive or an edit is 409, and says why", async () => {
    const often = await dead({ redrives: Array.from({ length: 10 }, (_, at) => ({ at })) });
    await expectRefusal(api, ["POST", `/jobs/${often}/retry`], { status: 409, code: "too-many-redrives" });
    const late = await dead({ cause: "expired", deadlineAt: START - 1 });
    await expectRefusal(api, ["POST", `/jobs/${late}/retry`], { status: 409, code: "job-expired" });
    const waits = await api.given({ status: "queued" });
    for (const verb of ["archive", "unarchive"])
      await expectRefusal(api, ["POST", `/jobs/${waits}/${verb}`], { status: 409, code: "job-not-dead" });
    const ended = await api.given({ status: "succeeded" });
    await expectRefusal(api, ["PUT", `/jobs/${ended}/payload`, { body: { name: "x" } }], {
      status: 409,
      code: "job-ended",
    });
  });

  it.each([[{ name: "" }], [{ colour: "red" }], [null]])("is not edited to be wrong: %j", async (body) => {
    const id = await dead();
    await expectRefusal(api, ["PUT", `/jobs/${id}/payload`, { body }], {
      status: 400,
      code: "invalid-request",
    });
    expect(await api.job(id)).not.toHaveProperty("edits");
  });
});

describe("all that match", () => {
  const many = async (count: number) => {
    for (let made = 0; made < count; made++) await dead();
  };

  it("are counted by dryRun, and nothing is done", async () => {
    await many(12);
    const answer = await api.ask("POST", "/bulk", {
      body: { operation: "retry", filter: { cause: "permanent" }, dryRun: true },
    });
    expect([answer.status, answer.json()]).toMatchObject([
      200,
      { count: 12, exact: true, sample: { length: 10 }, consumerPaused: false },
    ]);
    expect(api.queues.sent).toEqual([]);
  });

  it("are done in a job of their own, which tells how far it is", async () => {
    await many(3);
    const started = await api.ask("POST", "/bulk", {
      body: { operation: "retry", filter: { type: ["test:work"], "where.name": "a job" } },
    });
    const { id } = started.json();
    expect([started.status, started.headers.location]).toEqual([202, `/bulk/${id}`]);
    expect((await api.ask("GET", `/bulk/${id}`)).json()).toMatchObject({
      status: "waiting",
      operation: "retry",
    });
    await api.consumeAll();
    const view = (await api.ask("GET", `/bulk/${id}`)).json();
    expect(view).toMatchObject({ status: "done", counts: { done: 3, failed: 0, deadLettersDeleted: 3 } });
    expect((await api.ask("GET", "/bulk")).json().items).toMatchObject([{ id, status: "done" }]);
    expect((await api.ask("GET", `/jobs/${id}`)).json()).toMatchObject({
      type: "jobs:bulk",
      result: { done: 3 },
    });
  });

  it.each([
    [{ operation: "fly", filter: {} }],
    [{ operation: "retry" }],
    [{ operation: "retry", filter: { colour: "red" } }],
    [{ operation: "retry", filter: { status: "succeeded" } }],
    [{ operation: "retry", filter: { since: "yesterday" } }],
    [{ operation: "retry", filter: {}, canary: 101 }],
    [{ operation: "retry", filter: {}, force: true }],
    [{ operation: "retry", filter: JSON.parse('{"__proto__": "x"}') }],
    [{ operation: "retry", filter: { type: 7 } }],
    [{ operation: "retry", filter: ["dead"] }],
    [{ operation: "retry", filter: null }],
    [[]],
  ])("are refused when it is not clear what is meant: %j", async (body) => {
    await expectRefusal(api, ["POST", "/bulk", { body }], { status: 400, code: "invalid-request" });
  });

  it("are not enqueued by their type's name, which would pass the checks by", async () => {
    const body = { operation: "delete", filter: {} };
    await expectRefusal(api, ["POST", "/jobs/jobs:bulk", { body }], {
      status: 404,
      code: "unknown-job-type",
    });
  });
});

describe("what died", () => {
  it("is in the inbox, by what it died of; what carries no job is named", async () => {
    const id = await dead();
    const messageId = api.queues.putDead("garbage");
    const inbox = (await api.ask("GET", "/dead")).json();
    expect(inbox).toMatchObject({
      groups: [{ count: 1, sampleJobId: id, inQueue: { yes: 1 }, firstSeenAt: "2026-11-24T07:59:59.500Z" }],
      queue: { depth: 2, strayCount: 1, stray: [{ messageId, reason: "the body is not JSON" }] },
    });
    expect((await api.ask("GET", "/dead", { query: { cause: "lost" } })).json().groups).toEqual([]);
    expect((await api.ask("DELETE", `/dead/letters/${messageId}`)).status).toBe(204);
    await expectRefusal(api, ["DELETE", `/dead/letters/${messageId}`], {
      status: 404,
      code: "message-not-found",
    });
    const [theJobs] = api.queues.dead;
    await expectRefusal(api, ["DELETE", `/dead/letters/${theJobs?.messageId}`], {
      status: 409,
      code: "message-of-a-job",
    });
  });

  it.each([
    ["/dead", "status", "dead"],
    ["/dead", "archived", "true"],
    ["/dead/letters", "status", "dead"],
    ["/dead/letters", "text", "x"],
  ])("is not found by what would be left out of account: GET %s?%s=", async (path, word, value) => {
    await dead();
    await expectRefusal(api, ["GET", path, { query: { [word]: value } }], {
      ...{ status: 400, code: "invalid-request", field: word },
    });
  });

  it("is listed message by message, with what became of each and no stack", async () => {
    const id = await dead();
    const [{ messageId } = { messageId: "" }] = api.queues.dead;
    const entry = {
      jobId: id,
      jobType: "test:work",
      cause: "permanent",
      seenAt: START,
      expiresAtSeconds: START,
    } as const;
    await api.store.putDeadLetter({ messageId, ...entry });
    const page = (await api.ask("GET", "/dead/letters", { query: { id, limit: "5" } })).json();
    expect(page.items).toMatchObject([{ messageId, fate: "in-queue", jobStatus: "dead" }]);
    await api.ask("POST", `/jobs/${id}/archive`);
    expect((await api.ask("GET", `/dead/letters/${messageId}`)).json()).toMatchObject({ fate: "archived" });
    await expectRefusal(api, ["GET", "/dead/letters/none"], { status: 404, code: "message-not-found" });
    await expectRefusal(api, ["GET", "/dead/letters", { query: { cause: "boredom" } }], {
      status: 400,
      code: "invalid-request",
    });
  });

  it("is tidied of what is left over", async () => {
    const id = await dead({ archivedAt: START });
    expect((await api.ask("POST", "/dead/tidy")).json()).toEqual({ deleted: 1, looked: 1, reachedEnd: true });
    expect((await api.job(id)).status).toBe("dead");
  });

  it("is redriven as a whole, with its progress", async () => {
    await dead();
    expect((await api.ask("POST", "/redrives")).json()).toEqual({ messages: 1 });
    expect((await api.ask("GET", "/redrives")).json()).toMatchObject({
      items: [{ status: "completed", moved: 1 }],
    });
    expect((await api.ask("DELETE", "/redrives")).json()).toEqual({ cancelled: false });
    api.queues.fail("redrive");
    await expectRefusal(api, ["POST", "/redrives"], { status: 503, code: "queue-unavailable" });
  });
});
