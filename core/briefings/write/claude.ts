// The generator that has Claude write the briefing, and keeps only what the sources bear out.
import type Anthropic from "@anthropic-ai/sdk";
import { PermanentError } from "../../jobs/engine.ts";
import { fingerprintOf } from "./claude-batch.ts";
import { type ClaudeAccess, type ClaudeClient, createClaudeClient } from "./claude-client.ts";
import { toDraft } from "./claude-draft.ts";
import { RefusalError } from "./claude-errors.ts";
import { outputSchema, parseOutput } from "./claude-output.ts";
import { buildPrompt, estimateTokens, type Prompt } from "./claude-prompt.ts";
import { atBatchPrices, type ClaudeSettings, costOf, inputBudget, pricesOf } from "./claude-settings.ts";
import type { Assignment, Draft, WriterContext } from "./writer.ts";

/** The task, the schema and the marks around the sources, in tokens. */
const taskTokens = 2_500;

/**
 * For a briefing that nobody waits for, in batches, when the job keeps steps.
 * @throws SnoozeError while a batch has not ended; PermanentError when the API will never answer: a bad key, a refusal, a budget too small; RetryLaterError or
 * another error when it may later; the signal's reason when aborted.
 */
export async function writeWithClaude(
  assignment: Assignment,
  context: WriterContext,
  access: ClaudeAccess,
): Promise<Draft> {
  const { step, now } = context;
  const isWhenever = assignment.request.pace === "whenever";
  const batch =
    isWhenever && step ? { step, now, fingerprint: fingerprintOf(assignment, access.settings) } : undefined;
  const settings = batch === undefined ? access.settings : atBatchPrices(access.settings);
  const prompt = buildPrompt(assignment, sourceBudget(settings));
  const client = await createClaudeClient({ ...access, settings }, batch);
  const outOfTime = AbortSignal.timeout(settings.timeoutSeconds * 1_000);
  const signal = AbortSignal.any([context.signal, outOfTime]);
  await context.reportProgress("writing", 0, 1);
  try {
    const writing = { assignment, settings, signal, now: context.now() };
    const { draft, model, declined } = await writeOrAskSecond(prompt, client, writing);
    await context.reportProgress("writing", 1, 1);
    const atOnce = isWhenever && batch === undefined ? [writtenAtOnce] : [];
    return { ...draft, model, notes: [...notesFor(prompt, settings, declined), ...atOnce] };
  } catch (error) {
    context.signal.throwIfAborted();
    if (outOfTime.aborted)
      throw new Error(`Claude did not finish within ${settings.timeoutSeconds} s`, { cause: error });
    throw error;
  } finally {
    context.reportUsage(client.usage());
  }
}

const writtenAtOnce =
  "It was written at once and not in a batch, at the full price: what was read is too large to be kept meanwhile.";

type Writing = { assignment: Assignment; settings: ClaudeSettings; signal: AbortSignal; now: number };

type WrittenDraft = { draft: Draft; model: string; declined?: RefusalError };

/** What one model declines another may write: which it was, and in what category, the briefing tells. */
async function writeOrAskSecond(
  prompt: Prompt,
  client: ClaudeClient,
  writing: Writing,
): Promise<WrittenDraft> {
  const { model, secondModel: second, maxCostUsd, maxOutputTokens } = writing.settings;
  try {
    return await writeChecked(prompt, client, model, writing);
  } catch (error) {
    const prices = second === undefined ? undefined : pricesOf(second);
    if (!(error instanceof RefusalError) || second === undefined || prices === undefined) throw error;
    const most = {
      inputTokens: estimateTokens(prompt.system + prompt.user) + taskTokens,
      outputTokens: maxOutputTokens,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    };
    if ((client.usage().costUsd ?? 0) + costOf(most, prices) > maxCostUsd) throw error;
    return { ...(await writeChecked(prompt, client, second.model, writing)), declined: error };
  }
}

/** One request, and a second one to repair an answer that cannot be used. */
async function writeChecked(
  prompt: Prompt,
  client: ClaudeClient,
  model: string,
  { assignment, settings, signal, now }: Writing,
): Promise<WrittenDraft> {
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: prompt.user }];
  const answer = await client.ask(toRequest(model, prompt, messages, settings), signal);
  const first = judge(answer, assignment, now);
  if ("draft" in first) return { draft: first.draft, model: answer.model };

  const spent = client.usage().costUsd;
  if (spent !== undefined && 2 * spent > settings.maxCostUsd) {
    throw new Error(`Claude's answer cannot be used, and a repair would exceed maxCostUsd: ${first.problem}`);
  }
  // Thinking belongs to the answer and goes back with it unchanged.
  if (answer.content.length > 0) messages.push({ role: "assistant", content: answer.content });
  messages.push({
    role: "user",
    content: `Your answer cannot be used: ${first.problem}. Give the whole briefing again as JSON that fits the schema.`,
  });
  const repaired = await client.ask(toRequest(model, prompt, messages, settings), signal);
  const second = judge(repaired, assignment, now);
  if ("draft" in second) return { draft: second.draft, model: repaired.model };
  throw new Error(`Claude's answer cannot be used, nor could its repair: ${second.problem}`);
}

function sourceBudget(settings: ClaudeSettings): number {
  const tokens = inputBudget(settings) - taskTokens;
  if (tokens >= 1_000) return tokens;
  const limit = pricesOf(settings) === undefined ? "maxInputTokens" : "maxCostUsd, or lower maxOutputTokens";
  throw new PermanentError(`Claude's budget leaves no room for sources: raise ${limit} in the settings`);
}

function toRequest(
  model: string,
  prompt: Prompt,
  messages: Anthropic.MessageParam[],
  settings: ClaudeSettings,
) {
  return {
    model,
    system: prompt.system,
    messages,
    output_config: {
      effort: settings.effort,
      format: { type: "json_schema" as const, schema: outputSchema() },
    },
  };
}

/** A draft, or what is wrong with the answer. @throws PermanentError for a refusal. */
function judge(
  answer: Anthropic.Message,
  assignment: Assignment,
  now: number,
): { draft: Draft } | { problem: string } {
  const { stop_reason: reason } = answer;
  if (reason === "refusal") {
    throw new RefusalError(answer.model, answer.stop_details?.category ?? undefined);
  }
  if (reason === "model_context_window_exceeded") {
    throw new PermanentError(
      "the sources do not fit the model's context window: lower maxInputTokens in the settings",
    );
  }
  if (reason === "max_tokens")
    return { problem: "it was cut off because it was too long; write a shorter one" };
  const text = answer.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
  const parsed = parseOutput(text);
  if ("problem" in parsed) return parsed;
  const draft = toDraft(parsed.briefing, assignment, now);
  if (draft !== undefined) return { draft };
  return {
    problem:
      "no item is left once claims are dropped whose sources do not exist, or do not have their evidence word for word, their quotes, names and numbers",
  };
}

function notesFor(prompt: Prompt, settings: ClaudeSettings, declined: RefusalError | undefined): string[] {
  const cut =
    prompt.cut === 0
      ? []
      : [
          `${prompt.cut} sources were cut to fit the budget of ${settings.maxInputTokens} tokens and $${settings.maxCostUsd}.`,
        ];
  return [
    "Written by a language model from the sources. Each claim rests on words that stand in a source it cites; its quotes, names and numbers stand there too. Whether those words bear it out was not checked.",
    ...(declined === undefined
      ? []
      : [`${settings.model} declined to write it (category: ${declined.category ?? "not named"}).`]),
    ...cut,
  ];
}
