// Chooses the generator, and falls back to the extractive one when the request asks for that.
import { PermanentError } from "../../jobs/errors.ts";
import type { Briefing } from "../briefing.ts";
import type { Assignment, Draft, Writer, WriterContext, Writers } from "./writer.ts";

type Written = { draft: Draft; generator: Briefing["generator"] };

/** Left to choose, Claude writes when it is configured. */
export async function writeDraft(
  assignment: Assignment,
  writers: Writers,
  context: WriterContext,
): Promise<Written> {
  const { request } = assignment;
  const kind = request.generator ?? (writers.claude === undefined ? "extractive" : "claude");
  if (kind === "extractive") return write(kind, writers.extractive, assignment, context);
  try {
    if (writers.claude === undefined) {
      throw new PermanentError(
        'generator "claude" needs an Anthropic API key and none is configured: set ANTHROPIC_API_KEY, or ask for generator "extractive" or fallback "extractive"',
      );
    }
    return await write(kind, writers.claude, assignment, context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (request.fallback !== "extractive") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const { draft, generator } = await write("extractive", writers.extractive, assignment, context);
    return { draft, generator: { ...generator, fallback: { from: kind, reason } } };
  }
}

async function write(
  kind: Briefing["generator"]["kind"],
  writer: Writer,
  assignment: Assignment,
  context: WriterContext,
): Promise<Written> {
  const draft = await writer(assignment, context);
  return { draft, generator: { kind, ...(draft.model === undefined ? {} : { model: draft.model }) } };
}
