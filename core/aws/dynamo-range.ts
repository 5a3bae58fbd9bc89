// One key of the table's index, read in the order of its sort keys, bit by bit.
import { type AttributeValue, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { type ListQuery, openRange, type Range } from "../jobs/engine.ts";
import { createCall } from "./dynamo-call.ts";
import { type Item, isExpired, toText } from "./dynamo-items.ts";
import { INDEX } from "./dynamo-table.ts";

/** Between two sort keys that are themselves left out. */
export type RangeQuery = {
  order: ListQuery["order"];
  after: string | undefined;
  before: string | undefined;
  /** All must hold. */
  filters: readonly Filter[];
};

/** A condition on what the index holds. Other items are read, and left out. */
export type Filter = { clause: string; names: Record<string, string>; values: Item };

/** Of an attribute of text; at most 100 texts, DynamoDB's limit of IN. */
export function oneOf(name: string, texts: readonly string[]): Filter {
  const values = texts.map((text, index) => [`:${name}${index}`, toText(text)] as const);
  return {
    clause: `#${name} IN (${values.map(([at]) => at).join(", ")})`,
    names: { [`#${name}`]: name },
    values: Object.fromEntries(values),
  };
}

/** DynamoDB stops at 1 MB, which is about as many. */
const MOST_READ = 3_000;

/** @param make of an item of the index, what the range is made of. */
export function openIndexRange<Made>(
  { client, tableName, now }: { client: DynamoDBClient; tableName: string; now(): number },
  key: AttributeValue,
  query: RangeQuery,
  { firstRead, mostRead = MOST_READ }: { firstRead: number; mostRead?: number },
  { make, keyOf }: { make(item: Item): Made; keyOf(made: Made): string },
): Range<Made> {
  const call = createCall(tableName);
  // DynamoDB allows one condition on the sort key, which begins with a digit. BETWEEN includes its ends: an item there is left out.
  const { filters, after = "0", before = "~" } = query;
  const input = {
    TableName: tableName,
    IndexName: INDEX.name,
    KeyConditionExpression: `#list = :list AND ${INDEX.rangeKey} BETWEEN :after AND :before`,
    ...(filters.length > 0 && {
      FilterExpression: filters.map(({ clause }) => `(${clause})`).join(" AND "),
    }),
    ExpressionAttributeNames: {
      "#list": INDEX.hashKey,
      ...Object.assign({}, ...filters.map(({ names }) => names)),
    },
    ExpressionAttributeValues: {
      ...{ ":list": key, ":after": toText(after), ":before": toText(before) },
      ...Object.assign({}, ...filters.map(({ values }) => values)),
    },
    ScanIndexForward: query.order === "oldest",
  };
  let start: Item | undefined;
  return openRange(keyOf, [firstRead, mostRead], async (count) => {
    const command = new QueryCommand({ ...input, Limit: count, ExclusiveStartKey: start });
    const answer = await call("Query", () => client.send(command));
    const items = (answer.Items ?? [])
      .filter((item) => ![after, before].includes(item[INDEX.rangeKey]?.S ?? "") && !isExpired(item, now()))
      .map(make);
    start = answer.LastEvaluatedKey;
    return {
      items,
      read: answer.ScannedCount ?? items.length,
      readTo: start?.[INDEX.rangeKey]?.S,
      isDone: start === undefined,
    };
  });
}
