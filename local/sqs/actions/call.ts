// What an action receives and returns, and the checks that several actions share.
import type * as z from "zod";
import type { Engine, Queue } from "../engine/model.ts";
import { queueArn } from "../engine/queues.ts";
import { SqsError } from "../errors.ts";
import type { Identity } from "../identity.ts";
import { parseQueueUrl } from "../queue-url.ts";

export type Call = {
  engine: Engine;
  identity: Identity;
  /** Scheme and host as the client addressed the server. */
  baseUrl: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** Whether the caller is in the server's own process, and ends with it. */
  inside: boolean;
  /** The X-Amzn-Trace-Id header. */
  traceHeader: string | undefined;
};

export type Output = Record<string, unknown>;

/** A receive that found nothing and may wait. `attempt` is called again whenever `queue` has a message to deliver. */
export class LongPoll {
  readonly queue: Queue;
  readonly waitMs: number;
  /** Returns undefined while there is still nothing to deliver. */
  readonly attempt: (now: number) => Output | undefined;

  constructor(queue: Queue, waitMs: number, attempt: (now: number) => Output | undefined) {
    this.queue = queue;
    this.waitMs = waitMs;
    this.attempt = attempt;
  }
}

export type Action = { schema: z.ZodType; run(call: Call, input: unknown): Output | LongPoll };

/** Ties a schema to a function of its type. */
export function action<Schema extends z.ZodType>(
  schema: Schema,
  run: (call: Call, input: z.infer<Schema>) => Output | LongPoll,
): Action {
  return { schema, run: (call, input) => run(call, input as z.infer<Schema>) };
}

/** @throws SqsError QueueDoesNotExist, InvalidAddress */
export function requireQueue(call: Call, url: string): Queue {
  const parsed = parseQueueUrl(url);
  if (!parsed) {
    // AWS was seen to answer scheme and host alone in this way. [moto#3657]
    if (/^https?:\/\/[^/]+\/?$/.test(url)) throw noSuchQueue();
    throw new SqsError("InvalidAddress", `The address ${call.baseUrl}/ is not valid for this endpoint.`);
  }
  const accountId = parsed.accountId ?? call.identity.accountId;
  const region = parsed.region ?? call.identity.region;
  const queue = call.engine.queues.get(queueArn({ accountId, region, name: parsed.name }));
  if (queue) return queue;
  // An unsigned request (curl, a browser) names no region: a queue of this name in any region is taken.
  if (!call.identity.signed && parsed.region === undefined) {
    for (const other of call.engine.queues.values()) {
      if (other.name === parsed.name && other.accountId === accountId) return other;
    }
  }
  throw noSuchQueue();
}

function noSuchQueue(): SqsError {
  return new SqsError("QueueDoesNotExist", "The specified queue does not exist.");
}

/** @throws SqsError ResourceNotFoundException, InvalidParameterValue */
export function requireQueueByArn(call: Call, parameter: string, arn: string): Queue {
  if (!/^arn:[^:]+:sqs:[^:]+:[^:]+:[^:]+$/.test(arn)) {
    throw new SqsError(
      "InvalidParameterValue",
      `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
    );
  }
  const queue = call.engine.queues.get(arn);
  if (!queue) {
    throw new SqsError(
      "ResourceNotFoundException",
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    );
  }
  return queue;
}

/** @throws SqsError InvalidParameterValue */
export function checkRange(
  parameter: string,
  value: number | undefined,
  low: number,
  high: number,
  reason: string,
) {
  if (value === undefined || (value >= low && value <= high)) return;
  throw new SqsError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}

/** A page of at most `maxResults` (1 to 1000) of a sorted list; the token is the last item of the page before. */
export function paginate<T>(
  items: T[],
  key: (item: T) => string,
  maxResults: number | undefined,
  nextToken: string | undefined,
): { page: T[]; nextToken?: string } {
  checkRange("MaxResults", maxResults, 1, 1000, "MaxResults must be an integer between 1 and 1000.");
  const after = nextToken === undefined ? undefined : Buffer.from(nextToken, "base64url").toString();
  if (nextToken !== undefined && Buffer.from(after ?? "").toString("base64url") !== nextToken) {
    throw new SqsError("InvalidParameterValue", "Invalid or expired next token.");
  }
  const rest = after === undefined ? items : items.filter((item) => key(item) > after);
  const page = rest.slice(0, maxResults ?? 1000);
  const last = page.at(-1);
  if (maxResults === undefined || !last || page.length === rest.length) return { page };
  return { page, nextToken: Buffer.from(key(last)).toString("base64url") };
}
