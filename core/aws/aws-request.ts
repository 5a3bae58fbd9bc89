// One request to an API of AWS that has no client here, signed with the SQS client's region and credentials.
//
// Not the SDK's clients of Lambda and of CloudWatch Logs: what they share with the others would move into the part of the bundle that
// every cold start reads (Lambda's: 26 KB of 450), and a handful of requests is all that is asked.
import type { SQSClient } from "@aws-sdk/client-sqs";
import { SignatureV4 } from "@smithy/signature-v4";
import { isThrottled } from "./error-kinds.ts";

/** `path` may have a query. `service` as its endpoints name it: `lambda`, `logs`. */
export type AwsRequest = {
  service: string;
  method: "GET" | "PUT" | "POST";
  path: string;
  headers?: Record<string, string>;
  body?: object;
};

export type AwsAccess = {
  /** Whose region and credentials are used. */
  sqs: SQSClient;
  /** Instead of AWS's own. */
  endpoint?: string | undefined;
  /** Instead of the global one. */
  fetch?: typeof fetch;
};

/** What AWS refused. `name` is AWS's: `ResourceNotFoundException`. */
export class RefusedRequest extends Error {
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
 * Tried again when AWS does not answer, is asked too often or fails (5xx).
 * @returns the answer's JSON. @throws RefusedRequest; what `fetch` throws when nobody answers.
 */
export async function askAws(access: AwsAccess, request: AwsRequest): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    const outcome = await ask(access, request).catch((error: unknown) => ({ error, again: true }));
    if (!("error" in outcome)) return outcome.json;
    if (!outcome.again || tries === TRIES) throw outcome.error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
  }
}

async function ask(
  { sqs, endpoint, fetch: ask = fetch }: AwsAccess,
  { service, method, path, headers: own = {}, body }: AwsRequest,
): Promise<{ json: unknown } | { error: unknown; again: boolean }> {
  const { credentials, sha256 } = sqs.config;
  const region = await sqs.config.region();
  const url = new URL(path, endpoint ?? addressIn(service, region));
  const text = body === undefined ? undefined : JSON.stringify(body);
  const signer = new SignatureV4({ service, region, credentials, sha256 });
  const { headers } = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...(text !== undefined && { "content-type": "application/json" }), ...own },
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
  const { type, message } = refusalIn(answer);
  const named = response.headers.get("x-amzn-errortype")?.split(":")[0] ?? type;
  const error = new RefusedRequest(named ?? `status ${response.status}`, message);
  // CloudWatch Logs throttles by a 400, Lambda by a 429.
  return { error, again: response.status === 429 || response.status >= 500 || isThrottled(error.name) };
}

/** [AWS: service endpoints] */
const addressIn = (service: string, region: string): string =>
  `https://${service}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;

/** Some errors have `Message`, others `message`; the JSON protocol names the error in `__type`. */
function refusalIn(answer: string): { type?: string | undefined; message: string } {
  try {
    const { message, Message = message, __type } = JSON.parse(answer);
    const type = typeof __type === "string" ? __type.split("#").at(-1) : undefined;
    return { type, message: typeof Message === "string" ? Message : answer.slice(0, 200) };
  } catch {
    // A proxy's page, say.
    return { message: answer.slice(0, 200) };
  }
}
