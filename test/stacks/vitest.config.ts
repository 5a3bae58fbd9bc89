// The stack's tests: evaluations of the real SST components, and the bundles that they would deploy.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/stacks/**/*.test.ts"],
    exclude: ["**/node_modules/**"],
    globalSetup: "test/stacks/evaluate-stages.ts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
