// A hook of one's own, as README.md and docs/testing.md show it.
import type { JobHook } from "../../core/jobs/index.ts";

// example: a hook
export const timeAttempts = (note: (line: string) => void): JobHook => ({
  name: "time attempts",
  async attempt({ job, attempt }, next) {
    const startedAt = performance.now();
    const ended = await next();
    note(`${job.type}, attempt ${attempt}: ${ended.as} in ${Math.round(performance.now() - startedAt)} ms`);
  },
  outcome: ({ job, outcome }) => note(`${job.type} ${outcome}`),
});
// end
