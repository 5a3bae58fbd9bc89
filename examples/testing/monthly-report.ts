// Job types of one's own, as the README and docs/testing.md show them.
// example: a job type
import * as z from "zod";
import { defineJob, PermanentError } from "../../core/jobs/index.ts";
import { shop } from "./shop.ts";

export const monthlyReport = defineJob({
  name: "report:monthly",
  idPrefix: "rep",
  payload: z.strictObject({
    month: z.string().regex(/^\d{4}-\d{2}$/),
    to: z.email().default("all@shop.example"),
  }),
  title: ({ month }) => `Report ${month}`,
  // Each is optional; without it the settings say.
  maxAttempts: 3,
  timeoutSeconds: 60,
  retry: { baseSeconds: 30, capSeconds: 600 },
  unique: { key: ({ month }) => month },
  async run({ month, to }, { step, signal, reportProgress }) {
    // A step's result is kept with the job: a later attempt goes on after it.
    const sales = await step("read-sales", () => shop.salesOf(month, signal));
    // Anything else that is thrown is tried again; RetryLaterError names the delay.
    if (sales.length === 0) throw new PermanentError(`nothing was sold in ${month}`);
    reportProgress("sales read", 1, 2);

    const cents = sales.reduce((sum, sale) => sum + sale.cents, 0);
    await shop.mail(to, `${month}: ${cents / 100}`, signal);
    return { cents };
  },
});
// end
