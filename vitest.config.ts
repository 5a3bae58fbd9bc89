// The unit, contract and end-to-end tests of `npm test`; the stack's own tests live in a package of their own.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/stacks/**", "node_modules/**"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    passWithNoTests: false,
    env: { LOG_LEVEL: "silent" },
  },
});
