// Names that come with a request or a message and are special on JavaScript's objects, tried at every entrance of the functions.
import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../functions/consumer.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { functionSetup, lambdaContext, sqsEvent } from "../support/lambda-events.ts";
import { briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

const named = (name: string, value: string) => Object.fromEntries([[name, value]]);

describe.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("the name %s", (name) => {
  it("is an unknown field of a request, and of a source", async () => {
    const body = JSON.stringify(briefingRequest());
    for (const wrong of [
      body.replace("{", `{"${name}":{"a":1},`),
      body.replace('{"kind"', `{"${name}":{"a":1},"kind"`),
    ]) {
      await expectRefusal(api, ["POST", "/briefings", { body: wrong }], {
        status: 400,
        code: "invalid-request",
      });
    }
  });

  it("is an unknown value of a field, and of a parameter", async () => {
    for (const field of ["style", "length", "generator"]) {
      const body = { ...briefingRequest(), [field]: name };
      await expectRefusal(api, ["POST", "/briefings", { body }], { status: 400, code: "invalid-request" });
    }
    await expectRefusal(api, ["GET", "/briefings", { query: { status: name } }], {
      status: 400,
      code: "invalid-request",
    });
  });

  it("is a parameter and a header that no route reads", async () => {
    const given = { query: named(name, "1"), headers: named(name.toLowerCase(), "x") };
    const { status } = await api.ask("GET", "/briefings", given);
    expect([200, 400]).toContain(status);
    expect((await api.submit(briefingRequest(), named(name.toLowerCase(), "x"))).status).toBe(202);
  });

  it("is no route, no method and no job", async () => {
    expect((await api.ask("GET", `/${name}`)).status).toBe(404);
    expect((await api.ask(name, "/briefings")).status).toBe(405);
    expect((await api.ask("GET", `/briefings/${name}`)).status).toBe(404);
  });

  it("is an idempotency key like any other", async () => {
    const first = await api.submit(briefingRequest(), { "idempotency-key": name });
    const second = await api.submit(briefingRequest(), { "idempotency-key": name });
    expect(second.json().id).toBe(first.json().id);
  });

  it("is an unknown job type: its message is reported as failed, and nothing runs", async () => {
    await api.queues.queue.send({ v: 1, type: name, jobId: "tst_1" });
    const message = api.queues.receive();
    if (!message) throw new Error("no message is visible");
    const consume = createHandler(functionSetup(api));
    const answer = await consume(sqsEvent(message), lambdaContext(300));
    expect(answer.batchItemFailures).toHaveLength(1);
  });
});
