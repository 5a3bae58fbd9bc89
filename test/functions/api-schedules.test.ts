// The API's routes for schedules.
import { beforeEach, describe, expect, it } from "vitest";
import { configured } from "../support/deliveries.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { WORK } from "../support/test-backend.ts";
import { START, turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

const morning = { type: WORK, payload: { name: "a run" }, cron: "0 7 * * 1-5", zone: "Europe/Berlin" };
const put = (body: unknown = morning, id = "morning") => api.ask("PUT", `/schedules/${id}`, { body });
const show = async (id = "morning") => (await api.ask("GET", `/schedules/${id}`)).json();
const post = (action: string, id = "morning") => api.ask("POST", `/schedules/${id}/${action}`);

describe("PUT /schedules/{id}", () => {
  it("makes every weekday at 7:00 in Berlin a briefing, in one call", async () => {
    const payload = briefingRequest();
    const answer = await put({ ...morning, type: "briefing:generate", payload });
    expect(answer).toMatchObject({ status: 201, headers: { location: "/schedules/morning" } });
    expect(answer.json()).toEqual({
      id: "morning",
      type: "briefing:generate",
      payload,
      cron: "0 7 * * 1-5",
      zone: "Europe/Berlin",
      missed: "run-once",
      overlap: "skip",
      createdAt: new Date(START).toISOString(),
      nextRuns: ["25T06", "26T06", "27T06", "30T06"]
        .map((time) => `2026-11-${time}:00:00.000Z`)
        .concat("2026-12-01T06:00:00.000Z"),
      runs: [],
    });
    expect(await api.traces()).toEqual({ recorded: 0, sent: 0 });
  });

  it("changes the one that is there, keeps its history and its pause, and answers 200", async () => {
    await put();
    await post("run");
    await post("pause");
    await turn(60);
    const answer = await put({ ...morning, payload: { name: "changed" }, cron: "@daily", overlap: "allow" });
    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty("location");
    expect(answer.json()).toMatchObject({
      payload: { name: "changed" },
      overlap: "allow",
      createdAt: new Date(START).toISOString(),
      pausedAt: new Date(START).toISOString(),
      nextRuns: [],
      runs: [{ outcome: "enqueued", manual: true }],
    });
  });

  it("again, is no change: nothing is written", async () => {
    await put();
    const before = api.store.calls("putDocument");
    expect((await put({ ...morning, missed: "run-once" })).status).toBe(200);
    expect(api.store.calls("putDocument")).toBe(before);
  });

  it.each<[string, unknown, string, RegExp]>([
    ["a cron expression that is wrong", { ...morning, cron: "0 25 * * *" }, "cron", /"25" as its hour/],
    ["a zone that there is not", { ...morning, zone: "Mars" }, "zone", /IANA/],
    ["no cron expression", { ...morning, cron: undefined }, "cron", /./],
    ["a type that is not registered", { ...morning, type: "no:such" }, "type", /no such job type/],
    ["a payload that its type refuses", { ...morning, payload: { name: "" } }, "payload.name", /./],
    ["no payload where its type needs one", { ...morning, payload: undefined }, "payload.name", /./],
    ["a rule that there is not", { ...morning, missed: "all" }, "missed", /run-once/],
    ["a field that there is not", { ...morning, every: "day" }, "every", /not a known field/],
    ["no object", [], "(the whole)", /./],
  ])("refuses %s, naming the field", async (_, body, field, message) => {
    const problem = await expectRefusal(api, ["PUT", "/schedules/morning", { body }], {
      status: 400,
      code: "invalid-request",
      field,
    });
    expect(problem.detail).toMatch(message);
    expect((await api.ask("GET", "/schedules")).json()).toEqual({ items: [] });
  });

  it.each(["a%20b", "caf%C3%A9", "x".repeat(101)])("refuses the name %.10s", async (id) => {
    const refusal = { status: 400, code: "invalid-request", field: "id" };
    await expectRefusal(api, ["PUT", `/schedules/${id}`, { body: morning }], refusal);
  });

  it("refuses what its job type refuses beyond its schema: a delivery that is not configured here", async () => {
    const payload = briefingRequest({ deliver: [{ email: "ada@example.org" }] });
    const body = { ...morning, type: "briefing:generate", payload };
    const refusal = { status: 400, code: "invalid-request", field: "payload.deliver[0].email" };
    await expectRefusal(api, ["PUT", "/schedules/morning", { body }], refusal);
    const deliver = createTestApi({ delivery: configured });
    expect((await deliver.ask("PUT", "/schedules/morning", { body })).status).toBe(201);
    expect((await deliver.ask("POST", "/schedules/morning/run")).status).toBe(202);
  });

  it("refuses a payload that is too large", async () => {
    const body = { ...morning, payload: { name: "x".repeat(130 * 1_024) } };
    await expectRefusal(api, ["PUT", "/schedules/morning", { body }], {
      status: 413,
      code: "request-too-large",
    });
  });

  it("refuses more schedules than there may be, and still changes those that are there", async () => {
    for (let at = 0; at < 1_000; at++) {
      const value = { v: 1, ...morning, missed: "skip", overlap: "skip", createdAt: START, runs: [] };
      await api.store.putDocument("schedule", `s${at}`, value, { revision: 0, listedAt: START + at });
    }
    const refusal = { status: 409, code: "too-many-schedules" };
    await expectRefusal(api, ["PUT", "/schedules/morning", { body: morning }], refusal);
    expect((await put(morning, "s7")).status).toBe(200);
    await api.ask("DELETE", "/schedules/s8");
    expect((await put()).status).toBe(201);
  });

  it.each(["__proto__", "constructor", "a:b.c-d_e"])("takes %s as a name like any other", async (id) => {
    expect((await put(morning, id)).status).toBe(201);
    expect(await show(id)).toMatchObject({ id });
  });
});

describe("GET /schedules", () => {
  it("lists the next to run first, those that are paused last, in pages, each with its next run and its last", async () => {
    await put({ ...morning, cron: "0 9 * * *", zone: "UTC" }, "nine");
    await put({ ...morning, cron: "30 8 * * *", zone: "UTC" }, "half-past-eight");
    await put({ ...morning, cron: "0 8 * * *", zone: "UTC" }, "paused");
    await post("pause", "paused");
    await post("run", "nine");
    const found: unknown[] = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { limit: "2", ...(cursor && { cursor }) };
      const page = (await api.ask("GET", "/schedules", { query })).json() as {
        items: unknown[];
        cursor?: string;
      };
      found.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(found).toMatchObject([
      { id: "half-past-eight", nextRuns: ["2026-11-24T08:30:00.000Z"], runs: [] },
      { id: "nine", nextRuns: ["2026-11-24T09:00:00.000Z"], runs: [{ manual: true, status: "queued" }] },
      { id: "paused", nextRuns: [], pausedAt: expect.any(String) },
    ]);
  });
});

describe("a schedule", () => {
  it("shows its runs with the state of each job", async () => {
    await put();
    const job = (await post("run")).json();
    expect(await show()).toMatchObject({ runs: [{ jobId: job.id, status: "queued" }] });
    await api.consumeAll();
    expect(await show()).toMatchObject({ runs: [{ jobId: job.id, status: "succeeded" }] });
  });

  it("runs now, also while it is paused, and its next run stays where it is", async () => {
    const before = (await put()).json();
    await post("pause");
    const answer = await post("run");
    expect(answer).toMatchObject({ status: 202, headers: { location: `/jobs/${answer.json().id}` } });
    expect(answer.json()).toMatchObject({ type: WORK, payload: { name: "a run" }, status: "queued" });
    const { nextRuns } = (await post("resume")).json();
    expect(nextRuns).toEqual(before.nextRuns);
  });

  it("runs no second job at once, unless runs may overlap", async () => {
    await put();
    const { id } = (await post("run")).json();
    const problem = await expectRefusal(api, ["POST", "/schedules/morning/run"], {
      status: 409,
      code: "schedule-busy",
    });
    expect(problem).toMatchObject({ jobId: id, detail: expect.stringContaining(String(id)) });
    await put({ ...morning, overlap: "allow" });
    const ids = [await post("run"), await post("run")].map((answer) => answer.json().id);
    expect(new Set([id, ...ids]).size).toBe(3);
  });

  it("says that too many jobs wait, and makes the run only when it is asked again", async () => {
    await put();
    api.queues.reportBacklog(10_000);
    await expectRefusal(api, ["POST", "/schedules/morning/run"], { status: 429, code: "backlog-full" });
    expect(await show()).toMatchObject({ runs: [{ outcome: "refused", manual: true }] });
    api.queues.reportBacklog(0);
    expect((await post("run")).status).toBe(202);
  });

  it("that is deleted is gone, and its jobs stay", async () => {
    await put();
    const { id } = (await post("run")).json();
    expect((await api.ask("DELETE", "/schedules/morning")).status).toBe(204);
    expect((await api.ask("GET", `/jobs/${id}`)).status).toBe(200);
    const gone = { status: 404, code: "schedule-not-found" };
    await expectRefusal(api, ["GET", "/schedules/morning"], gone);
    await expectRefusal(api, ["DELETE", "/schedules/morning"], gone);
    for (const action of ["run", "pause", "resume"]) {
      await expectRefusal(api, ["POST", `/schedules/morning/${action}`], gone);
    }
  });
});
