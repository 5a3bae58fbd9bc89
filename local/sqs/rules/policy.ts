// The Policy attribute: its shape, its actions and its limits. It is kept, not enforced.
import * as z from "zod";
import { SqsError } from "../errors.ts";

/** [SQS: quotas related to policies] */
const MAX_STATEMENTS = 20;
const MAX_ACTIONS = 7;

/** What AddPermission may grant. [SQS API: AddPermission] */
const grantable = [
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
];
/** What AddPermission may not grant. [SQS API: AddPermission] */
const ownersOnly = [
  "AddPermission",
  "CancelMessageMoveTask",
  "CreateQueue",
  "DeleteQueue",
  "ListMessageMoveTasks",
  "ListQueues",
  "ListQueueTags",
  "RemovePermission",
  "SetQueueAttributes",
  "StartMessageMoveTask",
  "TagQueue",
  "UntagQueue",
];

const OneOrMany = z.union([z.string(), z.array(z.string())]);
const Principal = z.union([
  z.literal("*"),
  z.partialRecord(z.enum(["AWS", "CanonicalUser", "Federated", "Service"]), OneOrMany),
]);
/** A statement has exactly one member of each pair, such as Action and NotAction. [IAM: grammar of the JSON policy language] */
const Statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(["Allow", "Deny"]),
    Principal: Principal.optional(),
    NotPrincipal: Principal.optional(),
    Action: OneOrMany.optional(),
    NotAction: OneOrMany.optional(),
    Resource: OneOrMany.optional(),
    NotResource: OneOrMany.optional(),
    Condition: z.looseObject({}).optional(),
  })
  .refine(
    (given) =>
      exactlyOne(given.Principal, given.NotPrincipal) &&
      exactlyOne(given.Action, given.NotAction) &&
      exactlyOne(given.Resource, given.NotResource),
  );
const Policy = z.strictObject({
  Version: z.enum(["2008-10-17", "2012-10-17"]).optional(),
  Id: z.string().optional(),
  // IAM accepts a single statement without a list.
  Statement: z.union([z.array(Statement), Statement.transform((only) => [only])]),
});
export type Policy = z.infer<typeof Policy>;

function exactlyOne(a: unknown, b: unknown): boolean {
  return (a === undefined) !== (b === undefined);
}

/** Undefined where the text is not a policy. */
export function parsePolicy(text: string): Policy | undefined {
  try {
    return Policy.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** @throws SqsError InvalidAttributeValue, InvalidParameterValue, OverLimit */
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
  for (const { Action, NotAction } of policy.Statement) {
    const actions = [Action ?? NotAction ?? []].flat();
    if (actions.length > MAX_ACTIONS) {
      throw new SqsError(
        "OverLimit",
        `${actions.length} actions were found in a statement from the submitted policy, max allowed is ${MAX_ACTIONS}`,
      );
    }
    for (const action of actions) if (!isPolicyAction(action)) throw unknownAction(action);
  }
}

/** `*`, or `sqs:` and an action, with the wildcards `*` and `?`. The batch actions are not valid here. [awacs#34] */
function isPolicyAction(action: string): boolean {
  if (action === "*") return true;
  const name = /^sqs:([a-z*?]+)$/i.exec(action)?.[1];
  if (name === undefined) return false;
  const pattern = new RegExp(`^${name.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i");
  return [...grantable, ...ownersOnly].some((known) => pattern.test(known));
}

/**
 * Checks AddPermission's actions, and the number of statements that the policy would have.
 * @throws SqsError OverLimit, InvalidParameterValue
 */
export function checkPermission(statements: number, actions: string[]): void {
  if (actions.length > MAX_ACTIONS) {
    throw new SqsError(
      "OverLimit",
      `${actions.length} Actions were found, maximum allowed is ${MAX_ACTIONS}.`,
    );
  }
  if (statements > MAX_STATEMENTS) {
    throw new SqsError(
      "OverLimit",
      `${statements} Statements were found, maximum allowed is ${MAX_STATEMENTS}.`,
    );
  }
  for (const name of actions) {
    if (ownersOnly.includes(name)) {
      throw new SqsError(
        "InvalidParameterValue",
        `Value SQS:${name} for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.`,
      );
    }
    if (name !== "*" && !grantable.includes(name)) throw unknownAction(`SQS:${name}`);
  }
}

/** The space at the end is SQS's. */
function unknownAction(action: string): SqsError {
  return new SqsError(
    "InvalidParameterValue",
    `Value ${action} for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions. `,
  );
}
