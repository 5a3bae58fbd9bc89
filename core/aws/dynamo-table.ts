// The one DynamoDB table: its keys, its index and its expiry, as provisioning, tests and the stack declare them.
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

/** `job#…`, `result#…`, `step#…`, `lock#…`, `dead-letter#…`, `document#…`, or `memo#…` of the cache. */
export const KEY = "pk";

/**
 * Lists jobs, dead letters and documents (`dynamo-places.ts`). Sparse: an item without `listKey` is in no list.
 * It holds just what a list shows, so that the writes of a running job's progress do not touch it.
 */
export const INDEX = { name: "by-list", hashKey: "list", rangeKey: "listKey" } as const;

/** AWS cannot change this of an index that is there. An attribute that an item does not have costs nothing. */
export const PROJECTED = [
  "status",
  "type",
  "title",
  "tenant",
  "priority",
  "groupId",
  "createdAt",
  "sentAt",
  "nextAttemptAt",
  "endedAt",
  "cause",
  "errorKey",
  "archivedAt",
  "expiresAtSeconds",
  "entry",
  "value",
  "valueRevision",
] as const;

/** DynamoDB deletes an item within a few days after this time (seconds since the epoch). */
export const TTL_ATTRIBUTE = "expiresAtSeconds";

/** What `CreateTable` takes; expiry is switched on apart, by `UpdateTimeToLive`. */
export const tableDefinition = (tableName: string) =>
  ({
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [KEY, INDEX.hashKey, INDEX.rangeKey].map((name) => ({
      AttributeName: name,
      AttributeType: "S" as const,
    })),
    KeySchema: [{ AttributeName: KEY, KeyType: "HASH" }],
    GlobalSecondaryIndexes: [
      {
        IndexName: INDEX.name,
        KeySchema: [
          { AttributeName: INDEX.hashKey, KeyType: "HASH" },
          { AttributeName: INDEX.rangeKey, KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: [...PROJECTED] },
      },
    ],
  }) satisfies CreateTableCommandInput;
