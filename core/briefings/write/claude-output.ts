// The shape in which Claude answers: claims with the ids of their sources, never addresses.
import * as z from "zod";

const Line = z.string().trim().min(1).max(1_000);
/** Missing evidence costs its claim and not the whole answer: the check drops and counts it. */
const Evidence = z.string().trim().max(1_000).catch("");
const Claim = z.object({
  text: Line,
  source_ids: z.array(z.number().int()).min(1),
  evidence: Evidence,
});
export type Claim = z.infer<typeof Claim>;

export const ModelBriefing = z.object({
  title: z.string().trim().min(1).max(200),
  bottom_line: z.array(Claim).min(1),
  items: z
    .array(
      z.object({
        headline: z.string().trim().min(1).max(300),
        sentences: z.array(Claim).min(1),
        why_it_matters: Claim.nullable(),
      }),
    )
    .min(1),
  disagreements: z.array(z.object({ about: Line, statements: z.array(Claim).min(2) })),
  also_notable: z.array(
    z.object({
      headline: z.string().trim().min(1).max(300),
      source_ids: z.array(z.number().int()).min(1),
      evidence: Evidence,
    }),
  ),
});
export type ModelBriefing = z.infer<typeof ModelBriefing>;

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
