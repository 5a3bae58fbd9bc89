// Documents on DynamoDB: small values with a revision, which several processes change.
import { randomUUID } from "node:crypto";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { type Document, type JobStore, listKey } from "../jobs/engine.ts";
import { writeIf } from "./dynamo-call.ts";
import { ABSENT_OR_EXPIRED, EXISTS_UNEXPIRED, nowSeconds } from "./dynamo-expression.ts";
import { createItemAccess, type DynamoOptions } from "./dynamo-item-access.ts";
import { fromJson, type Item, toJson, toNumber, toText } from "./dynamo-items.ts";
import type { createLists } from "./dynamo-lists.ts";
import { INDEX, KEY, TTL_ATTRIBUTE } from "./dynamo-table.ts";

type Documents = Pick<JobStore, "getDocument" | "putDocument" | "deleteDocument" | "listDocuments">;

/** A name of its own: an index that projected `revision` would be rewritten with every write of a job. */
const REVISION = "valueRevision";
const prefixOf = (kind: string): string => `document#${kind}#`;
const keyOf = (kind: string, id: string): Item => ({ [KEY]: toText(prefixOf(kind) + id) });

export function createDynamoDocuments(
  options: DynamoOptions,
  lists: ReturnType<typeof createLists>,
): Documents {
  const { client, tableName, now } = options;
  const { call, read, put } = createItemAccess(options);

  return {
    async getDocument(kind, id) {
      const item = await read(keyOf(kind, id));
      return item && documentOf(kind, item);
    },

    async putDocument(kind, id, value, { revision, listedAt, expiresAtSeconds }) {
      const writeId = toText(randomUUID());
      const item: Item = {
        ...keyOf(kind, id),
        value: toJson(value),
        [REVISION]: toNumber(revision + 1),
        writeId,
        ...(listedAt !== undefined && {
          [INDEX.hashKey]: toText(prefixOf(kind)),
          [INDEX.rangeKey]: toText(listKey(listedAt, id)),
        }),
        ...(expiresAtSeconds !== undefined && { [TTL_ATTRIBUTE]: toNumber(expiresAtSeconds) }),
      };
      const [condition, values] =
        revision === 0
          ? [ABSENT_OR_EXPIRED, {}]
          : [`${EXISTS_UNEXPIRED} AND ${REVISION} = :revision`, { ":revision": toNumber(revision) }];
      const written = await call("PutItem", () =>
        writeIf(
          () => put(item, condition, values).then(() => true),
          async () => (await read(keyOf(kind, id)))?.writeId?.S === writeId.S,
        ),
      );
      return written ?? false;
    },

    async deleteDocument(kind, id, revision) {
      const command = new DeleteItemCommand({
        TableName: tableName,
        Key: keyOf(kind, id),
        ConditionExpression: `${ABSENT_OR_EXPIRED} OR ${REVISION} = :revision`,
        ExpressionAttributeValues: { ...nowSeconds(now()), ":revision": toNumber(revision) },
      });
      const deleted = await call("DeleteItem", () =>
        writeIf(
          () => client.send(command).then(() => true),
          async () => (await read(keyOf(kind, id))) === undefined,
        ),
      );
      return deleted ?? false;
    },

    async listDocuments(kind, { listedBefore, ...query }) {
      const before = listedBefore === undefined ? {} : { createdBefore: listedBefore };
      const page = await lists.listed(prefixOf(kind), { ...query, ...before });
      return { ...page, items: page.items.map((item) => documentOf(kind, item)) };
    },
  };
}

const documentOf = (kind: string, item: Item): Document => ({
  id: (item[KEY]?.S ?? "").slice(prefixOf(kind).length),
  value: fromJson(item.value),
  revision: Number(item[REVISION]?.N),
});
