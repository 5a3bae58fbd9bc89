// The API: every route in its good days, and on the days when the queue is full or gone.
import { beforeEach, describe, expect, it } from "vitest";
import { PermanentError } from "../../core/jobs/errors.ts";
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

describe("POST /briefings", () => {
  it("answers 202 with the job and where to find it; its message is on the queue", async () => {
    const answer = await api.submit();
    expect(answer.status).toBe(202);
    const job = answer.json();
    expect(job).toMatchObject({
      id: expect.stringMatching(/^brf_/),
      status: "queued",
      topic: "Offshore wind",
      createdAt: new Date(START).toISOString(),
      request: { topic: "Offshore wind", length: "medium", style: "bullets", language: "en" },
      attempts: [],
    });
    expect(answer.headers).toMatchObject({
      location: `/briefings/${job.id}`,
      "content-type": "application/json",
      "cache-control": "no-store",
    });
    expect(await api.traces()).toEqual({ recorded: 1, sent: 1 });
  });

  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
    "takes %s",
    async (type) => {
      expect(await api.submit(undefined, { "content-type": type })).toMatchObject({ status: 202 });
    },
  );

  it("takes a body in base64, as API Gateway may send it", async () => {
    const answer = await api.ask("POST", "/briefings", {
      body: briefingRequest({ topic: "Énergie éolienne" }),
      base64: true,
    });
    expect(answer.status).toBe(202);
    expect(answer.json().topic).toBe("Énergie éolienne");
  });

  it("gives the same job for the same Idempotency-Key, and says that it was there", async () => {
    const first = await api.submit(undefined, { "idempotency-key": "order-7" });
    const again = await api.submit(undefined, { "idempotency-key": "order-7" });
    expect(again).toMatchObject({ status: 202, headers: { "idempotent-replayed": "true" } });
    expect(again.json().id).toBe(first.json().id);
    expect(first.headers).not.toHaveProperty("idempotent-replayed");
    expect(await api.traces()).toEqual({ recorded: 1, sent: 1 });
  });

  it("answers 422 when the key comes with another request", async () => {
    const first = await api.submit(undefined, { "idempotency-key": "order-7" });
    const other = await api.submit(briefingRequest({ topic: "Tides" }), { "idempotency-key": "order-7" });
    expect(other).toMatchObject({ status: 422, headers: { "content-type": "application/problem+json" } });
    expect(other.json()).toMatchObject({ code: "idempotency-conflict", jobId: first.json().id });
    expect(await api.traces()).toEqual({ recorded: 1, sent: 1 });
  });

  it("answers 503 with the job, where to find it and when to come back, when the queue is gone", async () => {
    api.queues.break("send");
    const answer = await api.submit(undefined, { "idempotency-key": "order-7" });
    const { jobId } = answer.json();
    expect(answer).toMatchObject({
      status: 503,
      headers: {
        "retry-after": "30",
        location: `/briefings/${jobId}`,
        "content-type": "application/problem+json",
      },
    });
    expect((await show(String(jobId))).json()).toMatchObject({ status: "pending" });
    api.queues.mend("send");
    const again = await api.submit(undefined, { "idempotency-key": "order-7" });
    expect(again).toMatchObject({ status: 202 });
    expect(again.json()).toMatchObject({ id: jobId, status: "queued" });
    expect(await api.traces()).toEqual({ recorded: 1, sent: 1 });
  });

  it("answers 429 with a time to come back when too many wait", async () => {
    api.queues.reportBacklog(10_000);
    const answer = await api.submit();
    expect(answer).toMatchObject({ status: 429, headers: { "retry-after": "60" } });
    expect(answer.json()).toMatchObject({ code: "backlog-full", status: 429 });
    expect(await api.traces()).toEqual({ recorded: 0, sent: 0 });
  });

  it("answers 503 with a time to come back when the key's job has just expired", async () => {
    api.backend.store = { ...api.store, create: async () => false, get: async () => undefined };
    const answer = await api.submit(undefined, { "idempotency-key": "order-7" });
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": expect.stringMatching(/^\d+$/) } });
  });

  it("carries a W3C trace context on, and nothing that is none", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await api.submit(undefined, { traceparent });
    await api.submit(undefined, { traceparent: "my own" });
    expect(api.queues.sent.map((sent) => sent.traceparent)).toEqual([traceparent, undefined]);
  });
});

