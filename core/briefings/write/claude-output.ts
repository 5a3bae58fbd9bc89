// The shape in which Claude answers: claims with the ids of their sources, never addresses.
import * as z from "zod";

const Line = z.string().trim().min(1).max(1_000);
/** Missing evidence costs its claim and not the whole answer: the check drops and counts it. */
const Evidence = z
  .string()
  .trim()
  .max(1_000)
  .catch("")
  .describe("5 to 20 words copied letter by letter from one of these sources, which bear out the text.");
const Claim = z.object({
  text: Line.describe("One sentence."),
  source_ids: z.array(z.number().int()).min(1).describe("Ids of the sources that say this."),
  evidence: Evidence,
});
export type Claim = z.infer<typeof Claim>;

export const ModelBriefing = z.object({
  title: z.string().trim().min(1).max(200),
  bottom_line: z.array(Claim).min(1).describe("Two or three sentences: what a reader must know today."),
  items: z
    .array(
      z.object({
        headline: z.string().trim().min(1).max(300),
        sentences: z.array(Claim).min(1).describe("One to three sentences: what happened, with the numbers."),
        why_it_matters: Claim.nullable().describe(
          "One sentence that follows from the sources; null when they do not say.",
        ),
      }),
    )
    .min(1)
    .describe("One item a story, most important first."),
  disagreements: z
    .array(z.object({ about: Line, statements: z.array(Claim).min(2) }))
    .describe("Where sources contradict each other; empty when they do not."),
  also_notable: z
    .array(
      z.object({
        headline: z.string().trim().min(1).max(300),
        source_ids: z.array(z.number().int()).min(1),
        evidence: Evidence,
      }),
    )
    .describe("Smaller stories, one line each."),
});
export type ModelBriefing = z.infer<typeof ModelBriefing>;

/** Kept by the API: objects are closed, and bounds that it does not know are left to our own check. */
export function outputSchema(): Record<string, unknown> {
  // The method, because the function would have the cold start read what it knows of every other schema.
  const schema = ModelBriefing.toJSONSchema({ io: "output" });
  return stripBounds(schema);
}

const unsupported = new Set([
  "$schema",
  "default",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "maxItems",
]);

function stripBounds(schema: object): Record<string, unknown> {
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (unsupported.has(key) || (key === "minItems" && value !== 1)) return [];
    if (Array.isArray(value))
      return [[key, value.map((entry) => (isObject(entry) ? stripBounds(entry) : entry))]];
    return [[key, isObject(value) ? stripBounds(value) : value]];
  });
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** The answer, or what is wrong with it in words that the model can act on. */
export function parseOutput(text: string): { briefing: ModelBriefing } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problem: `it is not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  const result = ModelBriefing.safeParse(json);
  if (result.success) return { briefing: result.data };
  const issues = result.error.issues
    .slice(0, 8)
    .map((issue) => `${issue.path.join(".") || "answer"}: ${issue.message}`);
  return { problem: `it does not fit the schema: ${issues.join("; ")}` };
}
