// One request to Lambda's API, signed with the SQS client's region and credentials.
//
// Not the SDK's client of Lambda: what it shares with the other clients would move into the part of the bundle that every cold start
// reads (26 KB of 450), and a handful of requests is all that is asked.
import type { SQSClient } from "@aws-sdk/client-sqs";
import { SignatureV4 } from "@smithy/signature-v4";

/** `path` may have a query. */
export type LambdaRequest = { method: "GET" | "PUT"; path: string; body?: object };

export type LambdaAccess = {
  /** Whose region and credentials are used. */
  sqs: SQSClient;
  /** Instead of AWS's own. */
  endpoint?: string | undefined;
  /** Instead of the global one. */
  fetch?: typeof fetch;
};

/** What Lambda refused. `name` is AWS's: `ResourceNotFoundException`. */
export class LambdaError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const TRIES = 3;
const PAUSE_MS = 200;
/** With three tries less than the API's timeout. */
const REQUEST_MS = 4_000;

/**
 * Tried again when Lambda does not answer, is busy (429) or fails (5xx).
 * @returns the answer's JSON. @throws LambdaError; what `fetch` throws when nobody answers.
 */
export async function askLambda(access: LambdaAccess, request: LambdaRequest): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    const outcome = await ask(access, request).catch((error: unknown) => ({ error, again: true }));
    if (!("error" in outcome)) return outcome.json;
    if (!outcome.again || tries === TRIES) throw outcome.error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
  }
}

async function ask(
  { sqs, endpoint, fetch: ask = fetch }: LambdaAccess,
  { method, path, body }: LambdaRequest,
): Promise<{ json: unknown } | { error: unknown; again: boolean }> {
  const { credentials, sha256 } = sqs.config;
  const region = await sqs.config.region();
  const url = new URL(path, endpoint ?? addressIn(region));
  const text = body === undefined ? undefined : JSON.stringify(body);
  const signer = new SignatureV4({ service: "lambda", region, credentials, sha256 });
  const { headers } = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...(text !== undefined && { "content-type": "application/json" }) },
    body: text,
  });
  const response = await ask(url, {
    method,
    headers,
    signal: AbortSignal.timeout(REQUEST_MS),
    ...(text !== undefined && { body: text }),
  });
  const answer = await response.text();
  if (response.ok) return { json: JSON.parse(answer) };
  const name = response.headers.get("x-amzn-errortype")?.split(":")[0] ?? `status ${response.status}`;
  const error = new LambdaError(name, messageIn(answer));
  return { error, again: response.status === 429 || response.status >= 500 };
}

/** [AWS: service endpoints] */
const addressIn = (region: string): string =>
  `https://lambda.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;

/** Some of its errors have `Message`, others `message`. */
function messageIn(answer: string): string {
  try {
    const { message, Message = message } = JSON.parse(answer);
    if (typeof Message === "string") return Message;
  } catch {
    // A proxy's page, say.
  }
  return answer.slice(0, 200);
}