describe("GET /briefings/{id}", () => {
  it("has the briefing once it is made, as JSON, Markdown and HTML", async () => {
    const id = await submitted();
    await api.consumeAll();
    const json = await show(id);
    expect(json.json()).toMatchObject({
      status: "succeeded",
      attempts: [{ number: 1, outcome: "succeeded" }],
      briefing: { version: 1, topic: "Offshore wind" },
    });
    const markdown = await show(id, "text/markdown");
    expect(markdown).toMatchObject({
      status: 200,
      headers: { "content-type": "text/markdown; charset=utf-8", vary: "accept" },
    });
    expect(markdown.text).toMatch(/^# /);
    const html = await show(id, "text/html");
    expect(html).toMatchObject({ status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
    expect(html.text).toContain("<h1");
  });

  it.each([
    ["nothing", undefined, "application/json"],
    ["anything", "*/*", "application/json"],
    ["a browser's wishes", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"],
    ["any text", "text/*", "text/markdown; charset=utf-8"],
    ["Markdown rather than JSON", "application/json;q=0.5, text/markdown", "text/markdown; charset=utf-8"],
    ["no Markdown", "text/markdown;q=0, application/json", "application/json"],
  ])("gives a caller who accepts %s the best fit", async (_, accept, type) => {
    const id = await submitted();
    await api.consumeAll();
    const answer = await api.ask(
      "GET",
      `/briefings/${id}`,
      accept === undefined ? {} : { headers: { accept } },
    );
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": type } });
  });

  it("shows a running job with its progress", async () => {
    const id = await submitted();
    await api.store.update(
      id,
      { set: { status: "running", progress: { stage: "reading", done: 3, total: 8, at: START } } },
      {},
    );
    expect((await show(id)).json()).toMatchObject({
      status: "running",
      progress: { stage: "reading", done: 3, total: 8, at: new Date(START).toISOString() },
    });
  });

  it("shows why a job is retrying or dead, but no stack", async () => {
    const id = await submitted();
    const type = api.backend.registry.get("briefing:generate");
    if (!type) throw new Error("no type");
    const run = type.run;
    type.run = async () => {
      throw new PermanentError("the source is gone");
    };
    await api.deliver();
    type.run = run;
    const answer = await show(id);
    expect(answer.json()).toMatchObject({
      status: "dead",
      cause: "permanent",
      endedAt: new Date(START).toISOString(),
      attempts: [
        {
          outcome: "failed",
          error: { name: "PermanentError", message: "the source is gone", permanent: true },
        },
      ],
    });
    expect(answer.text).not.toContain("stack");
    expect(answer.text).not.toContain("api.test.ts");
  });

  it("answers 409 to who wants Markdown of what is not made yet, with a time to come back", async () => {
    const id = await submitted();
    const answer = await show(id, "text/markdown");
    expect(answer).toMatchObject({ status: 409, headers: { "retry-after": "5" } });
    expect(answer.json()).toMatchObject({ code: "not-finished", jobId: id, jobStatus: "queued" });
    await api.ask("DELETE", `/briefings/${id}`);
    const cancelled = await show(id, "text/markdown");
    expect(cancelled.status).toBe(409);
    expect(cancelled.headers).not.toHaveProperty("retry-after");
  });

  it("takes a path with a slash at its end, and an id that is percent-encoded", async () => {
    const id = await submitted();
    expect(await api.ask("GET", `/briefings/${id}/`)).toMatchObject({ status: 200 });
    expect(await api.ask("GET", `/briefings/${id.replace("_", "%5F")}`)).toMatchObject({ status: 200 });
  });
});

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

describe("a job of another type", () => {
  it("is no briefing: it is neither listed, shown nor deleted here", async () => {
    const { enqueue } = await import("../../core/jobs/enqueue.ts");
    const { job } = await enqueue(api.backend, WORK, { name: "something else" });
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
