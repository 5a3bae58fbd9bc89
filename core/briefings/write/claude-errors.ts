// Tells which failures of the API may pass, which never will, and what to do about them.
import type Anthropic from "@anthropic-ai/sdk";
import { PermanentError, RateLimitedError, RetryLaterError } from "../../jobs/engine.ts";
import { parseRetryAfter } from "../fetch/fetch-url.ts";

type Sdk = typeof Anthropic;

/** An answer that the API did not give. */
export class NoMessageError extends Error {
  override readonly name = "NoMessageError";
}

export type ApiFailure = {
  error: Error;
  /** Whether the same request may succeed later, and when the API said so: after how many seconds. */
  retry: { afterSeconds: number | undefined } | undefined;
};

/** The same until the first of the next month, or until somebody raises the limit: no retry helps. */
const spendLimits: ReadonlySet<string> = new Set([
  "enforced_spend_limit_reached",
  "contract_spend_limit_reached",
  "linked_organization_spend_limit_reached",
]);
/** How limits that the account set itself are told (status 400), and all of them where something on the way drops the code. */
const spendLimitMessage =
  /reached (?:your|its|the) [\w ]{0,60}usage limits?\b|spend(?:ing)? limit|regain access on/i;
/** Claude chose not to write; `category` is the API's, such as "cyber" or "bio". */
export class RefusalError extends PermanentError {
  readonly category: string | undefined;

  constructor(model: string, category: string | undefined) {
    super(
      `Claude declined to write this briefing (${model}, category: ${category ?? "not named"}): ask for generator "extractive", or for fallback "extractive", or set secondModel`,
    );
    this.category = category;
  }
}

const remedies: Record<number, string> = {
  400: "the request was refused as it stands",
  401: "the API key was refused: check ANTHROPIC_API_KEY",
  402: "the account has no credit: see billing in the Anthropic console",
  403: "the API key may not use this model: check its permissions",
  404: "there is no such model: check the model's name in the settings",
  413: "the sources are too large for one request: lower maxInputTokens",
};

/** When a limit does not say: the API's are by the minute. */
const RATE_LIMITED_SECONDS = 60;

/** Everything that is not an error of the API is a bug, and is retried as bugs are. */
export function classifyFailure(thrown: unknown, sdk: Sdk): ApiFailure {
  if (thrown instanceof sdk.APIConnectionError) {
    return {
      error: new Error(`Claude could not be reached (${thrown.message})`, { cause: thrown }),
      retry: { afterSeconds: undefined },
    };
  }
  if (thrown instanceof NoMessageError) return { error: thrown, retry: { afterSeconds: undefined } };
  if (!(thrown instanceof sdk.APIError)) {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)), retry: undefined };
  }
  const status = Number(thrown.status);
  const said = thrown.apiMessage ?? thrown.message;
  if (isSpendLimit(thrown.errorCode, status, said)) {
    const remedy =
      "the account's spend limit is reached, which no retry helps: raise it in the Anthropic console, or wait";
    return {
      error: new PermanentError(`Claude: ${remedy} (${status}): ${said}`, { cause: thrown }),
      retry: undefined,
    };
  }
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    const afterSeconds = retryAfterOf(thrown.headers);
    const message = `Claude is not available now (${status}): ${said}`;
    return { error: passing(status, message, afterSeconds, thrown), retry: { afterSeconds } };
  }
  const remedy = remedies[status] ?? "the request was refused";
  return {
    error: new PermanentError(`Claude: ${remedy} (${status}): ${said}`, { cause: thrown }),
    retry: undefined,
  };
}

/** A limit is nobody's failure: the job comes again without having used an attempt. */
function passing(status: number, message: string, afterSeconds: number | undefined, cause: unknown): Error {
  if (status === 429) return new RateLimitedError(message, afterSeconds ?? RATE_LIMITED_SECONDS, { cause });
  return afterSeconds === undefined
    ? new Error(message, { cause })
    : new RetryLaterError(message, afterSeconds, { cause });
}

/** A rate limit passes within minutes and says when; a spend limit does neither. */
function isSpendLimit(code: string | null, status: number, said: string): boolean {
  if (code !== null) return spendLimits.has(code);
  return [400, 402, 403, 429].includes(status) && spendLimitMessage.test(said);
}

function retryAfterOf(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds / 1_000);
  return parseRetryAfter(headers?.get("retry-after") ?? undefined);
}
