// A job type for the examples of the embedded AWS: it needs nothing outside of its process.
// example: a module of job types
import * as z from "zod";
import { defineJob } from "../../core/jobs/index.ts";

export const countTo = defineJob({
  name: "count:to",
  idPrefix: "cnt",
  payload: z.strictObject({ last: z.int().positive() }),
  async run({ last }) {
    if (last > 1_000) throw new RangeError(`${last} is too far`);
    return { sum: (last * (last + 1)) / 2 };
  },
});

export const createJobTypes = () => [countTo];

// end

// example: an app
import { defineApp } from "../../core/define-app.ts";

export const app = defineApp({
  name: "counting",
  description: "Adds up numbers.",
  registry: import.meta.url,
});
// end
