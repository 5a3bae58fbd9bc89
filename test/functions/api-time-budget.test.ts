// One budget of time for each request: what hangs is given up early enough to say what became of the job.
import { beforeEach, describe, expect, it } from "vitest";
import { createTestApi, type TestApi } from "../support/test-api.ts";
import { turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

const never = () => new Promise<never>(() => {});
/** Of the function's 15 seconds all but the last two; the store has one more. */
const BUDGET = 13;
const STORE_BUDGET = 14;

describe("an SQS that hangs", () => {
  it("costs half a second for the backlog, and then 503 with the job's id, before the function's time is over", async () => {
    api.backend.queue = { ...api.queues.queue, backlog: never, send: never };
    const answered = api.submit();
    await turn(BUDGET);
    const answer = await answered;
    expect(answer).toMatchObject({
      status: 503,
      headers: {
        location: expect.stringMatching(/^\/briefings\/brf_/),
        "retry-after": expect.stringMatching(/^\d+$/),
      },
    });
    const { jobId, code } = answer.json();
    expect(code).toBe("queue-unavailable");
    expect(answer.headers.location).toBe(`/briefings/${jobId}`);
    expect((await api.job(String(jobId))).status).toBe("pending");
  });

  it("lets a job in when only the backlog cannot be read, after one try of half a second", async () => {
    let reads = 0;
    const backlog = () => {
      reads++;
      return never();
    };
    api.backend.queue = { ...api.queues.queue, backlog };
    const answered = api.submit();
    await turn(0.499);
    expect(await api.traces()).toEqual({ recorded: 0, sent: 0 });
    await turn(0.001);
    expect((await answered).status).toBe(202);
    expect(reads).toBe(1);
    expect(api.logs.one("backlog not read")).toMatchObject({ level: "warn" });
  });

  it("is told to stop: the call under way is given up too", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    api.backend.queue = {
      ...api.queues.queue,
      backlog: (options) => {
        signals.push(options?.signal);
        return never();
      },
      send: (_, options) => {
        signals.push(options?.signal);
        return never();
      },
    };
    const answered = api.submit();
    await turn(BUDGET);
    await answered;
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
  });
});

describe("a store that hangs", () => {
  it.each([
    ["POST /briefings", () => api.submit()],
    ["GET /briefings", () => api.ask("GET", "/briefings")],
    ["GET /briefings/{id}", () => api.ask("GET", "/briefings/brf_1")],
    ["DELETE /briefings/{id}", () => api.ask("DELETE", "/briefings/brf_1")],
    ["GET /health", () => api.ask("GET", "/health")],
  ])("is 503 within the budget: %s", async (_, ask) => {
    for (const method of ["create", "get", "list", "ping"] as const) api.store.hold(method);
    const answered = ask();
    await turn(STORE_BUDGET);
    const answer = await answered;
    expect(answer.status).toBe(503);
    expect(answer.json().code).toBe("store-unavailable");
  });

  it("together with the queue still gives 503 with the job's id", async () => {
    api.backend.queue = { ...api.queues.queue, send: never };
    api.store.hold("update");
    const answered = api.submit();
    await turn(STORE_BUDGET);
    const answer = await answered;
    expect(answer).toMatchObject({ status: 503, headers: { location: expect.stringMatching(/brf_/) } });
    expect(answer.json().code).toBe("queue-unavailable");
  });
});

describe("a health check", () => {
  it("is 503 when the queue hangs", async () => {
    api.backend.queue = { ...api.queues.queue, backlog: never };
    const answered = api.ask("GET", "/health");
    await turn(BUDGET);
    const answer = await answered;
    expect([answer.status, answer.json().code]).toEqual([503, "queue-unavailable"]);
  });
});

describe("a request that ends in time", () => {
  it("leaves no timer behind", async () => {
    const { vi } = await import("vitest");
    await api.submit();
    await api.ask("GET", "/briefings");
    expect(vi.getTimerCount()).toBe(0);
  });
});
