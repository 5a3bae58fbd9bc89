// A job's payload: kept as its caller gave it, and read by the type's schema each time the job runs.
import type * as z from "zod";
import { VisibleError } from "./errors.ts";
import { invalidFields } from "./field-errors.ts";
import { assertJson } from "./json.ts";

/**
 * The payload as it is kept: JSON, before any default or transform of the schema.
 * @throws VisibleError `invalid-request` for what JSON cannot hold.
 */
export function toStored(payload: unknown): unknown {
  try {
    assertJson(payload, "the payload");
  } catch (error) {
    if (!(error instanceof VisibleError)) throw error;
    const path = String(error.details.path).replace(/^the payload\.?/, "") || "(the whole)";
    throw invalidFields([{ path, message: `${error.message}; convert it before you enqueue it` }]);
  }
  return JSON.parse(JSON.stringify(payload));
}

/**
 * The payload as the job gets it: defaults filled in, transforms applied. JSON has no dates: where the schema wants one
 * (`z.date()`), the ISO string that was kept is read as one.
 */
export function readStored<Payload>(
  schema: z.ZodType<Payload>,
  stored: unknown,
): z.ZodSafeParseResult<Payload> {
  const parsed = schema.safeParse(stored);
  if (parsed.success) return parsed;
  const dates = wantedDates(parsed.error.issues);
  if (dates.length === 0) return parsed;
  const copy = { payload: structuredClone(stored) };
  const revived = dates.filter((path) => reviveDate(copy, ["payload", ...path]));
  return revived.length === 0 ? parsed : schema.safeParse(copy.payload);
}

function wantedDates(issues: readonly z.core.$ZodIssue[], above: PropertyKey[] = []): PropertyKey[][] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    if (issue.code === "invalid_type" && issue.expected === "date") return [path];
    if (issue.code === "invalid_union") return issue.errors.flatMap((errors) => wantedDates(errors, path));
    return [];
  });
}

const ISO_TIME = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Only what `Date.toJSON` writes. @returns whether a date stands there now. */
function reviveDate(holder: unknown, path: PropertyKey[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined || typeof holder !== "object" || holder === null) return false;
  const at = Object.getOwnPropertyDescriptor(holder, key);
  if (!at) return false;
  if (rest.length > 0) return reviveDate(at.value, rest);
  if (typeof at.value !== "string" || !ISO_TIME.test(at.value)) return false;
  Object.defineProperty(holder, key, { ...at, value: new Date(at.value) });
  return true;
}
