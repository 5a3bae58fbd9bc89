// The schema that Claude is given says what the answer's check takes.
import { expect, it } from "vitest";
import * as z from "zod";
import { ModelBriefing } from "../../../../core/briefings/write/claude-output.ts";
import { OUTPUT_SCHEMA } from "../../../../core/briefings/write/claude-output-schema.ts";

/** Bounds that the API does not know, and what only a reader needs. */
const left = [
  "$schema",
  "default",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "maxItems",
  "description",
];

function without(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(without);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) => !left.includes(key) && !(key === "minItems" && value !== 1),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, without(value)]));
}

it("is that of ModelBriefing without the bounds that the API does not know", () => {
  expect(without(OUTPUT_SCHEMA)).toEqual(without(z.toJSONSchema(ModelBriefing, { io: "output" })));
});

it("tells the model what each list is for", () => {
  const { properties } = OUTPUT_SCHEMA as { properties: Record<string, { description?: string }> };
  const silent = Object.entries(properties).filter(([, { description }]) => !description);
  expect(silent.map(([name]) => name)).toEqual(["title"]);
});
