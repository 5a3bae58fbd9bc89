// The README's own job type; test/e2e/own-job-type.test.ts adds it to a copy of the project, as the README says.
// example: the one file
// core/reports/monthly.ts
import * as z from "zod";
import { defineJob } from "../../core/jobs/index.ts";

export const monthlyReport = defineJob({
  name: "report:monthly",
  idPrefix: "rep",
  payload: z.strictObject({ month: z.string().regex(/^\d{4}-\d\d$/), pages: z.int().default(3) }),
  result: z.object({ month: z.string(), words: z.int() }), // may be left out: it is for the API's description
  title: ({ month }) => `Report ${month}`,
  // May be left out too; then the settings say.
  maxAttempts: 3,
  timeoutSeconds: 60,
  retry: { baseSeconds: 30, capSeconds: 600 },
  async run({ month, pages }, { step }) {
    // A step's result is kept: a later attempt goes on after it.
    const words = await step("count", () => pages * 250);
    // Throw PermanentError to stop at once, RetryLaterError to name a delay, RateLimitedError or SnoozeError
    // to be given back without using an attempt; anything else is retried.
    return { month, words };
  },
});
// end
