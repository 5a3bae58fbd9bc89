// A consumer whose backend cannot be built: its messages come back soon, and their jobs say why they wait.
import { EventEmitter } from "node:events";
import { beforeEach, describe, expect, it } from "vitest";
import { returnMessages } from "../../functions/return-messages.ts";
import { untilSignalled } from "../../functions/until-signalled.ts";
import { functionSetup, sqsEvent } from "../support/lambda-events.ts";
import { createTestBackend, type TestBackend } from "../support/test-backend.ts";
import { START, settled, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const receive = () => test.receive();

describe("a consumer that cannot start", () => {
  const error = new Error("environment: ANTHROPIC_EFFORT=high!: Invalid option");
  const context = { awsRequestId: "request-9" };

  it("reports its messages as failed, hides them for a backoff and notes the reason", async () => {
    const { id } = await test.submit();
    const { Records } = sqsEvent(receive());
    expect(await returnMessages(error, Records, context, test.backend)).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-1" }],
    });
    expect(test.queues.hiddenSeconds("message-1")).toBeLessThanOrEqual(10);
    expect(await test.job(id)).toMatchObject({
      status: "queued",
      trouble: { at: START, reason: expect.stringContaining("ANTHROPIC_EFFORT") },
    });
    expect(test.logs.one("environment not started")).toMatchObject({
      level: "error",
      requestId: "request-9",
    });
  });

  it("renews a message at its last receive instead of losing it to the dead-letter queue", async () => {
    await test.submit();
    const { Records } = sqsEvent({ ...receive(), receiveCount: 5 });
    expect(await returnMessages(error, Records, context, test.backend)).toEqual({ batchItemFailures: [] });
    expect(test.queues.sent).toHaveLength(2);
  });
});

describe("a signal to the process that runs the consumer", () => {
  it.each(["SIGINT", "SIGTERM"])(
    "(%s) tells running jobs, and ends the process when they have settled",
    async (name) => {
      const exits: number[] = [];
      const signals = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) });
      const handler = untilSignalled(
        functionSetup(test),
        ({ backend }) =>
          async () =>
            await new Promise((resolve) =>
              backend.shutdown?.addEventListener("abort", () => resolve("told")),
            ),
        signals,
      );
      const answer = handler({}, {});
      await settled();
      expect(exits).toEqual([]);
      signals.emit(name);
      expect(await answer).toBe("told");
      await settled();
      expect(exits).toEqual([0]);
    },
  );

  it("ends an idle process at once", () => {
    const exits: number[] = [];
    const signals = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) });
    untilSignalled(functionSetup(test), () => async () => {}, signals);
    signals.emit("SIGTERM");
    expect(exits).toEqual([0]);
  });
});
