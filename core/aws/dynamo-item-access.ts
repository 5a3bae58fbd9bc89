// Reads and writes single items of the DynamoDB table, for the job store and the cache alike.
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Settings } from "../settings.ts";
import { type Call, createCall, tooLarge } from "./dynamo-call.ts";
import { nowSeconds } from "./dynamo-expression.ts";
import { type Item, isExpired } from "./dynamo-items.ts";
import { isStorableKey, itemBytes } from "./dynamo-limits.ts";

export type DynamoOptions = {
  client: DynamoDBClient;
  tableName: string;
  settings: Settings;
  now(): number;
};

export type ItemAccess = {
  call: Call;
  /** Strongly consistent: sees every earlier write. Undefined when there is no item, or it has expired. */
  read(key: Item): Promise<Item | undefined>;
  /** To be run within `call`. @param values of the condition, beside the time. @throws VisibleError `item-too-large`. */
  put(item: Item, condition?: string, values?: Item): Promise<void>;
};

export function createItemAccess({ client, tableName, settings, now }: DynamoOptions): ItemAccess {
  const call = createCall(tableName);
  return {
    call,

    async read(key) {
      if (!isStorableKey(key)) return undefined;
      const { Item } = await call("GetItem", () =>
        client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true })),
      );
      return Item && !isExpired(Item, now()) ? Item : undefined;
    },

    async put(item, condition, values) {
      const bytes = itemBytes(item);
      const limitBytes = settings.jobs.maxItemBytes;
      if (bytes > limitBytes) throw tooLarge({ bytes, limitBytes });
      const command = new PutItemCommand({
        TableName: tableName,
        Item: item,
        ...(condition && {
          ConditionExpression: condition,
          ExpressionAttributeValues: { ...nowSeconds(now()), ...values },
        }),
      });
      await client.send(command);
    },
  };
}
