// What is reported of every end, for metrics.
import { beforeEach, describe, expect, it } from "vitest";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import type { OutcomeReport } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
/** What metrics are made of. */
let reports: Pick<OutcomeReport, "at" | "outcome" | "cause" | "queueWaitMs" | "runMs">[];
beforeEach(() => {
  test = createTestBackend();
  reports = [];
  test.backend.hooks = [
    {
      name: "test",
      outcome({ at, outcome, cause, queueWaitMs, runMs }) {
        const given = Object.entries({ cause, queueWaitMs, runMs }).filter(
          ([, value]) => value !== undefined,
        );
        reports.push({ at, outcome, ...Object.fromEntries(given) });
      },
    },
  ];
});

describe("the report of an outcome", () => {
  it("has how long the job waited in the queue and how long it ran", async () => {
    await test.submit();
    await turn(7);
    test.work.run = () => turn(3);
    await test.deliver();
    expect(reports).toEqual([{ at: START + 10_000, outcome: "succeeded", queueWaitMs: 7_000, runMs: 3_000 }]);
  });

  it("of a retry and of what follows it has no wait: nobody noted when it became visible", async () => {
    await test.submit();
    test.work.run = async () => {
      throw new Error("again");
    };
    await test.deliver();
    await turn(10);
    test.work.run = async () => {
      throw new PermanentError("gone");
    };
    await test.deliver();
    expect(reports).toEqual([
      { at: START, outcome: "retried", queueWaitMs: 0, runMs: 0 },
      { at: START + 10_000, outcome: "dead", cause: "permanent", runMs: 0 },
    ]);
  });

  it("of a redriven job has no wait either: it waited for an operator", async () => {
    await test.submit();
    test.work.run = async () => {
      throw new PermanentError("gone");
    };
    for (let receive = 1; receive <= 5; receive++) await test.deliver();
    test.queues.receive();
    await turn(86_400);
    await test.backend.deadLetters.redrive();
    test.work.run = async () => "done";
    await test.deliver();
    expect(reports.at(-1)).toEqual({ at: START + 86_400_000, outcome: "succeeded", runMs: 0 });
  });

  it("is made although the answer to the write of the end is lost", async () => {
    const { id } = await test.submit();
    const { update } = test.store;
    test.work.run = async () => {
      test.store.update = async (...given) => {
        test.store.update = update;
        await update(...given);
        throw new Error("the answer was lost");
      };
    };
    const [{ failed }] = await Promise.all([test.deliver(), turn(1)]);
    expect(failed).toBe(false);
    expect((await test.job(id)).status).toBe("succeeded");
    expect(reports).toMatchObject([{ outcome: "succeeded" }]);
    expect(test.logs.of("claim lost")).toEqual([]);
  });

  it("is made once for each end, and not for a claim that was lost", async () => {
    const { id } = await test.submit();
    test.work.run = async () => {
      await test.store.update(id, { set: { claim: { claimId: "c", leaseUntil: 1, messageId: "m" } } }, {});
    };
    await test.deliver();
    expect(reports).toEqual([]);
  });
});
