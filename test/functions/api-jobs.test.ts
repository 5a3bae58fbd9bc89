// The API's routes for jobs of any type.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { defineJob, getJob, summaryOf } from "../../core/jobs/index.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { obedient } from "../support/job-runs.ts";
import { type Answer, createTestApi, type TestApi } from "../support/test-api.ts";
import { WORK } from "../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

const enqueue = (body: unknown = { name: "a job" }, headers: Record<string, string> = {}): Promise<Answer> =>
  api.ask("POST", `/jobs/${WORK}`, { body, headers });
const enqueued = async (name?: string): Promise<string> =>
  String((await enqueue(name === undefined ? undefined : { name })).json().id);
const show = async (id: string) => (await api.ask("GET", `/jobs/${id}`)).json();

describe("POST /jobs/{type}", () => {
  it("records a job, sends its message and answers 202 with where it is found", async () => {
    const answer = await enqueue({ name: "a report" });
    const { id } = answer.json();
    expect(answer).toMatchObject({ status: 202, headers: { location: `/jobs/${id}` } });
    expect(answer.json()).toEqual({
      id: expect.stringMatching(/^tst_/),
      type: WORK,
      status: "queued",
      title: "a report",
      createdAt: new Date(START).toISOString(),
      payload: { name: "a report" },
      attempts: [],
      steps: [],
      redrives: [],
    });
    expect(await api.traces()).toEqual({ recorded: 1, sent: 1 });
  });

  it("takes the job's tenant and priority as parameters, and shows them", async () => {
    const ask = (query: Record<string, string>) =>
      api.ask("POST", `/jobs/${WORK}`, { body: { name: "a job" }, query });
    const answer = await ask({ tenant: "acme", priority: "default" });
    expect(answer.json()).toMatchObject({ tenant: "acme" });
    expect(await show(String(answer.json().id))).toMatchObject({ tenant: "acme" });
    expect(answer.json()).not.toHaveProperty("priority");
    const wrong: Record<string, string>[] = [
      { priority: "urgent" },
      { priority: "high" },
      { tenant: "two words" },
    ];
    for (const query of wrong) expect((await ask(query)).status).toBe(400);
  });

  it("takes a type whose colon is percent-encoded", async () => {
    const answer = await api.ask("POST", `/jobs/${encodeURIComponent(WORK)}`, { body: { name: "a job" } });
    expect(answer.status).toBe(202);
  });

  it("gives the same job for the same Idempotency-Key, and refuses it for another payload", async () => {
    const headers = { "idempotency-key": "once" };
    const first = (await enqueue({ name: "a job" }, headers)).json();
    const again = await enqueue({ name: "a job" }, headers);
    expect(again).toMatchObject({ status: 202, headers: { "idempotent-replayed": "true" } });
    expect(again.json().id).toBe(first.id);
    const given = { body: { name: "another" }, headers };
    await expectRefusal(api, ["POST", `/jobs/${WORK}`, given], { status: 422, code: "idempotency-conflict" });
  });

  it("gives the job that is there already where the type's unique rule keeps an equal one out", async () => {
    const type = defineJob({
      name: "report:monthly",
      idPrefix: "rep",
      payload: z.strictObject({ month: z.string() }),
      unique: {},
      run: async () => {},
    });
    const unique = createTestApi({ types: [type] });
    const ask = () => unique.ask("POST", "/jobs/report:monthly", { body: { month: "2026-11" } });
    const [first, second] = [await ask(), await ask()];
    expect(first.headers).not.toHaveProperty("idempotent-replayed");
    expect(second).toMatchObject({ status: 202, headers: { "idempotent-replayed": "true" } });
    expect(second.json().id).toBe(first.json().id);
    expect(await unique.traces()).toEqual({ recorded: 1, sent: 1 });
  });

  it("takes a delay and a deadline as parameters, shows both, and refuses what is none", async () => {
    const body = { name: "a job" };
    const query = { delaySeconds: "60", deadlineAt: "2026-11-24T09:05:00+01:00" };
    const answer = await api.ask("POST", `/jobs/${WORK}`, { body, query });
    expect(answer.json()).toMatchObject({
      processAt: "2026-11-24T08:01:00.000Z",
      deadlineAt: "2026-11-24T08:05:00.000Z",
    });
    expect(api.queues.sent).toMatchObject([{ delaySeconds: 60 }]);
    for (const [field, value] of [
      ["delaySeconds", "-1"],
      ["deadlineAt", "tomorrow"],
      ["deadlineAt", "2026-11-24T07:00:00Z"],
    ] as const) {
      const wrong = { body, query: { [field]: value } };
      await expectRefusal(api, ["POST", `/jobs/${WORK}`, wrong], {
        status: 400,
        code: "invalid-request",
        field,
      });
    }
  });

  it("passes the caller's trace on with the message", async () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await enqueue(undefined, { traceparent });
    expect(api.queues.sent).toMatchObject([{ traceparent }]);
  });

  it("refuses a type that is not registered, and names those that are", async () => {
    const problem = await expectRefusal(api, ["POST", "/jobs/report:monthly", { body: {} }], {
      status: 404,
      code: "unknown-job-type",
    });
    expect(problem.detail).toContain(WORK);
    expect(problem.detail).toContain("briefing:generate");
  });

  it.each(["__proto__", "constructor", "toString"])("knows no type called %s", async (name) => {
    await expectRefusal(api, ["POST", `/jobs/${name}`, { body: {} }], {
      status: 404,
      code: "unknown-job-type",
    });
  });

  it.each([
    ["a field that the type does not know", { name: "a job", colour: "red" }, "colour"],
    ["a field of the wrong kind", { name: 3 }, "name"],
    ["a field within a list", { name: "a job", parts: [{ url: "u" }, { url: 1 }] }, "parts[1].url"],
    ["no object", null, "(the whole)"],
  ])("is 400 and names the field for a payload with %s", async (_, body, field) => {
    const refusal = { status: 400, code: "invalid-request", field };
    await expectRefusal(api, ["POST", `/jobs/${WORK}`, { body: JSON.stringify(body) }], refusal);
  });

  it.each([1_500, 60_000])("refuses a payload that is nested %i levels deep", async (levels) => {
    const body = `{"name":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    const refusal = { status: 400, code: "invalid-request", field: "(the whole)" };
    await expectRefusal(api, ["POST", `/jobs/${WORK}`, { body }], refusal);
  });

  it("refuses what is no JSON, too large, or has a parameter", async () => {
    const path = `/jobs/${WORK}`;
    await expectRefusal(api, ["POST", path, { body: "{" }], { status: 400, code: "invalid-json" });
    const large = { body: { name: "x".repeat(200_000) } };
    await expectRefusal(api, ["POST", path, large], { status: 413, code: "request-too-large" });
    const typed = { body: "name=x", headers: { "content-type": "application/x-www-form-urlencoded" } };
    await expectRefusal(api, ["POST", path, typed], { status: 415, code: "unsupported-media-type" });
    const query = { body: { name: "a job" }, query: { wait: "true" } };
    await expectRefusal(api, ["POST", path, query], { status: 400, code: "invalid-request", field: "wait" });
  });

  it("says where the job is that was recorded and not sent", async () => {
    api.queues.fail("send");
    const answer = await enqueue();
    const { jobId } = answer.json();
    expect(answer).toMatchObject({ status: 503, headers: { location: `/jobs/${jobId}` } });
    expect(await show(String(jobId))).toMatchObject({ status: "pending" });
  });
});

describe("GET /jobs", () => {
  it("lists jobs of every type, newest first, or of one", async () => {
    const work = await enqueued();
    await turn(1);
    const briefing = String((await api.submit()).json().id);
    const list = async (query = {}) =>
      (await api.ask("GET", "/jobs", { query })).json().items as { id: string }[];
    expect((await list()).map(({ id }) => id)).toEqual([briefing, work]);
    expect(await list({ type: WORK })).toEqual([
      { id: work, type: WORK, title: "a job", status: "queued", createdAt: new Date(START).toISOString() },
    ]);
    expect(await list({ type: "report:monthly" })).toEqual([]);
  });

  it("goes page by page, by type and status", async () => {
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) {
      ids.unshift(await enqueued(name));
      await turn(1);
    }
    const query = { type: WORK, status: "queued", limit: "2" };
    const first = (await api.ask("GET", "/jobs", { query })).json();
    const second = await api.ask("GET", "/jobs", { query: { ...query, cursor: String(first.cursor) } });
    const items = [first, second.json()].flatMap((page) => page.items as { id: string }[]);
    expect(items.map(({ id }) => id)).toEqual(ids);
  });

  it("goes page by page also from an age, which means another time at each request", async () => {
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) {
      ids.unshift(await enqueued(name));
      await turn(1);
    }
    const asked: Record<string, string>[] = [
      { since: "1h" },
      { until: "0s" },
      { since: "1h", status: "queued" },
    ];
    for (const age of asked) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const query = { ...age, limit: "1", ...(cursor !== undefined && { cursor }) };
        const answer = await api.ask("GET", "/jobs", { query });
        expect(answer.status).toBe(200);
        const page = answer.json();
        found.push(...(page.items as { id: string }[]).map(({ id }) => id));
        cursor = page.cursor as string | undefined;
        await turn(1);
      } while (cursor !== undefined);
      expect(found).toEqual(ids);
    }
  });

  it("finds the jobs that fit every filter that is given", async () => {
    const one = await enqueued("one");
    await turn(1);
    const two = await enqueued("two");
    const find = async (query: Record<string, string>) => {
      const { items, read } = (await api.ask("GET", "/jobs", { query })).json();
      expect(read).toBeGreaterThanOrEqual((items as object[]).length);
      return (items as { id: string }[]).map(({ id }) => id);
    };
    expect(await find({ id: `${one},${two}`, order: "oldest" })).toEqual([one, two]);
    expect(await find({ status: "queued,running", "where.name": "one" })).toEqual([one]);
    expect(await find({ text: "TWO", since: "1h", until: new Date(START + 60_000).toISOString() })).toEqual([
      two,
    ]);
    expect(await find({ text: "two", "where.name": "one" })).toEqual([]);
    expect(
      await find({ cause: "lost", tenant: "acme", fingerprint: "0123456789ab", endedSince: "1d" }),
    ).toEqual([]);
  });

  it("says how far it read when there was too much to read, and goes on from there", async () => {
    const id = await enqueued();
    const readTo = START - 1_000;
    const cursor = "further";
    api.backend.store.search = async ({ maxRead, ...query }) =>
      query.cursor === undefined
        ? { items: [], cursor, readTo, read: maxRead ?? 0 }
        : { items: [summaryOf(await getJob(api.backend, id))], read: 1 };
    const first = (await api.ask("GET", "/jobs")).json();
    expect(first).toEqual({ items: [], cursor, readTo: new Date(readTo).toISOString(), read: 5_000 });
    expect((await api.ask("GET", "/jobs", { query: { cursor } })).json()).toMatchObject({ items: [{ id }] });
  });

  it.each([
    [{ status: "lost" }],
    [{ limit: "0" }],
    [{ colour: "red" }],
    [{ order: "best" }],
    [{ since: "yesterday" }],
    [{ text: "" }],
  ])("refuses %j", async (query) => {
    const [field = ""] = Object.keys(query);
    const refusal = { status: 400, code: "invalid-request", field };
    await expectRefusal(api, ["GET", "/jobs", { query }], refusal);
  });
});

describe("GET /jobs/{id}", () => {
  it("shows payload, attempts, steps and the result of a job of any type", async () => {
    api.work.run = async (_, { step }) => ({ pages: (await step("read", () => [1, 2, 3])).length });
    const id = await enqueued();
    await api.deliver();
    expect(await show(id)).toMatchObject({
      status: "succeeded",
      payload: { name: "a job" },
      attempts: [{ number: 1, outcome: "succeeded" }],
      steps: [{ name: "read", at: new Date(START).toISOString(), bytes: 7 }],
      result: { pages: 3 },
    });
  });

  it("shows a briefing too, in the engine's words", async () => {
    const { id } = (await api.submit()).json();
    expect(await show(String(id))).toMatchObject({
      type: "briefing:generate",
      title: "Offshore wind",
      payload: { topic: "Offshore wind" },
    });
  });

  it("shows a job whose type is no longer registered", async () => {
    const id = await api.given({ type: "report:monthly", request: { month: "2026-11" } });
    expect(await show(id)).toMatchObject({ type: "report:monthly", payload: { month: "2026-11" } });
  });

  it("tells of an error without its stack", async () => {
    api.work.run = async () => {
      throw new Error("no such page");
    };
    const id = await enqueued();
    await api.deliver();
    const answer = await api.ask("GET", `/jobs/${id}`);
    expect(answer.json()).toMatchObject({
      status: "retrying",
      attempts: [{ error: { message: "no such page" } }],
    });
    expect(answer.text).not.toContain("stack");
  });
});

describe("GET /jobs/{id}?include=", () => {
  const failedOnce = async () => {
    api.work.run = async () => {
      throw new Error("no such page");
    };
    const id = await enqueued();
    await api.deliver();
    return id;
  };

  it("inspection says why it waits, what it failed of and what happened", async () => {
    const id = await failedOnce();
    const { inspection } = (await api.ask("GET", `/jobs/${id}`, { query: { include: "inspection" } })).json();
    expect(inspection).toMatchObject({
      failure: {
        errorName: "Error",
        message: "no such page",
        fingerprint: expect.stringMatching(/^\w{12}$/),
      },
      waits: [{ by: "backoff", since: new Date(START).toISOString(), until: expect.any(String) }],
      timeline: [{ at: new Date(START).toISOString(), event: "created" }, {}, {}, { event: "attempt ended" }],
      followUps: [],
    });
  });

  it("stacks and record are as the store has them", async () => {
    const id = await failedOnce();
    const query = { include: "stacks,record" };
    const answer = (await api.ask("GET", `/jobs/${id}`, { query })).json();
    expect(answer.attempts).toMatchObject([
      { number: 1, error: { stack: expect.stringContaining("no such page") } },
    ]);
    expect(answer.record).toEqual(JSON.parse(JSON.stringify(await api.store.get(id))));
    expect(answer).not.toHaveProperty("inspection");
  });

  it("log has the lines of the job", async () => {
    const id = await enqueued();
    const entry = { at: START, level: "info", message: "job started", fields: { waitedMs: 5 } };
    api.backend.jobLog = {
      isAtHand: true,
      linesOf: async (jobId, { from }) => ({
        entries: jobId === id && from === START ? [entry] : [],
        isCut: false,
      }),
    };
    const { log } = (await api.ask("GET", `/jobs/${id}`, { query: { include: "log" } })).json();
    expect(log).toEqual({ isCut: false, entries: [{ ...entry, at: new Date(START).toISOString() }] });
  });

  it("log is 503 where no log is known", async () => {
    const id = await enqueued();
    const refusal = { status: 503, code: "log-unavailable" };
    await expectRefusal(api, ["GET", `/jobs/${id}`, { query: { include: "log" } }], refusal);
  });

  it.each<Record<string, string>>([
    { include: "everything" },
    { include: "" },
    { include: "log", more: "x" },
  ])("refuses %j", async (query) => {
    const id = await enqueued();
    await expectRefusal(api, ["GET", `/jobs/${id}`, { query }], { status: 400, code: "invalid-request" });
  });
});

describe("DELETE /jobs/{id}", () => {
  it("that failed half-way is completed when it is sent again", async () => {
    const id = await enqueued();
    await api.store.update(id, { set: { status: "succeeded", endedAt: START } }, {});
    await api.store.putResult(id, "a secret");
    api.store.fail("deleteResult", { times: 1 });
    expect((await api.ask("DELETE", `/jobs/${id}`)).status).toBe(500);
    expect((await api.ask("GET", `/jobs/${id}`)).status).toBe(404);
    expect((await api.ask("DELETE", `/jobs/${id}`)).status).toBe(204);
    expect(await api.store.getResult(id)).toBeUndefined();
    expect((await api.ask("DELETE", `/jobs/${id}`)).status).toBe(404);
  });

  it("cancels what waits, and deletes the data of what has ended", async () => {
    const id = await enqueued();
    const cancelled = await api.ask("DELETE", `/jobs/${id}`);
    expect(cancelled.status).toBe(200);
    expect(cancelled.json()).toMatchObject({ id, type: WORK, status: "cancelled" });
    expect(await api.ask("DELETE", `/jobs/${id}`)).toMatchObject({ status: 204, text: "" });
    expect(await api.ask("GET", `/jobs/${id}`)).toMatchObject({ status: 404 });
  });

  it("answers 409 to who wants to stop what is running", async () => {
    const id = await enqueued();
    await api.store.update(id, { set: { status: "running" } }, {});
    await expectRefusal(api, ["DELETE", `/jobs/${id}`], { status: 409, code: "job-running" });
  });
});

describe("POST /jobs/{id}/cancel", () => {
  it("cancels what waits: 200", async () => {
    const id = await enqueued();
    const answer = await api.ask("POST", `/jobs/${id}/cancel`);
    expect([answer.status, answer.json()]).toEqual([
      200,
      expect.objectContaining({ id, status: "cancelled" }),
    ]);
  });

  it("tells what runs to stop: 202, and the job says so until it has", async () => {
    const id = await enqueued();
    api.work.run = obedient;
    const delivered = api.deliver();
    await settled();
    const answer = await api.ask("POST", `/jobs/${id}/cancel`);
    const cancelRequestedAt = new Date(START).toISOString();
    expect([answer.status, answer.json()]).toEqual([
      202,
      expect.objectContaining({ id, status: "running", cancelRequestedAt }),
    ]);
    await turn(2);
    await delivered;
    expect(await show(id)).toMatchObject({ status: "cancelled", attempts: [{ outcome: "cancelled" }] });
  });

  it("is 409 for what has ended, and deletes nothing", async () => {
    const id = await enqueued();
    await api.consumeAll();
    await expectRefusal(api, ["POST", `/jobs/${id}/cancel`], { status: 409, code: "job-ended" });
    expect(await show(id)).toMatchObject({ status: "succeeded" });
  });
});

describe("POST /jobs/{id}/run", () => {
  it("ends the backoff of a job: a message is sent, and it runs at once", async () => {
    api.work.run = async () => {
      throw new Error("not yet");
    };
    const id = await enqueued();
    await api.deliver();
    expect(api.queues.receive()).toBeUndefined();
    api.work.run = async () => "done";
    const answer = await api.ask("POST", `/jobs/${id}/run`);
    expect(answer).toMatchObject({ status: 202, headers: { location: `/jobs/${id}` } });
    expect(answer.json()).toMatchObject({
      id,
      status: "retrying",
      nextAttemptAt: new Date(START).toISOString(),
    });
    await api.deliver();
    expect(await show(id)).toMatchObject({ status: "succeeded", result: "done" });
  });

  it("is 409 for a job that runs or has ended", async () => {
    const id = await enqueued();
    await api.store.update(id, { set: { status: "running" } }, {});
    await expectRefusal(api, ["POST", `/jobs/${id}/run`], { status: 409, code: "job-running" });
    await api.store.update(id, { set: { status: "succeeded", endedAt: START } }, {});
    await expectRefusal(api, ["POST", `/jobs/${id}/run`], { status: 409, code: "job-ended" });
  });

  it("is 503 while the queue is away, and the job waits as before", async () => {
    const id = await enqueued();
    api.queues.fail("send");
    const answer = await api.ask("POST", `/jobs/${id}/run`);
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "30", location: `/jobs/${id}` } });
    expect(await show(id)).toMatchObject({ status: "queued" });
  });
});

describe("a job id that nobody knows", () => {
  it.each([
    ["GET", "/jobs/tst_none"],
    ["DELETE", "/jobs/tst_none"],
    ["POST", "/jobs/tst_none/run"],
  ])("is 404: %s %s", async (method, path) => {
    await expectRefusal(api, [method, path], { status: 404, code: "job-not-found" });
  });
});
