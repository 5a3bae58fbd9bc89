// Chooses the generator, and falls back to the extractive one when the request asks for that.
import { PermanentError, RateLimitedError, SnoozeError } from "../../jobs/engine.ts";
import type { Briefing, Usage } from "../briefing.ts";
import { defined } from "../defined.ts";
import type { BriefingRequest, GeneratorKind } from "../request.ts";
import type { Assignment, Draft, WriterContext, Writers } from "./writer.ts";

export type Written = {
  draft: Draft;
  generator: Briefing["generator"];
  /** What models used, also one that was given up. */
  usage: Usage | undefined;
};

/** Left to choose, Claude writes when it is configured. */
export function chooseGenerator({ generator }: BriefingRequest, writers: Writers): GeneratorKind {
  return generator ?? (writers.claude === undefined ? "extractive" : "claude");
}

export async function writeDraft(
  assignment: Assignment,
  writers: Writers,
  context: Omit<WriterContext, "reportUsage">,
): Promise<Written> {
  const { request } = assignment;
  const kind = chooseGenerator(request, writers);
  let usage: Usage | undefined;
  const own: WriterContext = {
    signal: context.signal,
    reportProgress: (stage, done, total) => context.reportProgress(stage, done, total),
    now: () => context.now(),
    step: context.step,
    reportUsage: (used) => {
      usage = used.inputTokens + used.outputTokens > 0 ? used : undefined;
    },
  };
  try {
    const writer = writers[kind];
    if (writer === undefined) throw notConfigured();
    const draft = await writer(assignment, own);
    return { draft, generator: defined({ kind, model: draft.model }), usage };
  } catch (error) {
    context.signal.throwIfAborted();
    // Not ready is no failure; a limit is one to whoever asked for a fallback.
    if (error instanceof SnoozeError && !(error instanceof RateLimitedError)) throw error;
    if (kind === "extractive" || request.fallback !== "extractive") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const draft = await writers.extractive(assignment, own);
    return { draft, generator: { kind: "extractive", fallback: { from: kind, reason } }, usage };
  }
}

function notConfigured(): PermanentError {
  return new PermanentError(
    'generator "claude" needs an Anthropic API key and none is configured: set ANTHROPIC_API_KEY, or ask for generator "extractive" or fallback "extractive"',
  );
}
