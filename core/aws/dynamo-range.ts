// One key of the table's index, read in the order of its sort keys, bit by bit.
import { type AttributeValue, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { ListQuery } from "../jobs/engine.ts";
import { createCall } from "./dynamo-call.ts";
import { type Item, isExpired, toText } from "./dynamo-items.ts";
import { INDEX } from "./dynamo-table.ts";

/** Between two sort keys that are themselves left out. */
export type RangeQuery = {
  order: ListQuery["order"];
  after: string | undefined;
  before: string | undefined;
  /** Attributes and what they may be. Other items are read, and left out. */
  filter: Readonly<Record<string, readonly string[] | undefined>>;
};

export type Range = {
  /** The sort key of the first item that was read and not taken. */
  readonly head: string | undefined;
  /** Nothing is left to be read. */
  readonly isDone: boolean;
  /** The sort key up to which it was read. */
  readonly readTo: string | undefined;
  /** Items read so far, with those that were left out. */
  readonly read: number;
  /** Removes the head. */
  take(): Item;
  /** Reads some more. */
  readOn(): Promise<void>;
};

/** Follows every key that begins with it and precedes every other: ids hold no control characters. */
const JUST_AFTER = "\u0001";
/** DynamoDB stops at 1 MB, which is about as many. */
const MOST_READ = 3_000;

export function openRange(
  { client, tableName, now }: { client: DynamoDBClient; tableName: string; now(): number },
  key: AttributeValue,
  query: RangeQuery,
  firstRead: number,
): Range {
  const call = createCall(tableName);
  const filters = Object.entries(query.filter).flatMap(([name, values]) => {
    if (!values) return [];
    const named = values.map((value, index) => [`:${name}${index}`, toText(value)] as const);
    return [{ name, clause: `#${name} IN (${named.map(([at]) => at).join(", ")})`, named }];
  });
  const { clause, values } = sortKeyCondition(query);
  const input = {
    TableName: tableName,
    IndexName: INDEX.name,
    KeyConditionExpression: `#list = :list${clause}`,
    ...(filters.length > 0 && {
      FilterExpression: filters.map(({ clause }) => clause).join(" AND "),
    }),
    ExpressionAttributeNames: {
      "#list": INDEX.hashKey,
      ...Object.fromEntries(filters.map(({ name }) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ":list": key,
      ...values,
      ...Object.fromEntries(filters.flatMap(({ named }) => named)),
    },
    ScanIndexForward: query.order === "oldest",
  };
  let items: Item[] = [];
  let start: Item | undefined;
  let isDone = false;
  let read = 0;
  let next = firstRead;

  return {
    get head() {
      return items[0]?.[INDEX.rangeKey]?.S;
    },
    get isDone() {
      return isDone;
    },
    get readTo() {
      return start?.[INDEX.rangeKey]?.S;
    },
    get read() {
      return read;
    },
    take() {
      const item = items.shift();
      if (!item) throw new Error("nothing was read that could be taken");
      return item;
    },
    async readOn() {
      const command = new QueryCommand({ ...input, Limit: next, ExclusiveStartKey: start });
      const answer = await call("Query", () => client.send(command));
      items = (answer.Items ?? []).filter((item) => !isExpired(item, now()));
      start = answer.LastEvaluatedKey;
      isDone = start === undefined;
      read += answer.ScannedCount ?? items.length;
      // What was asked for did not do: with a filter that few items pass, small reads would never end.
      next = Math.min(4 * next, MOST_READ);
    },
  };
}

/** DynamoDB allows one condition on the sort key. BETWEEN includes its ends, but no sort key equals a bare time. */
function sortKeyCondition({ after, before }: RangeQuery): { clause: string; values: Item } {
  const key = INDEX.rangeKey;
  if (after !== undefined && before !== undefined) {
    const values = { ":after": toText(after + JUST_AFTER), ":before": toText(before) };
    return { clause: ` AND ${key} BETWEEN :after AND :before`, values };
  }
  if (after !== undefined) return { clause: ` AND ${key} > :after`, values: { ":after": toText(after) } };
  if (before !== undefined) return { clause: ` AND ${key} < :before`, values: { ":before": toText(before) } };
  return { clause: "", values: {} };
}
