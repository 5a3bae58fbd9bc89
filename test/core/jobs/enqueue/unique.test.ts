// A unique rule: of several equal jobs one is let in, and its lock cannot be left behind.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { defineJob, deleteJob, enqueue, PermanentError } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let ending: () => Promise<unknown>;
const define = (name: string, unique: Parameters<typeof defineJob>[0]["unique"]) =>
  defineJob({
    name,
    idPrefix: "unq",
    payload: z.object({ topic: z.string(), note: z.string().optional() }),
    ...(unique && { unique }),
    run: () => ending(),
  });
const whole = define("unique:whole", {});
const byTopic = define("unique:topic", { key: (payload) => (payload as { topic: string }).topic });
const daily = define("unique:daily", { until: { seconds: 86_400 } });
const other = define("unique:other", {});

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend({ types: [whole, byTopic, daily, other] });
  ending = async () => "made";
});

describe("a job that is unique by its payload", () => {
  it("is let in once; the second gets the first, and no message is sent for it", async () => {
    const first = await enqueue(test.backend, whole, { topic: "wind", note: "n" });
    const again = await enqueue(test.backend, whole, { note: "n", topic: "wind" });
    expect(again).toMatchObject({ created: false, job: { id: first.job.id } });
    expect(test.queues.sent).toHaveLength(1);
  });

  it("is let in once also while the first is scheduled, however far off", async () => {
    const day = 86_400;
    const first = await enqueue(test.backend, whole, { topic: "wind" }, { delaySeconds: 300 * day });
    await turn(299 * day);
    const again = await enqueue(test.backend, whole, { topic: "wind" });
    expect(again).toMatchObject({ created: false, job: { id: first.job.id } });
  });

  it("is no other's: another payload and another type are let in", async () => {
    await enqueue(test.backend, whole, { topic: "wind" });
    expect((await enqueue(test.backend, whole, { topic: "sun" })).created).toBe(true);
    expect((await enqueue(test.backend, other, { topic: "wind" })).created).toBe(true);
  });

  it("is let in once of 25 at the same time, and all get that one", async () => {
    const asked = Promise.all(
      Array.from({ length: 25 }, () => enqueue(test.backend, whole, { topic: "wind" })),
    );
    await turn(1);
    const all = await asked;
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(all.map(({ job }) => job.id)).size).toBe(1);
    expect(test.queues.sent).toHaveLength(1);
  });

  it.each([
    ["succeeded", async () => "made"],
    [
      "is dead",
      async () => {
        throw new PermanentError("gone");
      },
    ],
  ])("is let in again when the first has %s", async (_, end) => {
    ending = end;
    const first = await enqueue(test.backend, whole, { topic: "wind" });
    await test.deliver();
    const again = await enqueue(test.backend, whole, { topic: "wind" });
    expect(again.created).toBe(true);
    expect(again.job.id).not.toBe(first.job.id);
  });

  it("is kept out while the first waits for its retry", async () => {
    ending = async () => {
      throw new Error("again");
    };
    await enqueue(test.backend, whole, { topic: "wind" });
    await test.deliver();
    expect((await enqueue(test.backend, whole, { topic: "wind" })).created).toBe(false);
  });

  it("is let in again when the first was deleted, or was killed before its record was written", async () => {
    const first = await enqueue(test.backend, whole, { topic: "wind" });
    await test.deliver();
    await deleteJob(test.backend, first.job.id);
    expect((await enqueue(test.backend, whole, { topic: "wind" })).created).toBe(true);

    test.store.fail("create", { times: 1 });
    await expect(enqueue(test.backend, whole, { topic: "sun" })).rejects.toThrow("create failed");
    await turn(60);
    expect((await enqueue(test.backend, whole, { topic: "sun" })).created).toBe(true);
  });

  it("whose send failed is pending and holds its lock: the second gets it", async () => {
    test.queues.fail("send");
    await expect(enqueue(test.backend, whole, { topic: "wind" })).rejects.toMatchObject({
      code: "queue-unavailable",
    });
    test.queues.mend("send");
    expect(await enqueue(test.backend, whole, { topic: "wind" })).toMatchObject({
      created: false,
      job: { status: "pending" },
    });
  });
});

describe("a job that is unique by a key", () => {
  it("is equal to one of the same key, whatever else differs", async () => {
    await enqueue(test.backend, byTopic, { topic: "wind", note: "one" });
    expect((await enqueue(test.backend, byTopic, { topic: "wind", note: "two" })).created).toBe(false);
  });
});

describe("a job that is unique for a time", () => {
  it("is kept out for that time, also when the first has ended, and then let in", async () => {
    const first = await enqueue(test.backend, daily, { topic: "wind" });
    await test.deliver();
    await turn(86_399);
    expect(await enqueue(test.backend, daily, { topic: "wind" })).toMatchObject({
      created: false,
      job: { id: first.job.id, status: "succeeded" },
    });
    await turn(1);
    expect((await enqueue(test.backend, daily, { topic: "wind" })).created).toBe(true);
  });
});
