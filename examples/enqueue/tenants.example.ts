// What docs/enqueue.md shows of tenants.
import { expect, it } from "vitest";
import * as z from "zod";
import { defineJob, enqueue } from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "../readme/monthly.ts";

// example: a type with tenants
const invoice = defineJob({
  name: "invoice:print",
  idPrefix: "inv",
  payload: z.strictObject({ customer: z.string(), number: z.int() }),
  tenant: ({ customer }) => customer,
  async run({ number }) {
    return { printed: number };
  },
});
// end

it("derives the tenant from the payload, or takes it from the caller", async () => {
  const { backend } = createTestKit({ types: [invoice, monthlyReport] });
  // example: the option
  const printed = await enqueue(backend, invoice, { customer: "acme", number: 7 });
  const report = await enqueue(backend, monthlyReport, { month: "2026-11" }, { tenant: "acme" });
  // end
  expect([printed.job.tenant, report.job.tenant]).toEqual(["acme", "acme"]);
});
