// The job type of bulk operations. What they are asked for, and their code, is loaded when one runs: no part of a cold start.
import * as z from "zod";
import { defineJob } from "../job-type.ts";
import type { BulkRequest } from "./bulk-request.ts";

export const BULK = "jobs:bulk";

export const bulkJob = defineJob({
  name: BULK,
  idPrefix: "blk",
  // `startBulk` checks it before it is enqueued, and nobody else can; `runBulk` reads it again.
  payload: z.custom<BulkRequest>((given) => typeof given === "object" && given !== null),
  title: ({ operation, canary }) =>
    `${operation} all that match${canary === undefined ? "" : `, ${canary} first`}`,
  run: async (request, context) => (await import("../late.ts")).runBulk(request, context),
});
