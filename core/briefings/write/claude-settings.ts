// Which model writes, how hard it thinks, and what a briefing may cost.
import * as z from "zod";
import type { Usage } from "../briefing.ts";

const whole = z.number().int().positive();
const price = z.number().nonnegative();

/** US dollars per million tokens. */
export const TokenPrices = z.strictObject({
  input: price,
  output: price,
  cacheWrite: price,
  cacheRead: price,
});
export type TokenPrices = z.infer<typeof TokenPrices>;

/** A second model, asked when the first declines. */
export const SecondModel = z.strictObject({
  model: z.string().min(1),
  /** Left out: the list price, where it is known here. */
  prices: TokenPrices.optional(),
});
export type SecondModel = z.infer<typeof SecondModel>;

const Settings = z.strictObject({
  model: z.string().min(1).default("claude-sonnet-5-5"),
  /** Summaries need little thought, and thinking is paid for as output. */
  effort: z.enum(["low", "medium", "high", "xhigh", "max"]).default("low"),
  /** Sources are cut to this together, by an estimate on the safe side. About 33,000 English words. */
  maxInputTokens: whole.default(100_000),
  /** Thinking included. A long briefing has about 2,500. */
  maxOutputTokens: whole.default(12_000),
  /** For one briefing, its repair included. Sources are cut, and the repair is left out, to stay below. */
  maxCostUsd: z.number().positive().default(0.5),
  /** For all requests of one briefing: leaves a 5 minute job time to fetch before and to fall back after. */
  timeoutSeconds: z.number().positive().default(150),
  /** Requests after the first, when the API says to come back soon. */
  maxRetries: z.number().int().min(0).max(10).default(2),
  /** First wait between two requests when the API names none; doubles. */
  retryDelayMs: z.number().nonnegative().default(1_000),
  /** A longer wait is left to the queue: a sleeping function is paid for. */
  longestWaitSeconds: z.number().nonnegative().default(20),
  /** Left out: the list price of the model, where it is known here. */
  prices: TokenPrices.optional(),
  secondModel: SecondModel.optional(),
});

/** Without a price `maxCostUsd` would be void: a model whose price is not known is refused. */
export const ClaudeSettings = Settings.superRefine((settings, context) => {
  if (pricesOf(settings) === undefined) context.addIssue(withoutPrice(settings.model, ["prices"]));
  const second = settings.secondModel;
  if (second !== undefined && pricesOf(second) === undefined)
    context.addIssue(withoutPrice(second.model, ["secondModel", "prices"]));
});
export type ClaudeSettings = z.infer<typeof ClaudeSettings>;

/** List prices of November 2026 from Anthropic's models overview; a cache write costs 1.25 times the input, a read a tenth. */
const listPrices: Record<string, TokenPrices> = {
  "claude-opus-5-5": { input: 4, output: 20, cacheWrite: 5, cacheRead: 0.4 },
  "claude-sonnet-5-5": { input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.2 },
};

/** What is given, else the list price; undefined where neither is there, which `ClaudeSettings` refuses. */
export function pricesOf({
  model,
  prices,
}: {
  model: string;
  prices?: TokenPrices | undefined;
}): TokenPrices | undefined {
  return prices ?? (Object.hasOwn(listPrices, model) ? listPrices[model] : undefined);
}

/** The API charges half for what it may answer within a day: the same budget buys twice as much. */
export function atBatchPrices(settings: ClaudeSettings): ClaudeSettings {
  const { secondModel } = settings;
  const second = secondModel && { secondModel: { ...secondModel, prices: halved(pricesOf(secondModel)) } };
  return { ...settings, prices: halved(pricesOf(settings)), ...second };
}

function halved(prices: TokenPrices | undefined): TokenPrices | undefined {
  if (prices === undefined) return undefined;
  const { input, output, cacheWrite, cacheRead } = prices;
  return { input: input / 2, output: output / 2, cacheWrite: cacheWrite / 2, cacheRead: cacheRead / 2 };
}

function withoutPrice(model: string, path: string[]) {
  return {
    code: "custom" as const,
    path,
    message: `no price is known for the model ${JSON.stringify(model)}, so maxCostUsd could not hold: give its prices in US dollars per million tokens, or use ${Object.keys(listPrices).join(" or ")}`,
  };
}

/** US dollars for so many tokens. */
export function costOf(tokens: Omit<Usage, "requests" | "costUsd">, prices: TokenPrices): number {
  const millionths =
    tokens.inputTokens * prices.input +
    tokens.outputTokens * prices.output +
    tokens.cacheReadTokens * prices.cacheRead +
    tokens.cacheWriteTokens * prices.cacheWrite;
  return millionths / 1e6;
}

/** Input tokens that fit both budgets when the first model's answer is as long as it may be. */
export function inputBudget(settings: ClaudeSettings): number {
  const prices = pricesOf(settings);
  if (prices === undefined || prices.input === 0) return settings.maxInputTokens;
  const left = settings.maxCostUsd - (settings.maxOutputTokens * prices.output) / 1e6;
  return Math.max(0, Math.min(settings.maxInputTokens, Math.floor((left / prices.input) * 1e6)));
}
