// The API's other routes, and what is true of all of them.
import { beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../../core/jobs/errors.ts";
import { makeJob } from "../contracts/job-store/factories.ts";
import { briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { WORK } from "../support/test-backend.ts";
import { START, turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

const submitted = async (): Promise<string> => String((await api.submit()).json().id);
const show = (id: string, accept = "application/json") =>
  api.ask("GET", `/briefings/${id}`, { headers: { accept } });

describe("GET /briefings", () => {
  it("lists by status, newest first, page by page", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      ids.unshift(await submitted());
      await turn(1);
    }
    await api.ask("DELETE", `/briefings/${ids.pop()}`);
    const first = (await api.ask("GET", "/briefings", { query: { status: "queued", limit: "3" } })).json();
    const items = first.items as { id: string }[];
    expect(items.map((item) => item.id)).toEqual(ids.slice(0, 3));
    expect(items[0]).toEqual({
      id: ids[0],
      status: "queued",
      topic: "Offshore wind",
      createdAt: new Date(START + 4_000).toISOString(),
    });
    const query = { status: "queued", limit: "3", cursor: String(first.cursor) };
    const second = (await api.ask("GET", "/briefings", { query })).json();
    expect(second).toEqual({ items: [expect.objectContaining({ id: ids[3] })] });
  });
});

describe("DELETE /briefings/{id}", () => {
  it("cancels what waits: 200 with the job", async () => {
    const id = await submitted();
    const answer = await api.ask("DELETE", `/briefings/${id}`);
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ id, status: "cancelled" });
    await api.consumeAll();
    expect((await show(id)).json()).toMatchObject({ status: "cancelled", attempts: [] });
  });

  it("deletes the data of what has ended: 204, and then 404", async () => {
    const id = await submitted();
    await api.consumeAll();
    expect(await api.ask("DELETE", `/briefings/${id}`)).toMatchObject({ status: 204, text: "" });
    for (const method of ["GET", "DELETE"]) {
      expect(await api.ask(method, `/briefings/${id}`)).toMatchObject({ status: 404 });
    }
    expect(await api.store.getResult(id)).toBeUndefined();
  });

  it("answers 409 to who wants to stop what is running", async () => {
    const id = await submitted();
    await api.store.update(id, { set: { status: "running" } }, {});
    const answer = await api.ask("DELETE", `/briefings/${id}`);
    expect(answer.status).toBe(409);
    expect(answer.json()).toMatchObject({ code: "job-running", jobId: id });
  });
});

describe("cancelling a briefing", () => {
  it("cancels what waits, and is 404 for a job of another type", async () => {
    const id = await submitted();
    const answer = await api.ask("POST", `/briefings/${id}/cancel`);
    expect([answer.status, answer.json()]).toEqual([
      200,
      expect.objectContaining({ id, status: "cancelled" }),
    ]);
    const { job } = await api.enqueue();
    expect(await api.ask("POST", `/briefings/${job.id}/cancel`)).toMatchObject({ status: 404 });
  });
});

describe("a job of another type", () => {
  it("is no briefing: it is neither listed, shown nor deleted here", async () => {
    const { enqueueByName } = await import("../../core/jobs/index.ts");
    const { job } = await enqueueByName(api.backend, WORK, { name: "something else" });
    const id = await submitted();
    const { items } = (await api.ask("GET", "/briefings")).json() as { items: { id: string }[] };
    expect(items.map((item) => item.id)).toEqual([id]);
    for (const method of ["GET", "DELETE"]) {
      const answer = await api.ask(method, `/briefings/${job.id}`);
      expect(answer).toMatchObject({ status: 404 });
      expect(answer.text).not.toContain("something else");
    }
    expect((await api.job(job.id)).status).toBe("queued");
  });
});

describe("HEAD", () => {
  it("is GET without the body, at every path that knows GET", async () => {
    const id = await submitted();
    for (const path of ["/briefings", `/briefings/${id}`, "/health", "/openapi.json", "/nowhere"]) {
      const get = await api.ask("GET", path);
      expect(await api.ask("HEAD", path)).toMatchObject({
        status: get.status,
        headers: get.headers,
        text: "",
      });
    }
  });
});

