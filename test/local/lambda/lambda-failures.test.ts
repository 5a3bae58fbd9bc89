// Lambda on a laptop: environments killed at the timeout, replaced after a crash, and functions that cannot start.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { LambdaFunctionOptions } from "../../../local/lambda/lambda-function.ts";
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
describe("an invocation that takes longer than its timeout", () => {
  it.each(["hang", "spin"] as const)(
    "is ended with its environment, also when it is busy (%s)",
    async (behaviour) => {
      const { lambda, clock, invoke, heard } = create({ timeoutSeconds: 3 });
      const invoked = invoke({ do: behaviour }).catch((error: unknown) => error);
      await heard(`begun ${behaviour}`);
      clock.advance(2_999);
      expect(lambda.running).toBe(1);
      clock.advance(1);
      expect(await invoked).toMatchObject({
        errorType: "Sandbox.Timedout",
        message: expect.stringMatching(/Task timed out after 3\.00 seconds/),
      });
      expect(lambda.environments).toBe(0);
      expect(await invoke({ do: "count" })).toMatchObject({ invocations: 1 });
    },
  );

  it("does not take those along that share its environment", async () => {
    const { lambda, clock, invoke, heard } = create({ timeoutSeconds: 3, invocationsPerEnvironment: 5 });
    const slow = invoke({ do: "hang" }).catch((error: unknown) => error);
    await heard("begun hang");
    clock.advance(2_000);
    const later = invoke({ do: "wait-for-shutdown" });
    await heard("begun wait-for-shutdown");
    clock.advance(1_000);
    expect(await slow).toMatchObject({ errorType: "Sandbox.Timedout" });
    expect(lambda.running).toBe(1);
    // What comes now is not sent to the environment that was too slow.
    expect(await invoke({ do: "count" })).toMatchObject({ invocations: 1 });
    const closed = lambda.close(1_000);
    expect(await later).toBe("shut down");
    await closed;
    expect(lambda.environments).toBe(0);
  });

  it("does not pay for its cold start", async () => {
    const { clock, invoke, heard } = create({ timeoutSeconds: 3 });
    const invoked = invoke({ do: "count" });
    clock.advance(5_000);
    await heard("loaded");
    expect(await invoked).toMatchObject({ invocations: 1 });
  });
});

describe("an environment that ends by itself", () => {
  it.each([
    ["exits", "exit", "Runtime.ExitError"],
    ["throws where nobody catches", "crash", "Runtime.UnhandledError"],
  ] as const)("when it %s fails its invocation and is replaced", async (_, behaviour, errorType) => {
    const { lambda, invoke } = create();
    await expect(invoke({ do: behaviour })).rejects.toMatchObject({ errorType });
    expect(lambda.environments).toBe(0);
    expect(lambda.running).toBe(0);
    expect(await invoke({ do: "count" })).toMatchObject({ invocations: 1 });
  });

  it("when its heap grows beyond the function's memory fails its invocation and is replaced", async () => {
    const { lambda, invoke } = create({ memoryMb: 16 });
    await expect(invoke({ do: "fill-heap" })).rejects.toMatchObject({
      errorType: "Runtime.OutOfMemory",
      message: expect.stringContaining("16 MB"),
    });
    expect(lambda.environments).toBe(0);
    expect(await invoke({ do: "count" })).toMatchObject({ invocations: 1 });
  });

  it("takes no other environment with it", async () => {
    const { lambda, invoke, heard } = create();
    const other = invoke({ do: "wait-for-shutdown" });
    await heard("begun wait-for-shutdown");
    await expect(invoke({ do: "crash" })).rejects.toMatchObject({ errorType: "Runtime.UnhandledError" });
    expect(lambda.running).toBe(1);
    const closed = lambda.close(1_000);
    expect(await other).toBe("shut down");
    await closed;
  });
});

describe("a function that cannot start", () => {
  it("fails each invocation with its error, and starts anew the next time", async () => {
    const folder = mkdtempSync(join(tmpdir(), "briefings-function-"));
    const mended = join(folder, "mended");
    const { lambda, invoke } = create({ env: { BROKEN_UNTIL: mended } });
    for (let i = 0; i < 2; i++) {
      await expect(invoke({ do: "count" })).rejects.toMatchObject({
        errorType: "TypeError",
        message: expect.stringContaining("this function cannot start"),
      });
    }
    expect(lambda.environments).toBe(0);
    expect(lambda.startFailure).toMatchObject({ errorType: "TypeError" });
    writeFileSync(mended, "");
    expect(await invoke({ do: "count" })).toMatchObject({ invocations: 1 });
    expect(lambda.startFailure).toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  it("within ten seconds, and its timeout for a second try, is given up", async () => {
    const { lambda, clock, invoke } = create({ timeoutSeconds: 30 });
    const invoked = invoke({ do: "count" }).catch((error: unknown) => error);
    clock.advance(39_999);
    expect(lambda.running).toBe(1);
    clock.advance(1);
    expect(await invoked).toMatchObject({
      errorType: "Sandbox.Timedout",
      message: expect.stringContaining("did not load within 40 seconds"),
    });
    expect(lambda.environments).toBe(0);
  });

  it("whose module is missing fails likewise", async () => {
    const { invoke } = create({ module: new URL("./no-such-function.ts", import.meta.url).href });
    await expect(invoke({ do: "count" })).rejects.toMatchObject({
      message: expect.stringContaining("no-such-function"),
    });
  });

  it("whose code cannot be parsed names file and line, to the caller and in the log", async () => {
    const folder = mkdtempSync(join(tmpdir(), "briefings-function-"));
    const module = join(folder, "broken.ts");
    writeFileSync(module, "export const fine = 1;\nexport function createHandler( {\n");
    const { invoke, logs } = create({ module: pathToFileURL(module).href });
    await expect(invoke({ do: "count" })).rejects.toMatchObject({
      errorType: "SyntaxError",
      message: expect.stringContaining(`${module}:2: `),
    });
    expect(logs.one("invocation failed")).toMatchObject({
      errorMessage: expect.stringContaining(`${module}:2: `),
    });
    rmSync(folder, { recursive: true });
  });
});
