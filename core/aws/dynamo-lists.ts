// Pages through the table's index: jobs of one status, of all statuses merged, and dead letters.
import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import {
  JobStatus,
  type JobSummary,
  jobScope,
  type ListQuery,
  type Page,
  readCursor,
  timeKey,
  writeCursor,
} from "../jobs/index.ts";
import { createCall } from "./dynamo-call.ts";
import { type Item, isExpired, itemToSummary, toText } from "./dynamo-items.ts";
import { INDEX } from "./dynamo-table.ts";

type Order = ListQuery["order"];
/** One run through one partition of the index, between two sort keys that are themselves left out. */
type Range = {
  partition: string;
  order: Order;
  limit: number;
  after?: string;
  before?: string;
  /** Only items of this job type. It is a filter: items of other types are read and left out. */
  type?: string;
};

const MOST = 100;
/** The last of the statuses wins when a job that moves between two queries is seen by both. */
const statuses = JobStatus.options;
/** Follows every key that begins with it and precedes every other: ids hold no control characters. */
const JUST_AFTER = "\u0001";

export function createLists(options: { client: DynamoDBClient; tableName: string; now(): number }) {
  const { client, tableName, now } = options;
  const call = createCall(tableName);

  /** At most `limit` items that have not expired; fewer only when there are no more. */
  async function readRange({ partition, order, limit, after, before, type }: Range): Promise<Item[]> {
    const { clause, values } = sortKeyCondition(after, before);
    const found: Item[] = [];
    let start: Item | undefined;
    // DynamoDB counts its Limit before it filters. Each further query reads ten times as much, up to its 1 MB.
    let reads = limit;
    do {
      const command = new QueryCommand({
        TableName: tableName,
        IndexName: INDEX.name,
        KeyConditionExpression: `#partition = :partition${clause}`,
        ExpressionAttributeNames: {
          "#partition": INDEX.hashKey,
          ...(type !== undefined && { "#type": "type" }),
        },
        ExpressionAttributeValues: {
          ":partition": toText(partition),
          ...values,
          ...(type !== undefined && { ":type": toText(type) }),
        },
        ...(type !== undefined && { FilterExpression: "#type = :type" }),
        ScanIndexForward: order === "oldest",
        Limit: type === undefined ? limit - found.length : reads,
        ExclusiveStartKey: start,
      });
      const answer = await call("Query", () => client.send(command));
      found.push(...(answer.Items ?? []).filter((item) => !isExpired(item, now())));
      start = answer.LastEvaluatedKey;
      reads *= 10;
    } while (start && found.length < limit);
    return found.slice(0, limit);
  }

  /** A page over several partitions, which share one order. The cursor is the sort key of the page's last item. */
  async function readPage(
    partitions: readonly string[],
    query: {
      scope: string;
      order: Order;
      limit: number;
      cursor?: string;
      createdBefore?: number;
      type?: string;
    },
  ): Promise<Page<Item>> {
    const limit = Math.min(MOST, Math.max(1, Math.floor(query.limit)));
    const last = query.cursor === undefined ? undefined : readCursor(query.cursor, query);
    const bounds = [
      query.order === "newest" ? last : undefined,
      query.createdBefore === undefined ? undefined : timeKey(Math.ceil(query.createdBefore)),
    ].filter((bound) => bound !== undefined);
    const before = bounds.sort()[0];
    const after = query.order === "oldest" ? last : undefined;
    if (after !== undefined && before !== undefined && after >= before) return { items: [] };

    // One more than asked for tells whether there is another page.
    const runs = await Promise.all(
      partitions.map((partition) => readRange({ ...query, partition, limit: limit + 1, after, before })),
    );
    const byKey = new Map<string, Item>();
    for (const run of runs) for (const item of run) byKey.set(sortKey(item), item);
    const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1));
    if (query.order === "newest") sorted.reverse();
    const page = sorted.slice(0, limit);
    const items = page.map(([, item]) => item);
    const lastKey = page.at(-1)?.[0];
    if (sorted.length <= limit || lastKey === undefined) return { items };
    return { items, cursor: writeCursor(lastKey, query) };
  }

  return {
    async jobs(query: ListQuery): Promise<Page<JobSummary>> {
      const partitions = query.status ? [query.status] : statuses;
      const page = await readPage(partitions, { ...query, scope: jobScope(query) });
      return { ...page, items: page.items.map(itemToSummary) };
    },

    deadLetters: (partition: string, query: { limit: number; cursor?: string }): Promise<Page<Item>> =>
      readPage([partition], { ...query, scope: partition, order: "newest" }),
  };
}

const sortKey = (item: Item): string => item[INDEX.rangeKey]?.S ?? "";

/** DynamoDB allows one condition on the sort key. BETWEEN includes its ends, but no sort key equals a bare time. */
function sortKeyCondition(
  after: string | undefined,
  before: string | undefined,
): { clause: string; values: Item } {
  const key = INDEX.rangeKey;
  if (after !== undefined && before !== undefined) {
    const values = { ":after": toText(after + JUST_AFTER), ":before": toText(before) };
    return { clause: ` AND ${key} BETWEEN :after AND :before`, values };
  }
  if (after !== undefined) return { clause: ` AND ${key} > :after`, values: { ":after": toText(after) } };
  if (before !== undefined) return { clause: ` AND ${key} < :before`, values: { ":before": toText(before) } };
  return { clause: "", values: {} };
}
