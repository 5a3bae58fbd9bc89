// A local Lambda function with the test's handler in it, and a way to await what it says.

import { captureLog } from "../../core/jobs/testing/index.ts";
import { ManualClock } from "../../local/clock.ts";
import { LambdaFunction, type LambdaFunctionOptions } from "../../local/lambda/lambda-function.ts";
import type { TestEvent } from "./test-function.ts";

export type TestLambda = ReturnType<typeof createTestLambda>;

export function createTestLambda(options: Partial<LambdaFunctionOptions> = {}) {
  const clock = new ManualClock();
  const logs = captureLog();
  const said: string[] = [];
  const listeners = new Set<() => void>();
  const lambda = new LambdaFunction({
    functionName: "test",
    module: new URL("./test-function.ts", import.meta.url).href,
    setup: new URL("./test-function-setup.ts", import.meta.url).href,
    timeoutSeconds: 30,
    memoryMb: 128,
    reservedConcurrency: 5,
    env: {},
    clock,
    log: logs.log,
    onLog(line) {
      said.push(line);
      for (const listener of [...listeners]) listener();
    },
    ...options,
  });
  return {
    lambda,
    clock,
    logs,
    said,
    /** Ends it without giving what runs any time. */
    async kill() {
      const closed = lambda.close(0);
      clock.advance(0);
      await closed;
    },
    /** Resolves once so many environments have ended. */
    async ended(times: number) {
      const before = lambda.environments;
      while (lambda.environments > before - times) await new Promise((resolve) => setImmediate(resolve));
    },
    invoke: (event: TestEvent) => lambda.invoke(event),
    /** Resolves once the function has said this so many times. */
    heard: (line: string, times = 1) =>
      new Promise<void>((resolve) => {
        const listen = () => {
          if (said.filter((one) => one === line).length < times) return;
          listeners.delete(listen);
          resolve();
        };
        listeners.add(listen);
        listen();
      }),
  };
}
