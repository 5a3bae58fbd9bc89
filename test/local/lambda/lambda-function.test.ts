// Lambda on a laptop: environments started cold and kept warm, throttled, recycled, closed.
import { afterEach, describe, expect, it } from "vitest";
import {
  FunctionFailedError,
  type LambdaFunctionOptions,
  ThrottledError,
} from "../../../local/lambda/lambda-function.ts";
import { createTestLambda, type TestLambda } from "../../support/test-lambda.ts";

let open: TestLambda[] = [];
afterEach(async () => {
  await Promise.all(open.map((test) => test.kill()));
  open = [];
});

const create = (options: Partial<LambdaFunctionOptions> = {}): TestLambda => {
  const test = createTestLambda(options);
  open.push(test);
  return test;
};
const failed = (errorType: string) => expect.objectContaining({ name: "FunctionFailedError", errorType });

describe("an invocation", () => {
  it("gives the handler its event and context, and gives back its result as JSON", async () => {
    const { invoke } = create({ timeoutSeconds: 30 });
    const answer = await invoke({ do: "echo", value: { a: [1, "ü", null] } });
    expect(answer).toEqual({
      event: { do: "echo", value: { a: [1, "ü", null] } },
      remainingMs: expect.any(Number),
      name: "test",
    });
    const { remainingMs } = answer as { remainingMs: number };
    expect(remainingMs).toBeGreaterThan(25_000);
    expect(remainingMs).toBeLessThanOrEqual(30_000);
    expect(await invoke({ do: "nothing" })).toBeNull();
  });

  it("that throws fails with the error's type and message, and its environment stays warm", async () => {
    const { lambda, invoke, logs } = create();
    await expect(invoke({ do: "throw" })).rejects.toThrow(FunctionFailedError);
    await expect(invoke({ do: "throw" })).rejects.toMatchObject({
      errorType: "RangeError",
      message: expect.stringContaining("the handler threw"),
    });
    await expect(invoke({ do: "throw-text" })).rejects.toMatchObject({
      message: expect.stringContaining("only a text"),
    });
    expect(lambda.environments).toBe(1);
    expect(await invoke({ do: "count" })).toMatchObject({ invocations: 4 });
    expect(logs.of("invocation failed")[0]).toMatchObject({
      level: "error",
      function: "test",
      errorType: "RangeError",
    });
  });

  it("has a request id of its own", async () => {
    const { invoke } = create();
    const ids = [await invoke({ do: "count" }), await invoke({ do: "count" })] as { requestId: string }[];
    expect(ids[0]?.requestId).not.toBe(ids[1]?.requestId);
  });
});

describe("execution environments", () => {
  it("are started cold, one for each invocation at the same time, and then reused", async () => {
    const { lambda, invoke, said } = create();
    expect(lambda.environments).toBe(0);
    await Promise.all([invoke({ do: "count" }), invoke({ do: "count" }), invoke({ do: "count" })]);
    expect(lambda.environments).toBe(3);
    const again = await Promise.all([1, 2, 3].map(() => invoke({ do: "count" })));
    expect(again).toMatchObject([{ invocations: 2 }, { invocations: 2 }, { invocations: 2 }]);
    expect(said.filter((line) => line === "loaded")).toHaveLength(3);
  });

  it("take several invocations at once where that is allowed, to save threads", async () => {
    const { lambda, invoke, heard, kill } = create({ invocationsPerEnvironment: 2, reservedConcurrency: 10 });
    const hanging = [1, 2, 3].map(() => invoke({ do: "hang" }).catch((error: unknown) => error));
    await heard("begun hang", 3);
    expect(lambda.environments).toBe(2);
    expect(lambda.running).toBe(3);
    await kill();
    expect(await Promise.all(hanging)).toEqual([1, 2, 3].map(() => failed("Runtime.ExitError")));
  });
});