describe("GET /health", () => {
  it("is 200 while the store answers, and 503 when it does not", async () => {
    expect((await api.ask("GET", "/health")).json()).toEqual({ status: "ok" });
    api.store.fail("ping");
    const answer = await api.ask("GET", "/health");
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ code: "store-unavailable" });
    expect(answer.headers).toHaveProperty("retry-after");
    expect(api.logs.one("store not reached")).toMatchObject({ err: { message: "store: ping failed" } });
  });
});

describe("GET /health with a queue that is away", () => {
  it("is 503, for no briefing can be accepted", async () => {
    api.backend.queue.backlog = async () => {
      throw new Error("no queue");
    };
    const answer = await api.ask("GET", "/health");
    expect(answer).toMatchObject({ status: 503 });
    expect(answer.json()).toMatchObject({ code: "queue-unavailable" });
  });
});

describe("a job store that cannot serve", () => {
  it.each([
    ["store-locked", 503],
    ["store-full", 507],
    ["store-read-only", 503],
    ["store-missing", 503],
    ["store-newer", 503],
    ["store-corrupt", 503],
    ["store-unavailable", 503],
  ] as const)("is told by its own code and nobody's fault: %s", async (code, status) => {
    for (const [method, path, call] of [
      ["GET", "/briefings", "list"],
      ["GET", "/briefings/brf_1", "get"],
      ["GET", "/health", "ping"],
    ] as const) {
      api.store.fail(call, { error: new StoreError(code, "job store jobs.sqlite is not well") });
      const answer = await api.ask(method, path);
      expect(answer.status).toBe(status);
      expect(answer.json()).toMatchObject({ code, status, title: expect.stringContaining("job records") });
    }
    expect(api.logs.of("request failed")).not.toEqual([]);
  });

  it("that will be back by itself says when to ask again", async () => {
    api.store.fail("list", { error: new StoreError("store-locked", "job store jobs.sqlite is locked") });
    expect((await api.ask("GET", "/briefings")).headers).toMatchObject({ "retry-after": "5" });
  });
});

describe("a list of briefings", () => {
  it("behind many jobs of another type is one read of the store", async () => {
    await submitted();
    for (let index = 0; index < 150; index++) {
      await api.store.create(makeJob({ type: "report:monthly", createdAt: Date.now() + 1_000 + index }));
    }
    const before = api.store.calls("list");
    const { items } = (await api.ask("GET", "/briefings", { query: { limit: "1" } })).json();
    expect(items).toHaveLength(1);
    expect(api.store.calls("list") - before).toBe(1);
  });
});

describe("a mistake of ours", () => {
  it("is 500 with the request id under which the log has the cause, and nothing of the cause", async () => {
    api.store.fail("list", { error: new Error("a secret of the store") });
    const answer = await api.ask("GET", "/briefings");
    expect(answer).toMatchObject({ status: 500, headers: { "content-type": "application/problem+json" } });
    expect(answer.json()).toMatchObject({ code: "internal", requestId: "lambda-request-1" });
    expect(answer.text).not.toContain("secret");
    expect(api.logs.one("request failed")).toMatchObject({
      level: "error",
      requestId: "lambda-request-1",
      err: { message: "a secret of the store", stack: expect.any(String) },
    });
  });
});

describe("the API's log", () => {
  it("has one line for each request, without anything that was sent", async () => {
    await api.submit(briefingRequest({ topic: "a secret topic" }), { "idempotency-key": "a secret key" });
    await api.submit({ topic: "a secret topic", secret: 1 });
    expect(api.logs.of("request answered")).toMatchObject([
      {
        level: "info",
        method: "POST",
        path: "/briefings",
        status: 202,
        durationMs: 0,
        requestId: "lambda-request-1",
      },
      { status: 400 },
    ]);
    expect(api.logs.text()).not.toContain("secret");
  });
});
