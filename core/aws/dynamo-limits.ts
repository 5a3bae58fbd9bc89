// DynamoDB's limits on keys and items. [DynamoDB: quotas, item sizes]
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "./dynamo-items.ts";
import { KEY } from "./dynamo-table.ts";

const MAX_KEY_BYTES = 2_048;

/** DynamoDB refuses longer keys, also in reads. No item can have one. */
export const isStorableKey = (key: Item): boolean => Buffer.byteLength(key[KEY]?.S ?? "") <= MAX_KEY_BYTES;

/** What DynamoDB counts: names and values in UTF-8, three bytes for a map or list and one for each of its members. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  // DynamoDB counts about one byte for two digits, and one more.
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, member) => sum + 1 + valueBytes(member), 0);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  return 1;
}
