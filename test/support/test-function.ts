// A Lambda function that does what its event says: for tests of execution environments.
import { existsSync } from "node:fs";
import type { Context } from "aws-lambda";
import type { TestSetup } from "./test-function-setup.ts";

export type TestEvent = {
  do:
    | "count"
    | "echo"
    | "turn"
    | "throw"
    | "throw-text"
    | "hang"
    | "spin"
    | "crash"
    | "exit"
    | "fill-heap"
    | "wait-for-shutdown"
    | "nothing";
  value?: unknown;
};

/** Lives as long as the environment does. */
let invocations = 0;
const kept: unknown[] = [];

export function createHandler({ say, shutdown, brokenUntil }: TestSetup) {
  if (brokenUntil !== undefined && !existsSync(brokenUntil))
    throw new TypeError("this function cannot start");
  say("loaded");
  return async (event: TestEvent, context: Context): Promise<unknown> => {
    invocations++;
    say(`begun ${event.do}`);
    switch (event.do) {
      case "count":
        return { invocations, requestId: context.awsRequestId };
      case "echo":
        return { event, remainingMs: context.getRemainingTimeInMillis(), name: context.functionName };
      case "turn":
        // Heard once the event loop has come round.
        await new Promise((resolve) => setImmediate(resolve));
        say("turned");
        return null;
      case "throw":
        throw new RangeError("the handler threw");
      case "throw-text":
        throw "only a text";
      case "hang":
        return await new Promise(() => {});
      case "spin":
        for (;;);
      case "crash":
        // Outside of the handler's promise: nobody can catch it.
        setImmediate(() => {
          throw new TypeError("nobody catches this");
        });
        return await new Promise(() => {});
      case "exit":
        return process.exit(7);
      case "fill-heap":
        for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
      case "wait-for-shutdown":
        return await new Promise((resolve) =>
          shutdown?.addEventListener("abort", () => resolve("shut down")),
        );
      case "nothing":
        return undefined;
    }
  };
}
