// Turns a job's change and its condition into one DynamoDB update.
import type { UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { type Job, type JobChange, type JobCondition, jobListKey } from "../jobs/engine.ts";
import { fields, type Item, toAttribute, toJson, toNumber, toText } from "./dynamo-items.ts";
import { listOf } from "./dynamo-places.ts";
import { INDEX, KEY, TTL_ATTRIBUTE } from "./dynamo-table.ts";

type Expression = Pick<
  UpdateItemCommandInput,
  "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

export const EXISTS_UNEXPIRED = `attribute_exists(${KEY}) AND (attribute_not_exists(${TTL_ATTRIBUTE}) OR ${TTL_ATTRIBUTE} > :now)`;
export const ABSENT_OR_EXPIRED = `attribute_not_exists(${KEY}) OR ${TTL_ATTRIBUTE} <= :now`;

export const nowSeconds = (nowMs: number): Item => ({ ":now": toNumber(Math.floor(nowMs / 1_000)) });

/**
 * `writeId` marks the write: one whose answer was lost can be recognised, and its repetition by the SDK changes
 * nothing a second time.
 */
export function updateExpression(
  jobId: string,
  change: JobChange,
  when: JobCondition,
  writeId: string,
  nowMs: number,
): Expression {
  if (change.appendAttempt && change.set?.attempts) {
    throw new Error("a change has either set.attempts or appendAttempt, never both");
  }
  const names: Record<string, string> = {};
  const values: Item = { ...nowSeconds(nowMs), ":one": toNumber(1), ":writeId": toText(writeId) };
  const sets = ["revision = revision + :one", "writeId = :writeId"];
  const removes: string[] = [];
  const conditions = [EXISTS_UNEXPIRED, "(attribute_not_exists(writeId) OR writeId <> :writeId)"];
  const name = (field: string) => {
    names[`#${field}`] = field;
    return `#${field}`;
  };

  const removed = new Set<keyof Job>(change.remove);
  const set: Partial<Job> = change.set ?? {};
  for (const field of fields) {
    if (!(field in set)) continue;
    if (set[field] === undefined) removed.add(field);
    if (removed.has(field)) continue;
    values[`:${field}`] = toAttribute(field, set[field]);
    sets.push(`${name(field)} = :${field}`);
  }
  for (const field of removed) removes.push(name(field));

  if (change.appendAttempt) {
    values[":attempt"] = { L: [toJson(change.appendAttempt)] };
    sets.push(`${name("attempts")} = list_append(${name("attempts")}, :attempt)`);
  }

  if (set.status !== undefined) {
    values[":list"] = toText(listOf(jobId, set.status));
    sets.push(`${name(INDEX.hashKey)} = :list`);
    if (set.deletedAt === undefined) sets.push(`${INDEX.rangeKey} = ${placed(set, jobId, values)}`);
  }
  // A record whose data was deleted leaves the lists, and returns to them when the mark is taken off.
  if (removed.has("deletedAt") && set.status === undefined) sets.push(`${INDEX.rangeKey} = createdKey`);
  else if (set.deletedAt !== undefined) removes.push(INDEX.rangeKey);

  if (when.status) {
    const allowed = when.status.map((status, index) => {
      values[`:status${index}`] = toText(status);
      return `:status${index}`;
    });
    conditions.push(`${name("status")} IN (${allowed.join(", ")})`);
  }
  if (when.claimId !== undefined) {
    values[":claimId"] = toText(when.claimId);
    conditions.push(`${name("claim")}.claimId = :claimId`);
  }
  if (when.revision !== undefined) {
    values[":revision"] = toNumber(when.revision);
    conditions.push("revision = :revision");
  }

  if (when.generation === 0) conditions.push(`attribute_not_exists(generation)`);
  else if (when.generation !== undefined) {
    values[":ofGeneration"] = toNumber(when.generation);
    conditions.push("generation = :ofGeneration");
  }

  return {
    UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
    ConditionExpression: conditions.join(" AND "),
    // DynamoDB refuses an empty map.
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ExpressionAttributeValues: values,
  };
}

/** What a record's key in its list becomes: the time of its creation, which the record holds, or when it is due. */
function placed(set: Partial<Job>, id: string, values: Item): string {
  if (set.status !== "scheduled") return "createdKey";
  const { nextAttemptAt } = set;
  if (nextAttemptAt === undefined)
    throw new Error("a change to `scheduled` says when: set nextAttemptAt too");
  values[":dueKey"] = toText(jobListKey({ id, status: "scheduled", createdAt: 0, nextAttemptAt }));
  return ":dueKey";
}
