// Payloads and results are kept as JSON: refuses what JSON would change or lose, and writes what it keeps in one order.
import { VisibleError } from "../errors.ts";

/**
 * @param what named in the error: `the payload`.
 * @throws VisibleError `not-json` naming the place (`days[2].at`) and what stands there. A field whose value is `undefined` is
 * left out of the JSON, and an object's own `toJSON` is used (a Date becomes its ISO string).
 */
export function assertJson(value: unknown, what: string): void {
  visit(value, what, new Set());
}

/** The stack of a thread holds some thousand calls, and JSON.stringify makes one for each level. */
const MOST_LEVELS = 1_000;

function visit(value: unknown, path: string, above: Set<object>): void {
  const problem = problemOf(value);
  if (problem) throw refusal(`${path} is ${problem}, which JSON cannot hold`, path);
  if (typeof value !== "object" || value === null) return;
  if (above.has(value)) throw refusal(`${path} contains itself, which JSON cannot hold`, path);
  if (above.size >= MOST_LEVELS) throw refusal(`it is nested deeper than ${MOST_LEVELS} levels`, "");
  above.add(value);
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const json: unknown = value.toJSON();
    // Some return themselves, or what is no JSON again.
    if (json !== value) visit(json, path, above);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item ?? null, `${path}[${index}]`, above);
  } else {
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined) visit(item, `${path}.${key}`, above);
    }
  }
  above.delete(value);
}

const refusal = (message: string, path: string) => new VisibleError("not-json", message, { path });

function problemOf(value: unknown): string | undefined {
  switch (typeof value) {
    case "bigint":
      return "a BigInt";
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    case "undefined":
      return "undefined";
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    default:
      return value instanceof Map || value instanceof Set ? `a ${value.constructor.name}` : undefined;
  }
}

/** One text for equal values, whatever the order of their fields. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
