// The table of actions. Running an action parses its input and calls its function.
import type * as z from "zod";
import { type ErrorName, SqsError } from "../errors.ts";
import { attributeActions } from "./attributes.ts";
import type { Action, Call, LongPoll, Output } from "./call.ts";
import { moveTaskActions } from "./move-tasks.ts";
import { permissionActions } from "./permissions.ts";
import { queueActions } from "./queues.ts";
import { receiptActions } from "./receipts.ts";
import { receiveActions } from "./receive.ts";
import { sendActions } from "./send.ts";
import { stsActions } from "./sts.ts";
import { tagActions } from "./tags.ts";

export const actions = new Map<string, Action>(
  Object.entries({
    ...sendActions,
    ...receiveActions,
    ...receiptActions,
    ...queueActions,
    ...attributeActions,
    ...tagActions,
    ...moveTaskActions,
    ...permissionActions,
    ...stsActions,
  }),
);

/** @throws SqsError */
export function runAction(name: string, call: Call, input: unknown): Output | LongPoll {
  const action = actions.get(name);
  if (!action) throw new SqsError("InvalidAction", `The action ${name} is not valid for this endpoint.`);
  const parsed = action.schema.safeParse(input);
  if (parsed.success) return action.run(call, parsed.data);
  // SQS takes null for absent. This is tried only after a failure, since almost no client sends null.
  const again = action.schema.safeParse(withoutNulls(input));
  if (again.success) return action.run(call, again.data);
  throw inputError(name, input, again.error);
}

/** An input is at most five levels deep: `Entries`, entry, `MessageAttributes`, attribute, member. */
function withoutNulls(value: unknown, depth = 5): unknown {
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth - 1));
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutNulls(member, depth - 1)]));
}

/** A missing member is MissingParameter; a member of the wrong type is a SerializationException. */
function inputError(action: string, input: unknown, error: z.ZodError): SqsError {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String);
  let value = input;
  for (const key of path) value = Object(value)[key];
  if ((value === undefined || value === null) && path.length > 0) {
    return new SqsError(
      "MissingParameter",
      `The request must contain the parameter ${parameterName(action, path)}.`,
    );
  }
  const name: ErrorName = "SerializationException";
  return new SqsError(name, mismatch(value, issue?.code === "invalid_type" ? issue.expected : issue?.code));
}

/** SQS names members of batch entries as the query protocol does: `SendMessageBatchRequestEntry.1.Id`. */
function parameterName(action: string, path: string[]): string {
  const [first, index, ...rest] = path;
  if (first !== "Entries" || index === undefined) return path.join(".");
  return [`${action}RequestEntry`, Number(index) + 1, ...rest].join(".");
}

/** `expected` is Zod's name of the expected type. The texts are those of AWS's JSON services. */
function mismatch(value: unknown, expected: string | undefined): string {
  if (Array.isArray(value)) return "Start of list found where not expected";
  if (typeof value === "object" && value !== null) {
    return "Start of structure or map found where not expected.";
  }
  const kind = valueKind(value);
  if (expected === "string") return `${kind} can not be converted to a String`;
  if (expected === "number" || expected === "int" || expected === "too_big" || expected === "too_small") {
    return `${kind} can not be converted to an Integer`;
  }
  if (expected === "invalid_format") return "Invalid base64 encoding";
  if (expected === "array") return "Expected list or null";
  return expected === "map" ? "Expected map or null" : "Expected null";
}

function valueKind(value: unknown): string {
  if (typeof value === "string") return "STRING_VALUE";
  if (typeof value === "number") return "NUMBER_VALUE";
  return value ? "TRUE_VALUE" : "FALSE_VALUE";
}
