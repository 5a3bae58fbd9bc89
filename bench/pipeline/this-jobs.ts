// The app of the benchmark: one job type that does nothing.
import * as z from "zod";
import { defineApp } from "../../core/define-app.ts";
import type { CreateJobTypes } from "../../core/job-types.ts";
import { defineJob } from "../../core/jobs/index.ts";
import { runNoop } from "./noop-job.ts";

const noop = defineJob({
  name: "bench:noop",
  idPrefix: "bch",
  payload: z.object({
    gate: z.string().optional(),
    notes: z.string().optional(),
    sentAt: z.number().optional(),
  }),
  title: () => "nothing",
  run: (payload) => runNoop(payload as Parameters<typeof runNoop>[0]),
});

export const createJobTypes: CreateJobTypes = () => [noop];

export const app = defineApp({
  name: "bench",
  description: "Jobs that do nothing.",
  registry: import.meta.url,
  // A short timeout lets the backlog be long: a full one must be run before its messages expire.
  settings: { timeoutSeconds: 20, maxBacklog: 110_000 },
});
