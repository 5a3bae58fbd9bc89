// The job of the benchmark of tenants: it takes ten milliseconds.
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { defineJob } from "../core/jobs/job-type.ts";

export const createJobTypes = () => [
  defineJob({
    name: "bench:work",
    idPrefix: "bch",
    payload: z.strictObject({}),
    run: async () => void (await wait(10)),
  }),
];
