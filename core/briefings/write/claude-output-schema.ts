// The JSON schema of Claude's answer, as the API takes it: objects are closed, and bounds that it does not know are left to
// our own check (`ModelBriefing`, with which a test compares it). Written out, because what makes schemas out of zod's would
// be read at every cold start of the consumer.

type Schema = Record<string, unknown>;

const text = { type: "string" };
const described = (schema: Schema, description: string): Schema => ({ ...schema, description });
const list = (items: Schema, description?: string): Schema => ({
  type: "array",
  items,
  ...(description !== undefined && { description }),
});
const filled = (items: Schema, description?: string): Schema => ({
  ...list(items, description),
  minItems: 1,
});
const object = (properties: Record<string, Schema>): Schema => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const ids = filled({ type: "integer" });
const evidence = described(
  text,
  "5 to 20 words copied letter by letter from one of these sources, which bear out the text.",
);
const claim = object({
  text: described(text, "One sentence."),
  source_ids: described(ids, "Ids of the sources that say this."),
  evidence,
});

export const OUTPUT_SCHEMA = object({
  title: text,
  bottom_line: filled(claim, "Two or three sentences: what a reader must know today."),
  items: filled(
    object({
      headline: text,
      sentences: filled(claim, "One to three sentences: what happened, with the numbers."),
      why_it_matters: described(
        { anyOf: [claim, { type: "null" }] },
        "One sentence that follows from the sources; null when they do not say.",
      ),
    }),
    "One item a story, most important first.",
  ),
  disagreements: list(
    object({ about: text, statements: list(claim) }),
    "Where sources contradict each other; empty when they do not.",
  ),
  also_notable: list(
    object({ headline: text, source_ids: ids, evidence }),
    "Smaller stories, one line each.",
  ),
});
