// The two jobs that deliver: what they wait for, what ends them, what they retry, and what they never say.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliverEmail } from "../../../../core/briefings/deliver/email-delivery.ts";
import type { DeliveryOptions } from "../../../../core/briefings/deliver/options.ts";
import { deliverWebhook } from "../../../../core/briefings/deliver/webhook-delivery.ts";
import { generateBriefing } from "../../../../core/briefings/job.ts";
import {
  cancelJob,
  deleteJob,
  enqueue,
  PermanentError,
  RateLimitedError,
} from "../../../../core/jobs/index.ts";
import { createTestKit, type TestKit } from "../../../../core/jobs/testing/index.ts";
import {
  briefingType,
  configured,
  deliveryTypes,
  type Outbox,
  WEBHOOK_SECRET,
} from "../../../support/deliveries.ts";
import { startWebServer } from "../../../support/web-server.ts";
import { aBriefing, aText } from "../briefing-fixtures.ts";

const email = "ada@example.org";
const request = { topic: "ferry strike", sources: [aText("Ferries sail again")] };

let kit: TestKit;
let outbox: Outbox;
let failBriefing: Error | undefined;
function begin(options: DeliveryOptions = configured) {
  const deliveries = deliveryTypes(options);
  outbox = deliveries.outbox;
  failBriefing = undefined;
  const briefing = briefingType(async () => {
    if (failBriefing) throw failBriefing;
    return aBriefing();
  });
  kit = createTestKit({ types: [briefing, ...deliveries.types] });
}
beforeEach(() => begin());

const made = async (): Promise<string> => (await kit.work(generateBriefing, request)).job.id;
const waiting = async (): Promise<string> => (await enqueue(kit.backend, generateBriefing, request)).job.id;

describe("a delivery by e-mail", () => {
  it("sends the briefing to its address, and keeps what SES knows the message by", async () => {
    const briefingId = await made();
    const { outcome, result, job } = await kit.work(deliverEmail, { briefingId, email });
    expect({ outcome, result }).toEqual({ outcome: "succeeded", result: { id: "sent-1" } });
    expect(outbox.mails).toMatchObject([{ from: "news@example.com", to: email, deliveryId: job.id }]);
    expect(outbox.mails[0]?.message.toString()).toContain(`Message-ID: <${job.id}@example.com>`);
  });

  it("does not send again when only its result could not be recorded", async () => {
    const briefingId = await made();
    kit.store.fail("putResult", { times: 3 });
    const first = await kit.work(deliverEmail, { briefingId, email });
    expect(first.outcome).toBe("retried");
    expect((await kit.workAgain(deliverEmail, first.job)).result).toEqual({ id: "sent-1" });
    expect(outbox.mails).toHaveLength(1);
  });

  it("that SES refuses for now is tried again, and the briefing is not made again", async () => {
    const briefingId = await made();
    outbox.errors.push(new RateLimitedError("SES did not take it", 3_600), new Error("SES is away"));
    const first = await kit.work(deliverEmail, { briefingId, email });
    expect(first).toMatchObject({ outcome: "snoozed", retryInSeconds: 3_600 });
    expect((await kit.workAgain(deliverEmail, first.job)).outcome).toBe("retried");
    expect((await kit.workAgain(deliverEmail, first.job)).outcome).toBe("succeeded");
    expect(kit.jobs().find(({ id }) => id === briefingId)?.attempts).toHaveLength(1);
  });

  it("that SES refuses for good is dead, and the briefing is as it was", async () => {
    const briefingId = await made();
    outbox.errors.push(new PermanentError("SES did not take it"));
    expect(await kit.work(deliverEmail, { briefingId, email })).toMatchObject({
      outcome: "dead",
      cause: "permanent",
    });
    expect(kit.jobs().find(({ id }) => id === briefingId)?.status).toBe("succeeded");
  });

  it("shows its address in no title and no log line", async () => {
    const briefingId = await made();
    outbox.errors.push(new Error("SES is away"));
    const { job } = await kit.work(deliverEmail, { briefingId, email });
    await kit.workAgain(deliverEmail, job);
    expect(job.title).toBe("to a…@example.org");
    expect(kit.logs.lines.length).toBeGreaterThan(3);
    expect(JSON.stringify(kit.logs.lines)).not.toContain("ada@");
  });
});

describe("a delivery into a folder", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "briefings-mail-"));
    begin({ ...configured, email: { from: "news@example.com", folder: join(folder, "mail") } });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is one whole .eml file, and a repeated one takes its place", async () => {
    const briefingId = await made();
    kit.store.fail("putStep", { times: 1 });
    const first = await kit.work(deliverEmail, { briefingId, email });
    expect(first.outcome).toBe("retried");
    await kit.workAgain(deliverEmail, first.job);
    const { id = "" } = (await kit.backend.store.getResult(first.job.id)) as { id?: string };
    expect(readdirSync(join(folder, "mail"))).toEqual([`${first.job.id}.eml`]);
    expect(id).toBe(join(folder, "mail", `${first.job.id}.eml`));
    expect(readFileSync(id, "utf8")).toContain(`To: ${email}`);
    expect(outbox.mails).toEqual([]);
  });
});

