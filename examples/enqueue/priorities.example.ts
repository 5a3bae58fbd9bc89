// What docs/enqueue.md shows of priorities.
import { expect, it } from "vitest";
import * as z from "zod";
import { defineApp } from "../../core/define-app.ts";
import { defineJob, enqueue } from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "../readme/monthly.ts";

// example: an app with priorities
const app = defineApp({
  name: "my-app",
  description: "Reports and e-mails.",
  registry: new URL("./registry.ts", import.meta.url).href,
  priorities: { high: 3, default: 2 },
});
// end

// example: a type with a priority
const resetPassword = defineJob({
  name: "password:reset",
  idPrefix: "pwd",
  payload: z.strictObject({ user: z.string() }),
  priority: "high",
  async run({ user }) {
    return { sentTo: user };
  },
});
// end

it("has a queue for each priority, and a type's own is what a caller may override", async () => {
  expect(app.queueNames).toEqual({ high: "my-app-high", default: "my-app" });
  const { backend } = createTestKit({
    types: [resetPassword, monthlyReport],
    priorities: app.priorities,
  });
  // example: the option priority
  const reset = await enqueue(backend, resetPassword, { user: "ada" });
  const report = await enqueue(backend, monthlyReport, { month: "2026-11" }, { priority: "high" });
  // end
  expect([reset.job.priority, report.job.priority]).toEqual(["high", "high"]);
});
