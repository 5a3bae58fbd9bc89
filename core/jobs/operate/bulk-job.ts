// The job type of bulk operations. Its code is loaded when one runs: it is no part of a cold start.
import { defineJob } from "../job-type.ts";
import { BULK, BulkRequest } from "./bulk-request.ts";

export const bulkJob = defineJob({
  name: BULK,
  idPrefix: "blk",
  payload: BulkRequest,
  title: ({ operation, canary }) =>
    `${operation} all that match${canary === undefined ? "" : `, ${canary} first`}`,
  run: async (request, context) => (await import("./run-bulk.ts")).runBulk(request, context),
});
