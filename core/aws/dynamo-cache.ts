// The cache on DynamoDB: in the same table as the job records.
import { createHash } from "node:crypto";
import type { Cache } from "../jobs/engine.ts";
import { createItemAccess, type DynamoOptions } from "./dynamo-item-access.ts";
import { fromJson, type Item, toJson, toNumber, toText } from "./dynamo-items.ts";
import { isStorableKey } from "./dynamo-limits.ts";
import { KEY, TTL_ATTRIBUTE } from "./dynamo-table.ts";

export function createDynamoCache(options: DynamoOptions): Cache {
  const { call, read, put } = createItemAccess(options);
  return {
    async get(key) {
      return fromJson((await read(itemKey(key)))?.value);
    },
    async put(key, value, expiresAtSeconds) {
      const item = { ...itemKey(key), value: toJson(value), [TTL_ATTRIBUTE]: toNumber(expiresAtSeconds) };
      await call("PutItem", () => put(item));
    },
  };
}

/**
 * A key that is too long for DynamoDB, as some feeds' addresses are, is stored under its hash. Earlier releases called
 * these values memos; the table's key keeps the name, so that their values are still read.
 */
function itemKey(key: string): Item {
  const item = { [KEY]: toText(`memo#${key}`) };
  if (isStorableKey(item)) return item;
  return { [KEY]: toText(`memo#sha256:${createHash("sha256").update(key).digest("hex")}`) };
}
