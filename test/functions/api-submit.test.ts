// POST /briefings in its good days, and on the days when the queue is full or gone.
import { beforeEach, describe, expect, it } from "vitest";
import { briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { START, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

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
    api.queues.fail("send");
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
