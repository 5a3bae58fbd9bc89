// The dead-letter inspector: called by the CloudWatch alarm and by the sweep, it does the same.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createHandler } from "../../functions/dead-letters.ts";
import { alarmEvent, functionSetup, lambdaContext, scheduleEvent } from "../support/lambda-events.ts";
import { createTestBackend, type TestBackend } from "../support/test-backend.ts";
import { turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const invoke = (event: unknown, timeoutSeconds = 60) =>
  createHandler(functionSetup(test))(event, lambdaContext(timeoutSeconds));

describe("the dead-letter inspector", () => {
  it.each([
    ["the CloudWatch alarm", alarmEvent, "alarm"],
    ["the sweep's schedule", scheduleEvent, "schedule"],
    ["a hand, with no event", {}, "schedule"],
    ["a hand, with null", null, "schedule"],
  ])("looks at the queue when it is called by %s", async (_, event, calledBy) => {
    test.queues.putDead("garbage");
    expect(await invoke(event)).toEqual({ seen: 1, poisoned: 1, postponed: 0 });
    expect(test.logs.one("dead-letter queue inspected")).toMatchObject({ level: "info", calledBy, seen: 1 });
  });

  it("puts its request id on every line", async () => {
    test.queues.putDead("garbage");
    await invoke(alarmEvent);
    expect(test.logs.lines.map((line) => line.requestId)).toEqual(["lambda-request-1", "lambda-request-1"]);
  });

  it("begins no batch in its last ten seconds", async () => {
    for (let i = 0; i < 30; i++) test.queues.putDead(`garbage ${i}`);
    // The store is slow.
    test.store.before("putDeadLetter", () => turn(50));
    expect(await invoke(alarmEvent)).toMatchObject({ seen: 10 });
    expect(test.queues.released).toHaveLength(10);
  });

  it("fails when the queue cannot be reached, so that Lambda counts an error", async () => {
    test.queues.fail("peek");
    await expect(invoke(alarmEvent)).rejects.toThrow("peek failed");
  });

  it("publishes on AWS how many it has logged for the first time, so that an alarm fires for each", async () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const onAws = {
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      TABLE_NAME: "jobs",
      QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/123456789012/app-stage-briefings",
    };
    const handler = createHandler(functionSetup(test, onAws));
    for (const count of [2, 0, 1]) {
      for (let i = 0; i < count; i++) test.queues.putDead(`garbage ${count} ${i}`);
      await handler(scheduleEvent, lambdaContext(60));
    }
    const lines = write.mock.calls.map(([text]) => JSON.parse(String(text)));
    write.mockRestore();
    expect(lines.map(({ Poisoned, Queue }) => [Poisoned, Queue])).toEqual([
      [2, "app-stage-briefings"],
      [1, "app-stage-briefings"],
    ]);
  });
});
