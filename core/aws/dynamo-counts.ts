// Counts on DynamoDB: each slot is an item whose attributes are the numbers, so that any number of writers add to it at once; and jobs by status.
import { randomUUID } from "node:crypto";
import { BatchGetItemCommand, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { assertCounts, type Counts, type JobStore } from "../jobs/engine.ts";
import { writeIf } from "./dynamo-call.ts";
import { createItemAccess, type DynamoOptions } from "./dynamo-item-access.ts";
import { type Item, isExpired, toNumber, toText } from "./dynamo-items.ts";
import { listsOf } from "./dynamo-places.ts";
import { INDEX, KEY, TTL_ATTRIBUTE } from "./dynamo-table.ts";

/** Before each name: no name from outside is then one of the table's own attributes. */
const PREFIX = "n/";
const keyOf = (slot: string): Item => ({ [KEY]: toText(`counts#${slot}`) });

/** Keys that one BatchGetItem takes. [DynamoDB: BatchGetItem] */
const MOST_KEYS = 100;
/** DynamoDB answers with what it has when it is throttled, or when the answer would be above 16 MB. */
const MOST_ROUNDS = 8;
const FIRST_PAUSE_MS = 50;

export function createDynamoCounts(
  options: DynamoOptions,
): Pick<JobStore, "addCounts" | "getCounts" | "countJobs"> {
  const { client, tableName, now } = options;
  const { call } = createItemAccess(options);

  async function readBatch(slots: readonly string[]): Promise<Item[]> {
    const found: Item[] = [];
    let keys = slots.map(keyOf);
    for (let round = 1; ; round++) {
      const { Responses, UnprocessedKeys } = await call("BatchGetItem", () =>
        client.send(new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: keys } } })),
      );
      found.push(...(Responses?.[tableName] ?? []));
      keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (keys.length === 0) return found;
      const left = keys.length;
      if (round === MOST_ROUNDS) {
        await call("BatchGetItem", () => {
          throw new Error(`${left} of ${slots.length} items were not read in ${MOST_ROUNDS} rounds`);
        });
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (round - 1) * Math.random()));
    }
  }

  /** The statuses of the first jobs under this key of the index; DynamoDB stops at 1 MB, too. */
  async function statusesUnder(list: string, atMost: number) {
    const command = new QueryCommand({
      TableName: tableName,
      IndexName: INDEX.name,
      KeyConditionExpression: "#list = :list",
      ProjectionExpression: `#status, ${TTL_ATTRIBUTE}`,
      ExpressionAttributeNames: { "#list": INDEX.hashKey, "#status": "status" },
      ExpressionAttributeValues: { ":list": toText(list) },
      Limit: atMost,
    });
    const { Items = [], LastEvaluatedKey } = await call("Query", () => client.send(command));
    const statuses = Items.filter((item) => !isExpired(item, now())).map(({ status }) => status?.S);
    return { statuses, isAll: LastEvaluatedKey === undefined };
  }

  return {
    async countJobs(statuses, atMost) {
      const { keys } = listsOf(statuses);
      const share = Math.ceil(atMost / keys.length) + 1;
      const read = await Promise.all(keys.map((list) => statusesUnder(list, share)));
      const found = read.flatMap((one) => one.statuses);
      const counts = statuses.map((status) => [status, found.filter((one) => one === status).length]);
      return { counts: Object.fromEntries(counts), exact: read.every(({ isAll }) => isAll) };
    },

    async addCounts(slot, counts, expiresAtSeconds, additionId = randomUUID()) {
      assertCounts(counts);
      const names: Record<string, string> = {};
      const values: Item = { ":expiry": toNumber(expiresAtSeconds), ":id": toText(additionId) };
      const added = Object.entries(counts).map(([name, number], index) => {
        names[`#n${index}`] = PREFIX + name;
        values[`:n${index}`] = toNumber(number);
        return `#n${index} :n${index}`;
      });
      if (added.length === 0) return;
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(slot),
        UpdateExpression: `SET ${TTL_ATTRIBUTE} = :expiry, additionId = :id ADD ${added.join(", ")}`,
        // The SDK's repetition of a request whose answer was lost adds nothing, unless another writer came in between.
        ConditionExpression: "attribute_not_exists(additionId) OR additionId <> :id",
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      });
      await call("UpdateItem", () =>
        writeIf(
          () => client.send(command),
          async () => undefined,
        ),
      );
    },

    async getCounts(slots) {
      const asked = [...new Set(slots)];
      const batches = Array.from({ length: Math.ceil(asked.length / MOST_KEYS) }, (_, index) =>
        asked.slice(index * MOST_KEYS, (index + 1) * MOST_KEYS),
      );
      const items = (await Promise.all(batches.map(readBatch))).flat();
      const there = new Map(
        items
          .filter((item) => !isExpired(item, now()))
          .map((item): [string | undefined, Counts] => [item[KEY]?.S, countsIn(item)]),
      );
      return slots.map((slot) => there.get(keyOf(slot)[KEY]?.S) ?? {});
    },
  };
}

const countsIn = (item: Item): Counts =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), Number(value.N)]] : [],
    ),
  );