describe("a delivery by webhook", () => {
  it("posts the briefing, and keeps the status of the answer", async () => {
    await using server = await startWebServer((_request, response) => void response.writeHead(202).end());
    const briefingId = await made();
    const { result, job } = await kit.work(deliverWebhook, { briefingId, webhook: `${server.url}/secret` });
    expect(result).toEqual({ status: 202 });
    expect(server.requests.map(({ headers }) => headers["webhook-id"])).toEqual([job.id]);
    expect(job.title).toBe(`to ${server.url}`);
  });

  it("waits a minute, ten, an hour and six hours, and is then exhausted", async () => {
    await using server = await startWebServer((_request, response) => void response.writeHead(500).end());
    let worked = await kit.work(deliverWebhook, { briefingId: await made(), webhook: server.url });
    const waits = [worked.retryInSeconds];
    for (let n = 0; n < 3; n++) {
      worked = await kit.workAgain(deliverWebhook, worked.job);
      waits.push(worked.retryInSeconds);
    }
    expect(waits).toEqual([60, 600, 3_600, 21_600]);
    expect(await kit.workAgain(deliverWebhook, worked.job)).toMatchObject({
      outcome: "dead",
      cause: "exhausted",
    });
    expect(new Set(server.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  it("comes back no earlier than Retry-After says, and no later than six hours", async () => {
    const after = ["900", "31536000"];
    await using server = await startWebServer((_request, response) => {
      response.writeHead(503, { "retry-after": after.shift() ?? "1" }).end();
    });
    const first = await kit.work(deliverWebhook, { briefingId: await made(), webhook: server.url });
    expect(first.retryInSeconds).toBe(900);
    expect((await kit.workAgain(deliverWebhook, first.job)).retryInSeconds).toBe(6 * 3_600);
  });

  it("that is held back by 429 has not failed, for two days at most", async () => {
    await using server = await startWebServer((_request, response) => {
      response.writeHead(429, { "retry-after": "21600" }).end();
    });
    let worked = await kit.work(deliverWebhook, { briefingId: await made(), webhook: server.url });
    let heldBack = 0;
    for (; worked.outcome === "snoozed"; heldBack++) worked = await kit.workAgain(deliverWebhook, worked.job);
    expect(heldBack).toBe(8);
    expect(worked).toMatchObject({ outcome: "dead", cause: "expired" });
  });

  it("shows neither its path nor a secret in record or log", async () => {
    await using server = await startWebServer((_request, response) => void response.writeHead(500).end());
    const webhook = `${server.url}/services/TOKEN?key=TOKEN`;
    const { job } = await kit.work(deliverWebhook, { briefingId: await made(), webhook });
    expect(JSON.stringify({ ...job, request: null })).not.toContain("TOKEN");
    const logged = JSON.stringify(kit.logs.lines);
    expect(logged).not.toContain("TOKEN");
    expect(logged + JSON.stringify(job)).not.toContain(WEBHOOK_SECRET);
  });
});

describe.each([
  ["by e-mail", deliverEmail, { email }],
  ["by webhook", deliverWebhook, { webhook: "https://hooks.example.org/" }],
] as const)("a delivery %s", (_, type, to) => {
  const work = (briefingId: string) => kit.work(type as typeof deliverEmail, { briefingId, ...to } as never);

  it("waits for a briefing that is not made yet, for longer the longer that takes, without a failure", async () => {
    const briefingId = await waiting();
    let worked = await work(briefingId);
    const waits = [worked.retryInSeconds];
    for (let n = 0; n < 30; n++) {
      worked = await kit.workAgain(type as typeof deliverEmail, worked.job);
      expect(worked.outcome).toBe("snoozed");
      waits.push(worked.retryInSeconds);
    }
    expect(waits[0]).toBe(5);
    expect(waits.at(-1)).toBe(900);
    expect(waits).toEqual(waits.toSorted((a, b) => Number(a) - Number(b)));
    expect(worked.job.attempts.map(({ outcome }) => outcome)).not.toContain("failed");
    await kit.workAgain(generateBriefing, briefingId);
    if (type === deliverEmail)
      expect((await kit.workAgain(deliverEmail, worked.job)).outcome).toBe("succeeded");
  });

  it.each([
    ["does not exist", async () => "brf_00000000000000000000000000", "does not exist"],
    [
      "was deleted",
      async () => {
        const id = await made();
        await deleteJob(kit.backend, id);
        return id;
      },
      "was deleted",
    ],
    ["was cancelled", async () => (await cancelJob(kit.backend, await waiting())).id, "was cancelled"],
    [
      "is dead",
      async () => {
        failBriefing = new PermanentError("every source is gone");
        return await made();
      },
      "is dead (permanent); redrive both",
    ],
    [
      "has lost its result",
      async () => {
        const id = await made();
        await kit.store.deleteResult(id);
        return id;
      },
      "has no result any more",
    ],
  ])("of a briefing that %s is dead at once, and says so", async (_why, prepare, said) => {
    const worked = await work(await prepare());
    expect(worked).toMatchObject({ outcome: "dead", cause: "permanent" });
    expect(worked.job.attempts[0]?.error?.message).toContain("there is nothing to deliver");
    expect(worked.job.attempts[0]?.error?.message).toContain(said);
  });

  it("that is not configured where it runs is dead at once, and says how to configure it", async () => {
    begin({ channels: [] });
    const { job } = await work(await made());
    expect(job).toMatchObject({ status: "dead", cause: "permanent" });
    expect(job.attempts[0]?.error?.message).toMatch(
      /not configured: set (EMAIL_FROM|WEBHOOK_SECRET).*docs\/aws\.md/,
    );
  });

  it("of no briefing is dead at once: only one that follows a briefing may leave its id out", async () => {
    const { job } = await kit.work(type as typeof deliverEmail, to as never);
    expect(job).toMatchObject({ status: "dead", cause: "permanent" });
    expect(job.attempts[0]?.error?.message).toContain("give briefingId");
  });

  it.each(["", "brf_", "rep_1", "brf_1\r\nx", `brf_${"1".repeat(100)}`])(
    "of %j is refused",
    async (briefingId) => {
      await expect(work(briefingId)).rejects.toMatchObject({ code: "invalid-request" });
    },
  );
});
