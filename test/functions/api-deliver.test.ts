// POST /briefings with `deliver`: taken or refused, shown with the briefing, and deleted with it.
import { beforeEach, describe, expect, it } from "vitest";
import { deliveriesOf } from "../../core/briefings/deliver/deliveries-of.ts";
import { PermanentError } from "../../core/jobs/index.ts";
import type { BriefingView } from "../../functions/http/views.ts";
import { configured } from "../support/deliveries.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { briefingRequest, createTestApi, type TestApi } from "../support/test-api.ts";
import { turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

const deliver = [{ email: "ada@example.org" }, { email: "bob@example.org" }];

let api: TestApi;
beforeEach(() => {
  api = createTestApi({ delivery: configured });
});

const show = async (id: string) =>
  (await api.ask("GET", `/briefings/${id}`)).json() as unknown as BriefingView;
const submit = async (request: object = { deliver }) =>
  (await api.submit(briefingRequest(request))).json() as unknown as BriefingView;

describe("a briefing that is to be delivered", () => {
  it("is taken, and its deliveries are shown as absent until it is made", async () => {
    const { id, request } = await submit();
    expect(request.deliver).toEqual(deliver);
    expect((await show(id)).deliveries).toEqual(
      deliver.map((to) => ({ id: expect.stringMatching(/^eml_/), to, status: "absent", attempts: 0 })),
    );
  });

  it("shows each delivery with its job's id and state, and what went wrong", async () => {
    const { id } = await submit();
    api.outbox.errors.push(new PermanentError("SES did not take the e-mail"));
    await api.consumeAll();
    const { status, deliveries = [] } = await show(id);
    expect(status).toBe("succeeded");
    expect(deliveries).toMatchObject([
      {
        to: deliver[0],
        status: "dead",
        cause: "permanent",
        attempts: 1,
        error: "SES did not take the e-mail",
      },
      { to: deliver[1], status: "succeeded", attempts: 1 },
    ]);
    const { json } = await api.ask("GET", `/jobs/${deliveries[1]?.id}`);
    expect(json()).toMatchObject({
      type: "deliver:email",
      title: "to b…@example.org",
      result: { id: "sent-1" },
    });
  });

  it("shows no deliveries when it asks for none", async () => {
    const { id } = await submit({});
    expect(await show(id)).not.toHaveProperty("deliveries");
  });

  it("is not made again when a delivery fails", async () => {
    const { id } = await submit();
    api.outbox.errors.push(new Error("SES is away"));
    await api.consumeAll();
    await turn(3_600);
    await api.consumeAll();
    const { attempts, deliveries = [] } = await show(id);
    expect(attempts).toHaveLength(1);
    expect(deliveries.map(({ status, attempts }) => [status, attempts])).toEqual([
      ["succeeded", 2],
      ["succeeded", 1],
    ]);
  });

  it("takes the data of its deliveries with it when it is deleted", async () => {
    const { id } = await submit();
    await api.consumeAll();
    const ids = deliveriesOf(api.backend, await api.job(id)).map(({ jobId }) => jobId);
    expect(await api.ask("DELETE", `/briefings/${id}`)).toMatchObject({ status: 204 });
    for (const jobId of ids) {
      expect(await api.ask("GET", `/jobs/${jobId}`)).toMatchObject({ status: 404 });
      expect(JSON.stringify(await api.job(jobId))).not.toContain("example.org");
    }
  });

  it("takes those that wait for another attempt with it too: they are not sent after that", async () => {
    const { id } = await submit();
    api.outbox.errors.push(new Error("SES is away"), new Error("SES is away"));
    await api.consumeAll();
    expect(await api.ask("DELETE", `/briefings/${id}`)).toMatchObject({ status: 204 });
    await turn(3_600);
    await api.consumeAll();
    expect(api.outbox.mails).toEqual([]);
  });

  it("gives the same job for the same key, and the same deliveries", async () => {
    const key = { "idempotency-key": "order-7" };
    await api.submit(briefingRequest({ deliver }), key);
    await api.consumeAll();
    await api.submit(briefingRequest({ deliver }), key);
    await api.consumeAll();
    expect(api.outbox.mails).toHaveLength(2);
  });
});

describe("a deployment that cannot deliver so", () => {
  const both = [{ email: "ada@example.org" }, { webhook: "https://hooks.example.org/" }];

  it.each([
    [["webhook"], "deliver[0].email", /set EMAIL_FROM/],
    [["email"], "deliver[1].webhook", /set WEBHOOK_SECRET/],
  ] as const)(
    "with %s alone refuses %s at once, and says how to configure it",
    async (channels, field, remedy) => {
      api = createTestApi({ delivery: { channels } });
      const body = briefingRequest({ deliver: both });
      for (const path of ["/briefings", "/jobs/briefing:generate"]) {
        const problem = await expectRefusal(api, ["POST", path, { body }], {
          status: 400,
          code: "invalid-request",
          field,
        });
        expect(problem.detail).toMatch(remedy);
        expect(problem.errors).toHaveLength(1);
      }
    },
  );

  it.each([
    ["deliver:email", { briefingId: "brf_1", email: "ada@example.org" }, "email"],
    ["deliver:webhook", { briefingId: "brf_1", webhook: "https://hooks.example.org/" }, "webhook"],
  ])("refuses the job %s itself", async (type, body, field) => {
    api = createTestApi();
    await expectRefusal(api, ["POST", `/jobs/${type}`, { body }], {
      status: 400,
      code: "invalid-request",
      field,
    });
  });

  it("refuses a delivery of its own without the briefing that it is of", async () => {
    api = createTestApi({ delivery: configured });
    const body = { email: "ada@example.org" };
    await expectRefusal(api, ["POST", "/jobs/deliver:email", { body }], {
      status: 400,
      code: "invalid-request",
      field: "briefingId",
    });
  });

  it("still takes what it can deliver, and briefings without deliveries", async () => {
    api = createTestApi({ delivery: { channels: ["webhook"] } });
    expect(await api.submit(briefingRequest({ deliver: [both[1] ?? {}] }))).toMatchObject({ status: 202 });
    expect(await api.submit()).toMatchObject({ status: 202 });
  });

  it.each([{ email: "nobody" }, { fax: "1" }, {}])(
    "names what is wrong with %j, whatever is configured",
    async (to) => {
      api = createTestApi();
      const body = { ...briefingRequest(), deliver: [to] };
      const answer = await api.ask("POST", "/briefings", { body });
      expect(answer).toMatchObject({ status: 400 });
      expect(JSON.stringify(answer.json().errors)).not.toContain("configured");
    },
  );
});

describe("a briefing that was made", () => {
  it("can be sent to one more address by a job of its own", async () => {
    const { id } = await submit({});
    await api.consumeAll();
    const body = { briefingId: id, email: "eve@example.org" };
    expect(await api.ask("POST", "/jobs/deliver:email", { body })).toMatchObject({ status: 202 });
    await api.consumeAll();
    expect(api.outbox.mails.map(({ to }) => to)).toEqual(["eve@example.org"]);
  });
});
