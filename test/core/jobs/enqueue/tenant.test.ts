// Whose job it is: given or derived, kept in the record, and carried by every message that the engine sends for the job.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  defineJob,
  deleteJob,
  type EnqueueOptions,
  enqueue,
  enqueueMany,
  recoverJobs,
  runNow,
} from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let run: () => Promise<unknown>;
const Payload = z.strictObject({ customer: z.string().optional() });
const plain = defineJob({ name: "tenant:plain", idPrefix: "ten", payload: Payload, run: () => run() });
const derived = defineJob({
  name: "tenant:derived",
  idPrefix: "ten",
  payload: Payload,
  tenant: ({ customer }) => customer,
  run: () => run(),
});

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend({ types: [plain, derived] });
  run = async () => "made";
});

const one = (options: EnqueueOptions) => enqueue(test.backend, plain, {}, options);
const tenants = () => test.queues.sent.map(({ message }) => message.tenant);

describe("a tenant", () => {
  it("is the option of enqueue, in the record and in the message", async () => {
    const { job } = await one({ tenant: "acme" });
    expect(await test.job(job.id)).toMatchObject({ tenant: "acme" });
    expect(tenants()).toEqual(["acme"]);
  });

  it("is derived from the payload by the job's type; the option goes before", async () => {
    await enqueue(test.backend, derived, { customer: "acme" });
    await enqueue(test.backend, derived, { customer: "acme" }, { tenant: "other" });
    await enqueue(test.backend, derived, {});
    expect(tenants()).toEqual(["acme", "other", undefined]);
  });

  it("is each item's own of many, and else the type's", async () => {
    await enqueueMany(test.backend, derived, [
      { payload: { customer: "acme" } },
      { payload: { customer: "acme" }, tenant: "other" },
      { payload: {} },
    ]);
    expect(tenants()).toEqual(["acme", "other", undefined]);
  });

  it("is absent where nobody names one", async () => {
    const { job } = await one({});
    expect(job).not.toHaveProperty("tenant");
    expect(test.queues.waiting[0]?.body).not.toContain(`"tenant":`);
  });

  it.each(["", "two words", "Müller", "x".repeat(129), "a\u0000"])("is refused as %j", async (tenant) => {
    const refused = { code: "invalid-request", details: { errors: [{ path: "tenant" }] } };
    await expect(one({ tenant })).rejects.toMatchObject(refused);
    await expect(enqueue(test.backend, derived, { customer: tenant })).rejects.toMatchObject(refused);
    expect(await test.traces()).toEqual({ recorded: 0, sent: 0 });
  });

  it.each(["a", "acme.example/eu#7", "user@example.com", "x".repeat(128)])("may be %j", async (tenant) => {
    expect((await one({ tenant })).job.tenant).toBe(tenant);
  });

  it("is deleted with the job's data", async () => {
    const { job } = await one({ tenant: "acme" });
    await test.deliver();
    await deleteJob(test.backend, job.id);
    expect(await test.job(job.id)).not.toHaveProperty("tenant");
  });
});

describe("the job's tenant is kept", () => {
  it("when its message is renewed", async () => {
    test = createTestBackend({ types: [plain], shutdown: AbortSignal.abort() });
    run = async () => {
      throw new Error("told to stop");
    };
    await one({ tenant: "acme" });
    await test.deliver();
    expect(tenants()).toEqual(["acme", "acme"]);
  });

  it("when recover sends it again", async () => {
    await one({ tenant: "acme" });
    test.queues.purge();
    await turn(test.settings.recover.overdueSeconds);
    await recoverJobs(test.backend);
    expect(tenants()).toEqual(["acme", "acme"]);
  });

  it("when the job is run now", async () => {
    const { job } = await one({ tenant: "acme" });
    await runNow(test.backend, job.id);
    expect(tenants()).toEqual(["acme", "acme"]);
  });

  it("when the same key sends it at last", async () => {
    const keyed = { tenant: "acme", idempotencyKey: "a" };
    test.queues.fail("send", { times: 1 });
    await expect(one(keyed)).rejects.toMatchObject({ code: "queue-unavailable" });
    await one(keyed);
    expect(tenants()).toEqual(["acme"]);
  });
});
