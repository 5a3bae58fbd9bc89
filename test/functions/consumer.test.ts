// The consumer Lambda: what it answers to SQS, and what it does to the message's visibility before.
import { beforeEach, describe, expect, it } from "vitest";
import { PermanentError } from "../../core/jobs/errors.ts";
import { createHandler } from "../../functions/consumer.ts";
import { functionSetup, lambdaContext, sqsEvent } from "../support/lambda-events.ts";
import { createTestBackend, type TestBackend } from "../support/test-backend.ts";
import { START, turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

class Exit extends Error {}
let exits = 0;
const exit = (): never => {
  exits++;
  throw new Exit("the process has ended");
};

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
  exits = 0;
});

const receive = () => {
  const received = test.queues.receive();
  if (!received) throw new Error("no message is visible");
  return received;
};
const invoke = (...messages: Parameters<typeof sqsEvent>) =>
  createHandler(functionSetup(test), { exit })(sqsEvent(...messages), lambdaContext(300));

describe("the consumer", () => {
  it("reports nothing when the job has succeeded", async () => {
    const { id } = await test.submit();
    expect(await invoke(receive())).toEqual({ batchItemFailures: [] });
    expect((await test.job(id)).attempts).toMatchObject([
      { outcome: "succeeded", requestId: "lambda-request-1", messageId: "message-1", receiveCount: 1 },
    ]);
  });

  it("reports what failed by its message id, and hides it for the backoff", async () => {
    await test.submit();
    test.work.run = async () => {
      throw new Error("again");
    };
    expect(await invoke(receive())).toEqual({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
    expect(test.queues.hiddenSeconds("message-1")).toBe(5);
  });

  it("reports only those of a batch that failed", async () => {
    await test.submit("good");
    await test.submit("bad");
    await test.submit("good too");
    test.queues.put("garbage");
    test.work.run = async ({ name }) => {
      if (name === "bad") throw new PermanentError("bad");
    };
    const batch = [receive(), receive(), receive(), receive()];
    expect(await invoke(...batch)).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-2" }, { itemIdentifier: "message-4" }],
    });
    expect(test.queues.hiddenSeconds("message-2")).toBe(0);
    expect(test.queues.hiddenSeconds("message-4")).toBe(0);
  });

  it("never throws: a store that is gone is a reported failure", async () => {
    await test.submit();
    test.store.fail("update");
    expect(await invoke(receive())).toEqual({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
    test.queues.fail("changeVisibility");
    await turn(5);
    expect(await invoke(receive())).toEqual({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
  });

  it("takes the job's deadline from the function's remaining time", async () => {
    const { id } = await test.submit();
    test.work.run = async () => {
      expect((await test.job(id)).claim?.leaseUntil).toBe(START + 300_000 + 30_000);
    };
    await invoke(receive());
    expect.assertions(1);
  });

  it("sees the receive count: a job that failed once at its message's fifth receive goes on with a fresh message", async () => {
    const { id } = await test.submit();
    test.work.run = async () => {
      throw new Error("again");
    };
    expect(await invoke({ ...receive(), receiveCount: 5 })).toEqual({ batchItemFailures: [] });
    expect(await test.job(id)).toMatchObject({ status: "retrying", attempts: [{ receiveCount: 5 }] });
    expect(test.queues.sent).toMatchObject([{}, { message: { jobId: id } }]);
  });

  it("ends its process with a job that ignores its abort, after the outcome is recorded and the message hidden", async () => {
    const { id } = await test.submit();
    test.work.run = () => new Promise(() => {});
    const invoked = invoke(receive()).catch((error: unknown) => error);
    await turn(294);
    expect(await invoked).toBeInstanceOf(Exit);
    expect(exits).toBe(1);
    expect(await test.job(id)).toMatchObject({ status: "retrying", attempts: [{ outcome: "timed-out" }] });
    expect(test.queues.hiddenSeconds("message-1")).toBe(5);
  });

  it("lives on after a job that obeyed", async () => {
    await test.submit();
    test.work.run = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const invoked = invoke(receive());
    await turn(290);
    expect(await invoked).toEqual({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
    expect(exits).toBe(0);
  });
});
