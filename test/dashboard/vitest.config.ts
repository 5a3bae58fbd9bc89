// The dashboard in a real browser: `npm run test:dashboard`. One file at a time, because each starts a whole system.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/dashboard/**/*.browser.ts"],
    globalSetup: "test/dashboard/need-chromium.ts",
    passWithNoTests: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { LOG_LEVEL: "silent" },
  },
});
