// Posts a briefing to a webhook, and says of each answer whether another attempt can help.
import { PermanentError, RateLimitedError, RetryLaterError } from "../../jobs/engine.ts";
import type { Briefing } from "../briefing.ts";
import { type ConnectRules, resolveHost } from "../fetch/connect.ts";
import { parseRetryAfter } from "../fetch/fetch-url.ts";
import { httpPost, type PostAnswer } from "../fetch/http-post.ts";
import { endpointRule } from "../fetch/public-address.ts";
import { limits } from "../limits.ts";
import { parseDate } from "../read/dates.ts";
import { SourceError, type SourceFailure } from "../source-error.ts";
import type { WebhookOptions } from "./options.ts";
import { signatureHeaders } from "./sign-webhook.ts";

export type BriefingToPost = {
  briefing: Briefing;
  briefingId: string;
  url: string;
  deliveryId: string;
  /** Milliseconds since the epoch. */
  at: number;
};

type Context = WebhookOptions & { signal: AbortSignal; timeoutMs?: number };

/**
 * One POST; redirects are not followed, and of the answer only the status and `Retry-After` are read.
 * @throws PermanentError; RateLimitedError, RetryLaterError, or an Error for what may pass; the signal's reason when aborted.
 */
export async function postBriefing(toPost: BriefingToPost, context: Context): Promise<{ status: number }> {
  const { url: address, deliveryId: id, at } = toPost;
  const { secrets, signal, timeoutMs = limits.deliver.webhookMs } = context;
  const url = new URL(address);
  const body = bodyOf(toPost);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const answer = await httpPost(url, {
      rules: rulesOf(context),
      headers: {
        "content-type": "application/json",
        "user-agent": "BriefingsBot/1.0",
        ...signatureHeaders({ id, timestamp: Math.floor(at / 1_000), body }, secrets),
      },
      body,
      signal: limited,
    });
    return judged(answer, url);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (limited.aborted) {
      throw new Error(`the webhook at ${url.host} did not answer within ${timeoutMs / 1_000} s`, {
        cause: error,
      });
    }
    if (error instanceof SourceError && never.has(error.failure)) {
      throw new PermanentError(`the webhook is not called: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Failures that stay. A host that is unknown, or a certificate that has run out, may come back. */
const never: ReadonlySet<SourceFailure> = new Set(["blocked-address", "bad-url"]);

const rulesOf = ({ allowPrivateAddresses = false }: WebhookOptions): ConnectRules => ({
  refuseEndpoint: endpointRule({ allowLoopback: allowPrivateAddresses }),
  resolveHost,
});

/** As the specification recommends it: `type`, `timestamp`, `data`. It is the same for every attempt. */
function bodyOf({ briefing, briefingId }: BriefingToPost): string {
  const body = JSON.stringify({
    type: "briefing.succeeded",
    timestamp: briefing.generatedAt,
    data: { id: briefingId, briefing },
  });
  const bytes = Buffer.byteLength(body);
  if (bytes <= limits.deliver.webhookBytes) return body;
  throw new PermanentError(
    `the briefing has ${bytes} bytes as JSON, and a webhook gets at most ${limits.deliver.webhookBytes}; read it from the API`,
  );
}

/** Of 4xx only these may pass: time-out, too early, too many requests. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** When a 429 does not say when to come back. */
const RATE_LIMITED_SECONDS = 60;

/** @throws for every status but 2xx. */
function judged({ status, headers }: PostAnswer, { host }: URL): { status: number } {
  if (status >= 200 && status < 300) return { status };
  if (status === 410) {
    throw new PermanentError(
      `the webhook at ${host} is gone (410): it wants no more briefings; leave it out of deliver`,
    );
  }
  if (status >= 300 && status < 400) {
    throw new PermanentError(
      `the webhook at ${host} redirects (${status}), which is not followed; give the address at which it arrives`,
    );
  }
  if (status >= 400 && status < 500 && !passing.has(status)) {
    throw new PermanentError(
      `the webhook at ${host} refuses the briefing (${status}); see what its log says`,
    );
  }
  const message = `the webhook at ${host} answered ${status}; a later attempt may succeed`;
  // Both times are the receiver's, whatever our clock says.
  const seconds = parseRetryAfter(headers["retry-after"], parseDate(headers.date));
  if (status === 429) throw new RateLimitedError(message, seconds ?? RATE_LIMITED_SECONDS);
  throw seconds === undefined ? new Error(message) : new RetryLaterError(message, seconds);
}
