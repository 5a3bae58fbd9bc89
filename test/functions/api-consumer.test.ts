// The API's routes for the consumer: shown, paused, resumed.
import { beforeEach, describe, expect, it } from "vitest";
import { VisibleError } from "../../core/jobs/index.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { createTestApi, type TestApi } from "../support/test-api.ts";
import { START, turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

describe("the consumer", () => {
  it("is shown, paused and resumed", async () => {
    expect((await api.ask("GET", "/consumer")).json()).toEqual({
      ...{ paused: false, changing: false, openBreakers: [] },
    });
    const paused = await api.ask("POST", "/consumer/pause");
    expect(paused.status).toBe(202);
    expect(paused.json()).toEqual({ paused: true, changing: false, since: new Date(START).toISOString() });
    expect((await api.ask("GET", "/consumer")).json()).toEqual({ ...paused.json(), openBreakers: [] });
    await turn(60);
    const resumed = await api.ask("POST", "/consumer/resume");
    expect(resumed.json()).toMatchObject({ paused: false, since: new Date(START + 60_000).toISOString() });
  });

  it("is shown with the job types whose breaker is open", async () => {
    const open = { since: START, probeAt: START + 60_000, failedProbes: 0 };
    const breaker = { failures: 10, cause: "Error: <url> answered <n>", open };
    await api.store.putDocument("breaker", "page:fetch", breaker, { revision: 0, listedAt: START });
    expect((await api.ask("GET", "/consumer")).json()).toMatchObject({
      openBreakers: [
        {
          ...{ type: "page:fetch", cause: "Error: <url> answered <n>", failures: 10, failedProbes: 0 },
          ...{ since: new Date(START).toISOString(), probeAt: new Date(START + 60_000).toISOString() },
        },
      ],
    });
  });

  it.each([
    ["POST", "/consumer/pause"],
    ["POST", "/consumer/resume"],
    ["GET", "/consumer"],
  ])("%s %s wants a token", async (method, path) => {
    const headers = { authorization: "Bearer another-token-than-that" };
    await expectRefusal(api, [method, path, { headers }], { status: 401, code: "unauthorized" });
  });

  it("whose switch cannot be reached is 503, with what to do", async () => {
    api.backend.consumer = {
      read: () => Promise.reject(new VisibleError("consumer-unavailable", "no", { retryAfterSeconds: 30 })),
      pause: () => Promise.reject(new VisibleError("try-again", "later", { retryAfterSeconds: 10 })),
      resume: async () => ({ paused: false, by: "event source mapping" }),
    };
    const unavailable = { status: 503, code: "consumer-unavailable", headers: { "retry-after": "30" } };
    await expectRefusal(api, ["GET", "/consumer"], unavailable);
    await expectRefusal(api, ["POST", "/consumer/pause"], { status: 503, code: "try-again" });
  });
});
