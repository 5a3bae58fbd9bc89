// One request to Claude: sent again when the API says so and time allows, its tokens counted, its failures classified.
import { setTimeout as wait } from "node:timers/promises";
import type Anthropic from "@anthropic-ai/sdk";
import type { Usage } from "../briefing.ts";
import { type BatchKeep, sendInBatches } from "./claude-batch.ts";
import { classifyFailure, NoMessageError } from "./claude-errors.ts";
import { type ClaudeSettings, costOf, pricesOf, type TokenPrices } from "./claude-settings.ts";

export type ClaudeAccess = { apiKey: string; baseUrl: string | undefined; settings: ClaudeSettings };
export type ClaudeRequest = Anthropic.MessageCreateParamsNonStreaming;
export type Ask = (
  request: Pick<ClaudeRequest, "model" | "system" | "messages" | "output_config">,
  signal: AbortSignal,
) => Promise<Anthropic.Message>;
/** Called once for each request; what it answers is called again when the API says to come back. */
export type Send = () => (request: ClaudeRequest, signal: AbortSignal) => Promise<Anthropic.Message>;

/** `usage` adds up over all requests that were answered, each at its model's price. */
export type ClaudeClient = { ask: Ask; usage(): Usage };

/** With `batch` each request waits for its turn in a batch of the API. */
export async function createClaudeClient(
  { apiKey, baseUrl, settings }: ClaudeAccess,
  batch?: BatchKeep,
): Promise<ClaudeClient> {
  const { default: sdk } = await import("@anthropic-ai/sdk");
  // Our own retries: the SDK would sleep for as long as the API says, and the function with it. Nothing is taken from
  // the environment or the disk.
  const client = new sdk({
    apiKey,
    authToken: null,
    baseURL: baseUrl ?? "https://api.anthropic.com",
    maxRetries: 0,
    timeout: settings.timeoutSeconds * 1_000,
    logLevel: "off",
  });
  const send: Send =
    batch === undefined
      ? () => (request, signal) => client.messages.create(request, { signal })
      : sendInBatches(client, batch);
  const usage = { requests: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  let costUsd = 0;

  const ask: Ask = async (request, signal) => {
    const sendThis = send();
    for (let attempt = 0; ; attempt++) {
      try {
        usage.requests++;
        const message = await sendThis({ max_tokens: settings.maxOutputTokens, ...request }, signal);
        assertMessage(message);
        const used = tokensOf(message.usage);
        add(usage, used);
        costUsd += costOf(used, pricesFor(request.model, settings));
        return message;
      } catch (thrown) {
        signal.throwIfAborted();
        const { error, retry } = classifyFailure(thrown, sdk);
        const delaySeconds = retry?.afterSeconds ?? (settings.retryDelayMs * 2 ** attempt) / 1_000;
        if (
          retry === undefined ||
          attempt >= settings.maxRetries ||
          delaySeconds > settings.longestWaitSeconds
        )
          throw error;
        await wait(delaySeconds * 1_000, undefined, { signal });
      }
    }
  };
  return { ask, usage: () => ({ ...usage, costUsd: Math.round(costUsd * 1e6) / 1e6 }) };
}

/** Something between us and the API answers in its place at times. */
function assertMessage(message: unknown): void {
  const isMessage =
    typeof message === "object" && message !== null && "usage" in message && "content" in message;
  if (!isMessage || !Array.isArray(message.content))
    throw new NoMessageError("Claude's answer is not a message of its API");
}

type Tokens = Omit<Usage, "requests" | "costUsd">;

function tokensOf(used: Anthropic.Usage): Tokens {
  return {
    inputTokens: used.input_tokens,
    outputTokens: used.output_tokens,
    cacheReadTokens: used.cache_read_input_tokens ?? 0,
    cacheWriteTokens: used.cache_creation_input_tokens ?? 0,
  };
}

function add(usage: Tokens, used: Tokens): void {
  usage.inputTokens += used.inputTokens;
  usage.outputTokens += used.outputTokens;
  usage.cacheReadTokens += used.cacheReadTokens;
  usage.cacheWriteTokens += used.cacheWriteTokens;
}

function pricesFor(model: string, settings: ClaudeSettings): TokenPrices {
  const own = model === settings.model ? settings : settings.secondModel;
  const prices = own === undefined ? undefined : pricesOf(own);
  if (prices === undefined) throw new Error(`no price is configured for ${model}`);
  return prices;
}