describe("idle environments", () => {
  const three = async ({ lambda, invoke }: TestLambda) => {
    await Promise.all([invoke({ do: "count" }), invoke({ do: "count" }), invoke({ do: "count" })]);
    expect(lambda.environments).toBe(3);
  };

  it("are ended but for one after ten seconds, which gives their memory back", async () => {
    const test = create();
    await three(test);
    test.clock.advance(9_999);
    expect(test.lambda.environments).toBe(3);
    test.clock.advance(1);
    await test.ended(2);
    expect(test.lambda.environments).toBe(1);
    expect(await test.invoke({ do: "count" })).toMatchObject({ invocations: 2 });
  });

  it("are all ended after five minutes, as on AWS; the next invocation starts cold", async () => {
    const test = create();
    await three(test);
    test.clock.advance(300_000);
    await test.ended(3);
    expect(test.lambda.environments).toBe(0);
    expect(await test.invoke({ do: "count" })).toMatchObject({ invocations: 1 });
  });

  it("that are used again are not idle", async () => {
    const test = create();
    for (let minutes = 0; minutes < 20; minutes++) {
      expect(await test.invoke({ do: "count" })).toMatchObject({ invocations: minutes + 1 });
      test.clock.advance(60_000);
    }
    const running = test.invoke({ do: "wait-for-shutdown" });
    await test.heard("begun wait-for-shutdown");
    test.clock.advance(29_000);
    expect(test.lambda.environments).toBe(1);
    const closed = test.lambda.close(1_000);
    expect(await running).toBe("shut down");
    await closed;
  });
});

describe("more invocations than the reserved concurrency", () => {
  it("are throttled without having begun", async () => {
    const { lambda, invoke, heard, kill } = create({ reservedConcurrency: 2 });
    const running = [1, 2].map(() => invoke({ do: "hang" }).catch((error: unknown) => error));
    await expect(invoke({ do: "count" })).rejects.toThrow(ThrottledError);
    await heard("begun hang", 2);
    expect(lambda.running).toBe(2);
    await kill();
    await Promise.all(running);
  });

  it("are let in again as soon as one has ended, however it ended", async () => {
    const { invoke } = create({ reservedConcurrency: 1 });
    await invoke({ do: "count" });
    await invoke({ do: "throw" }).catch(() => {});
    await invoke({ do: "exit" }).catch(() => {});
    expect(await invoke({ do: "count" })).toMatchObject({ invocations: 1 });
  });
});

describe("recycling", () => {
  it("replaces idle environments at once; the next invocation starts cold", async () => {
    const { lambda, invoke, said } = create();
    await invoke({ do: "count" });
    lambda.recycle();
    expect(await invoke({ do: "count" })).toMatchObject({ invocations: 1 });
    expect(said.filter((line) => line === "loaded")).toHaveLength(2);
  });

  it("lets what is running finish, in the old environment", async () => {
    const { lambda, invoke, heard } = create();
    const running = invoke({ do: "wait-for-shutdown" });
    await heard("begun wait-for-shutdown");
    lambda.recycle();
    expect(await invoke({ do: "count" })).toMatchObject({ invocations: 1 });
    expect(lambda.environments).toBe(2);
    const closed = lambda.close(1_000);
    expect(await running).toBe("shut down");
    await closed;
    expect(lambda.environments).toBe(0);
  });
});

describe("closing", () => {
  it("takes no more invocations, tells those running, and gives them their time", async () => {
    const { lambda, clock, invoke, heard } = create();
    const [obedient, deaf] = [
      invoke({ do: "wait-for-shutdown" }),
      invoke({ do: "hang" }).catch((error: unknown) => error),
    ];
    await Promise.all([heard("begun wait-for-shutdown"), heard("begun hang")]);
    const closed = lambda.close(5_000);
    await expect(invoke({ do: "count" })).rejects.toThrow(ThrottledError);
    expect(await obedient).toBe("shut down");
    expect(lambda.running).toBe(1);
    clock.advance(5_000);
    expect(await deaf).toMatchObject({ errorType: "Runtime.ExitError" });
    await closed;
    expect(lambda.environments).toBe(0);
  });

  it("is done at once when nothing runs", async () => {
    const { lambda, invoke } = create();
    await invoke({ do: "count" });
    await lambda.close(60_000);
    expect(lambda.environments).toBe(0);
  });
});
