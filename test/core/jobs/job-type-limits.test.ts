// A job type's own limits: each is obeyed, and checked against its limit when the registry is made.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  createRegistry,
  defineJob,
  enqueue,
  type JobTypeOptions,
  PermanentError,
} from "../../../core/jobs/index.ts";
import { defineSettings } from "../../../core/settings.ts";
import { createTestBackend, type TestBackend } from "../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
let run: () => Promise<unknown>;
const DAY = 86_400;

/** A backend with a job type of these options, and one job of it on the queue. */
async function given(options: JobTypeOptions) {
  const type = defineJob({
    name: "own:limits",
    idPrefix: "own",
    payload: z.object({}),
    ...options,
    run: () => run(),
  });
  test = createTestBackend({ types: [type] });
  return (await enqueue(test.backend, type, {})).job.id;
}
beforeEach(() => {
  run = async () => {
    throw new Error("again");
  };
});

describe("a job type", () => {
  it("has as many attempts as it says", async () => {
    const id = await given({ maxAttempts: 2 });
    await test.deliver();
    expect((await test.job(id)).status).toBe("retrying");
    await turn(900);
    await test.deliver();
    expect(await test.job(id)).toMatchObject({ status: "dead", cause: "exhausted" });
  });

  it("has its own timeout: its signal fires then, and the attempt has timed out", async () => {
    const id = await given({ timeoutSeconds: 20 });
    run = () => new Promise(() => {});
    const delivered = test.deliver();
    await turn(19.9);
    expect((await test.job(id)).status).toBe("running");
    await turn(0.1 + test.settings.consumer.settleSeconds);
    await delivered;
    expect(await test.job(id)).toMatchObject({ status: "retrying", attempts: [{ outcome: "timed-out" }] });
  });

  it.each([
    ["a base and a cap", { baseSeconds: 100, capSeconds: 150 }, [50, 75, 75]],
    ["a function of failures and error", (failures: number) => failures * 7, [7, 14, 21]],
    ["a function that is wrong: the settings' backoff", () => Number.NaN, [5, 10, 20]],
    [
      "a function that throws: the settings' backoff",
      () => {
        throw new Error("wrong");
      },
      [5, 10, 20],
    ],
    ["no delay at all", () => 0, [0, 0, 0]],
  ] satisfies [string, JobTypeOptions["retry"], number[]][])("retries by %s", async (_, retry, delays) => {
    const id = await given({ ...(retry && { retry }) });
    for (const delay of delays) {
      await test.deliver();
      expect((await test.job(id)).nextAttemptAt).toBe(Date.now() + delay * 1000);
      await turn(delay);
    }
  });

  it("is kept for its own retention once it has succeeded, and as long as its dead letter when it is dead", async () => {
    run = async () => "made";
    const succeeded = await given({ retentionSeconds: 30 * DAY });
    await test.deliver();
    expect((await test.job(succeeded)).expiresAtSeconds).toBe(START / 1000 + 30 * DAY);
    run = async () => {
      throw new PermanentError("gone");
    };
    const dead = await given({ retentionSeconds: 8 * DAY });
    await test.deliver();
    expect((await test.job(dead)).expiresAtSeconds).toBe(START / 1000 + 15 * DAY);
  });

  it("is called by its name in lists when it has no title", async () => {
    const id = await given({});
    expect((await test.job(id)).title).toBe("own:limits");
  });
});

describe("a registry", () => {
  const settings = defineSettings();
  const make = (options: JobTypeOptions & { name?: string; idPrefix?: string }) => () =>
    createRegistry(
      [
        defineJob({
          name: "own:limits",
          idPrefix: "own",
          payload: z.object({}),
          ...options,
          run: async () => {},
        }),
      ],
      settings,
    );

  it.each([
    [{ maxAttempts: 6 }, "maxAttempts is 6 and must be from 1 to 5 (queue.maxReceiveCount)"],
    [{ maxAttempts: 0 }, "maxAttempts is 0"],
    [{ maxAttempts: 2.5 }, "maxAttempts is 2.5"],
    [
      { timeoutSeconds: 301 },
      "timeoutSeconds is 301 and must be from 0.001 to 300 (consumer.timeoutSeconds)",
    ],
    [{ timeoutSeconds: Number.NaN }, "timeoutSeconds is NaN"],
    [
      { retentionSeconds: DAY },
      `retentionSeconds is ${DAY} and must be from ${settings.queue.retentionSeconds}`,
    ],
    [{ maxSnoozeSeconds: 8 * DAY }, `maxSnoozeSeconds is ${8 * DAY} and must be from 1 to ${7 * DAY}`],
    [{ retry: { baseSeconds: 20, capSeconds: 10 } }, "retry.baseSeconds is 20 and must be from 0 to 10"],
    [{ retry: { capSeconds: 30_000 } }, "retry.capSeconds is 30000"],
    [{ name: "two words" }, 'job type "two words": a name has'],
    [{ idPrefix: "Own_" }, 'idPrefix "Own_" must be'],
  ])("refuses %o, and names type, value and limit", (options, message) => {
    expect(make(options)).toThrow(message);
    expect(make(options)).toThrow("job type ");
  });
});
