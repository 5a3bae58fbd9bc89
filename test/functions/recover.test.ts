// The recover Lambda, every minute.
import { beforeEach, describe, expect, it } from "vitest";
import { putSchedule } from "../../core/jobs/index.ts";
import { createHandler } from "../../functions/recover.ts";
import { functionSetup, lambdaContext, scheduleEvent } from "../support/lambda-events.ts";
import { createTestBackend, type TestBackend, WORK } from "../support/test-backend.ts";
import { turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const invoke = () => createHandler(functionSetup(test))(scheduleEvent, lambdaContext(60));

async function unsent(name: string) {
  test.queues.fail("send");
  await test.submit(name).catch(() => {});
  test.queues.mend("send");
}

describe("the recover function", () => {
  it("sends what was never sent, and says so", async () => {
    await unsent("a job");
    await turn(1_860);
    expect(await invoke()).toMatchObject({ resent: 1, oldestPendingSeconds: 1_860 });
    expect(test.logs.one("jobs recovered")).toMatchObject({
      level: "info",
      requestId: "lambda-request-1",
      resent: 1,
    });
    expect(test.logs.one("job recovered")).toMatchObject({ requestId: "lambda-request-1" });
    await test.deliver();
    expect(test.runs).toHaveLength(1);
  });

  it("makes the runs of schedules that are due before the next minute's look, and says so", async () => {
    const morning = { type: WORK, payload: { name: "a run" }, cron: "1 8 * * *" };
    await putSchedule(test.backend, "morning", morning);
    expect(await invoke()).toMatchObject({ schedules: { enqueued: 1, failed: 0 } });
    expect(test.logs.one("schedules run")).toMatchObject({ level: "info", enqueued: 1 });
    expect(test.logs.one("scheduled run enqueued")).toMatchObject({
      requestId: "lambda-request-1",
      scheduleId: "morning",
      runAt: "2026-11-24T08:01:00.000Z",
    });
    expect(test.queues.sent).toMatchObject([{ delaySeconds: 60 }]);
    expect(await invoke()).toMatchObject({ schedules: { enqueued: 0 } });
  });

  it("does its other parts although one has failed, and fails then, so that an alarm counts it", async () => {
    await unsent("a job");
    await turn(1_860);
    const failing = ["listDocuments", "list"] as const;
    // The list of schedules, and that of scheduled jobs; groups and jobs are looked at all the same.
    for (const call of failing) test.store.fail(call, { times: 1 });
    await expect(invoke()).rejects.toThrow("recover: schedules, due failed");
    expect(test.logs.of("part of recover failed").map(({ part }) => part)).toEqual(["schedules", "due"]);
    expect(test.logs.one("job recovered")).toMatchObject({ resends: 1 });
    expect(await invoke()).toMatchObject({ resent: 0 });
  });

  it("recovers jobs although the cache does not say where the last run stopped", async () => {
    await unsent("a job");
    await turn(1_860);
    test.backend.cache.get = async () => {
      throw new Error("away");
    };
    expect(await invoke()).toMatchObject({ resent: 1 });
    expect(test.logs.one("where recover stopped is not known").level).toBe("warn");
  });

  it("is quiet when there was nothing to do", async () => {
    await invoke();
    expect(test.logs.one("jobs recovered").level).toBe("debug");
  });

  it("begins no job in its last five seconds", async () => {
    for (let i = 0; i < 5; i++) await unsent(`job ${i}`);
    await turn(1_860);
    test.store.before("get", () => turn(20));
    test.store.before("get", () => turn(36));
    expect(await invoke()).toMatchObject({ resent: 2 });
  });
});
