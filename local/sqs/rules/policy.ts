// The Policy attribute: a JSON object with statements. It is kept, not enforced. [SQS: quotas related to policies]
import * as z from "zod";
import { SqsError } from "../errors.ts";

const MAX_STATEMENTS = 20;
const MAX_ACTIONS = 7;

const Statement = z.looseObject({ Sid: z.string().optional(), Action: z.unknown().optional() });
const Policy = z.looseObject({
  // IAM lets a single statement stand without its list.
  Statement: z.union([z.array(Statement), Statement.transform((only) => [only])]).default([]),
});
export type Policy = z.infer<typeof Policy>;

/** Null where the text is no policy. */
export function parsePolicy(text: string): Policy | undefined {
  try {
    return Policy.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** @throws SqsError InvalidAttributeValue, OverLimit */
export function checkPolicy(text: string): void {
  const policy = parsePolicy(text);
  if (!policy) throw new SqsError("InvalidAttributeValue", "Invalid value for the parameter Policy.");
  const statements = policy.Statement.length;
  if (statements > MAX_STATEMENTS) {
    throw new SqsError(
      "OverLimit",
      `${statements} statements were found in the submitted policy, max allowed is ${MAX_STATEMENTS}`,
    );
  }
  for (const { Action } of policy.Statement) {
    if (Array.isArray(Action) && Action.length > MAX_ACTIONS) {
      throw new SqsError(
        "OverLimit",
        `${Action.length} actions were found in a statement from the submitted policy, max allowed is ${MAX_ACTIONS}`,
      );
    }
  }
}

/**
 * Of AddPermission, which says it in other words.
 * @throws SqsError OverLimit
 */
export function checkPermission(statements: number, actions: number): void {
  if (actions > MAX_ACTIONS) {
    throw new SqsError("OverLimit", `${actions} Actions were found, maximum allowed is ${MAX_ACTIONS}.`);
  }
  if (statements > MAX_STATEMENTS) {
    throw new SqsError(
      "OverLimit",
      `${statements} Statements were found, maximum allowed is ${MAX_STATEMENTS}.`,
    );
  }
}
