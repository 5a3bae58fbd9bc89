// Brings a table that an earlier release wrote into the lists of this one: its items have no place in the index `by-list` yet.
import { type DynamoDBClient, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { JobStatus } from "../jobs/engine.ts";
import { createCall, writeIf } from "./dynamo-call.ts";
import type { Item } from "./dynamo-items.ts";
import { toText } from "./dynamo-items.ts";
import { listOf } from "./dynamo-places.ts";
import { INDEX, KEY } from "./dynamo-table.ts";

export type Migration = { read: number; placed: number };

/** Written at the same time. A table on demand takes more; the functions that use it meanwhile should notice nothing. */
const PARALLEL = 10;

/**
 * Reads the whole table once and gives each listed item its place. It may be repeated, and stopped at any time; functions
 * of this release may run meanwhile, and give a place to what they write.
 * @param onProgress called after each page of the scan.
 */
export async function migrateTable(
  client: DynamoDBClient,
  tableName: string,
  onProgress: (so: Migration) => void = () => {},
): Promise<Migration> {
  const call = createCall(tableName);
  const so = { read: 0, placed: 0 };
  let start: Item | undefined;
  do {
    const page = await call("Scan", () =>
      client.send(
        new ScanCommand({
          TableName: tableName,
          FilterExpression: "attribute_exists(#listKey) AND attribute_not_exists(#list)",
          ProjectionExpression: "#pk, #status, entry",
          ExpressionAttributeNames: {
            ...{ "#pk": KEY, "#status": "status" },
            ...{ "#list": INDEX.hashKey, "#listKey": INDEX.rangeKey },
          },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      ),
    );
    so.read += page.ScannedCount ?? 0;
    const items = page.Items ?? [];
    while (items.length > 0) {
      const placed = items.splice(0, PARALLEL).map((item) => place(item));
      so.placed += (await Promise.all(placed)).filter(Boolean).length;
    }
    onProgress({ ...so });
    start = page.LastEvaluatedKey;
  } while (start);
  return so;

  /** False for an item that has moved meanwhile, and so has its place. */
  async function place(item: Item): Promise<boolean> {
    const list = listOfItem(item);
    const key = item[KEY];
    if (list === undefined || key === undefined) return false;
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: { [KEY]: key },
      UpdateExpression: "SET #list = :list",
      ConditionExpression: `attribute_exists(${KEY}) AND attribute_not_exists(#list) AND #status = :status`,
      ExpressionAttributeNames: { "#list": INDEX.hashKey, "#status": "status" },
      ExpressionAttributeValues: { ":list": toText(list), ":status": toText(item.status?.S) },
    });
    const done = await call("UpdateItem", () =>
      writeIf(
        () => client.send(command).then(() => true),
        async () => true,
      ),
    );
    return done ?? false;
  }
}

/** Earlier releases kept the list of a dead letter in its status. */
function listOfItem(item: Item): string | undefined {
  if (item.entry !== undefined) return item.status?.S;
  const status = JobStatus.safeParse(item.status?.S);
  const id = item[KEY]?.S?.replace(/^job#/, "");
  return status.success && id !== undefined ? listOf(id, status.data) : undefined;
}
