// Reads a JSON object whose keys are names that users choose.
import * as z from "zod";

/**
 * A schema that turns such an object into a Map. A user's name is never a key of a plain object here: `z.record` drops
 * a key called `__proto__`, and `object[name]` finds the inherited `constructor` and `toString`.
 */
export function byName<Value extends z.ZodType>(value: Value) {
  return z.preprocess(
    (input) => (isPlainObject(input) ? new Map(Object.entries(input)) : input),
    z.map(z.string(), value),
  );
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map);
}
