// Describes the payload and the result of a job type as JSON Schema, for those who enqueue it by its name.
import type * as z from "zod";
import type { DeclaredJob } from "./job-type.ts";

/** A JSON Schema of draft 2020-12, whose references begin at its own root: `#`, `#/$defs/…`. */
export type JsonSchema = Record<string, unknown>;

/** What may be sent as the payload: defaults may be left out, a date is its ISO string. */
export const payloadSchema = ({ payload }: Pick<DeclaredJob, "payload">): JsonSchema =>
  schemaOf(payload, "input");

/** The result as JSON keeps it; undefined for a type that declares none. */
export const resultSchema = ({ result }: Pick<DeclaredJob, "result">): JsonSchema | undefined =>
  result && schemaOf(result, "output");

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...rest } = schema.toJSONSchema({
    io,
    // What JSON Schema cannot say, a transform's result for instance, is left open: zod checks it when it is sent.
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "date")
        Object.assign(jsonSchema, { type: "string", format: "date-time" });
    },
  });
  return rest;
}
