// Says of a request what is wrong with its members, as Lambda does: ValidationException for a value outside its limits,
// SerializationException for a value of the wrong type.
import type * as z from "zod";
import { LambdaApiError } from "./errors.ts";

type Issue = z.core.$ZodIssue;

/** @throws LambdaApiError */
export function refuseRequest(issues: readonly Issue[], input: unknown): never {
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  if (unknown.length > 0) throw new LambdaApiError("InvalidParameterValueException", unsupported(unknown));
  const wrongType = issues.find((issue) => issue.code === "invalid_type" && isPresent(input, issue.path));
  if (wrongType) throw new LambdaApiError("SerializationException", mismatch(wrongType, input));
  const wrong = issues.map((issue) => constraint(issue, input));
  const count = `${wrong.length} validation error${wrong.length === 1 ? "" : "s"} detected`;
  throw new LambdaApiError("ValidationException", `${count}: ${wrong.join("; ")}`);
}

/** One value that is no member of a JSON body, such as a parameter of the URL. */
export const invalidValue = (value: unknown, name: string, must: string): LambdaApiError =>
  new LambdaApiError("ValidationException", `1 validation error detected: ${failed(value, [name], must)}`);

function unsupported(names: string[]): string {
  if (names.includes("StartingPosition")) return "StartingPosition is not valid for SQS event sources.";
  return `${names.join(", ")}: not supported for an SQS event source here.`;
}

function constraint(issue: Issue, input: unknown): string {
  const value = valueAt(input, issue.path);
  if (issue.code === "too_small")
    return failed(value, issue.path, `Member must have value greater than or equal to ${issue.minimum}`);
  if (issue.code === "too_big")
    return failed(value, issue.path, `Member must have value less than or equal to ${issue.maximum}`);
  if (issue.code === "invalid_value") {
    // The value of a list is judged with its members.
    const list = issue.path.slice(0, -1);
    const must = `Member must satisfy enum value set: [${issue.values.map(String).join(", ")}]`;
    return failed(valueAt(input, list), list, `Member must satisfy constraint: [${must}]`);
  }
  return failed(undefined, issue.path, "Member must not be null");
}

function failed(value: unknown, path: readonly PropertyKey[], must: string): string {
  const shown = Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
  const quoted = value === undefined ? "null" : `'${shown}'`;
  return `Value ${quoted} at '${memberOf(path)}' failed to satisfy constraint: ${must}`;
}

/** The members begin with a small letter in these texts, and a list's members are counted from one. */
const memberOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) =>
      typeof part === "number"
        ? `${part + 1}.member`
        : String(part).replace(/^./, (first) => first.toLowerCase()),
    )
    .join(".");

function mismatch(issue: Issue, input: unknown): string {
  const value = valueAt(input, issue.path);
  const expected = issue.code === "invalid_type" ? issue.expected : "";
  if (Array.isArray(value)) return "Start of list found where not expected";
  if (typeof value === "object" && value !== null)
    return "Start of structure or map found where not expected.";
  const types: Record<string, string> = {
    string: "a String",
    int: "an Integer",
    number: "an Integer",
    boolean: "a Boolean",
  };
  const kinds: Record<string, string> = { string: "STRING_VALUE", number: "NUMBER_VALUE" };
  const kind = kinds[typeof value] ?? (value ? "TRUE_VALUE" : "FALSE_VALUE");
  const type = types[expected];
  if (type) return `${kind} can not be converted to ${type}`;
  return expected === "array" ? "Expected list or null" : "Expected null";
}

const isPresent = (input: unknown, path: readonly PropertyKey[]): boolean =>
  (valueAt(input, path) ?? undefined) !== undefined;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => Object(value)[part], input);
}
