// The table of jobs: records, requests, results, dead letters, documents and cached values, as core/aws/dynamo-table.ts lays them out.
import { INDEX, KEY, PROJECTED, TTL_ATTRIBUTE } from "../core/aws/dynamo-table.ts";
import { keepAlways } from "./kept.ts";

export const createJobsTable = () =>
  // SST's defaults are on demand and with point-in-time recovery.
  new sst.aws.Dynamo("Jobs", {
    fields: { [KEY]: "string", [INDEX.hashKey]: "string", [INDEX.rangeKey]: "string" },
    primaryIndex: { hashKey: KEY },
    globalIndexes: {
      [INDEX.name]: { hashKey: INDEX.hashKey, rangeKey: INDEX.rangeKey, projection: [...PROJECTED] },
    },
    ttl: TTL_ATTRIBUTE,
    deletionProtection: $app.protect,
    transform: { table: (_, options) => void Object.assign(options, keepAlways()) },
  });

export type JobsTable = ReturnType<typeof createJobsTable>;

/** Reads and writes by key. */
export const tablePermission = (
  table: JobsTable,
  actions: ("GetItem" | "BatchGetItem" | "PutItem" | "UpdateItem" | "DeleteItem")[],
) => ({
  actions: actions.map((action) => `dynamodb:${action}`),
  resources: [table.arn],
});

/** Lists. */
export const indexPermission = (table: JobsTable) => ({
  actions: ["dynamodb:Query"],
  resources: [$interpolate`${table.arn}/index/${INDEX.name}`],
});
