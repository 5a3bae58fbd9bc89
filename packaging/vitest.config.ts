// The packages' own test: it builds, packs and installs them, which takes too long for `npm test`.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packaging/test/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    passWithNoTests: false,
  },
});
