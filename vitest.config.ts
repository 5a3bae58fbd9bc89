// The unit, contract and end-to-end tests of `npm test`; the stack's own tests live in a package of their own.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** They start processes and threads, and mostly wait for them. */
const PROCESSES = ["test/e2e/**/*.test.ts", "test/local/sqs/kill.test.ts", "test/bench/sqs/stop.test.ts"];

export default defineConfig({
  test: {
    passWithNoTests: false,
    // One more than there are cores: some always wait.
    maxWorkers: availableParallelism() + 1,
    // No test is meant to take long; on a busy machine one may.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: { LOG_LEVEL: "silent" },
    projects: [
      {
        extends: true,
        test: { name: "processes", include: PROCESSES },
      },
      {
        extends: true,
        test: {
          name: "units",
          // The examples of README.md and docs/testing.md run as tests, as they stand there.
          include: ["test/**/*.test.ts", "examples/**/*.example.ts"],
          exclude: [...PROCESSES, "test/stacks/**", "node_modules/**"],
          // Loading the modules anew for each file took two thirds of the time. No module keeps state between tests.
          isolate: false,
        },
      },
    ],
  },
});
