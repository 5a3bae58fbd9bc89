// Tells which failures of the API may pass, which never will, and what to do about them.
import type Anthropic from "@anthropic-ai/sdk";
import { PermanentError, RetryLaterError } from "../../jobs/index.ts";
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

const remedies: Record<number, string> = {
  400: "the request was refused as it stands",
  401: "the API key was refused: check ANTHROPIC_API_KEY",
  402: "the account has no credit: see billing in the Anthropic console",
  403: "the API key may not use this model: check its permissions",
  404: "there is no such model: check the model's name in the settings",
  413: "the sources are too large for one request: lower maxInputTokens",
};

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
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    const afterSeconds = retryAfterOf(thrown.headers);
    const message = `Claude is not available now (${status}): ${said}`;
    const error =
      afterSeconds === undefined
        ? new Error(message, { cause: thrown })
        : new RetryLaterError(message, afterSeconds, { cause: thrown });
    return { error, retry: { afterSeconds } };
  }
  const remedy = remedies[status] ?? "the request was refused";
  return {
    error: new PermanentError(`Claude: ${remedy} (${status}): ${said}`, { cause: thrown }),
    retry: undefined,
  };
}

function retryAfterOf(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds / 1_000);
  return parseRetryAfter(headers?.get("retry-after") ?? undefined);
}
