// A queue's attributes: names, limits, defaults, and the engine's settings made of them. [SQS API: SetQueueAttributes]
import { SqsError } from "../errors.ts";
import { checkPolicy } from "./policy.ts";
import { canonicalRedriveAllowPolicy, canonicalRedrivePolicy, type RedrivePolicy } from "./redrive-policy.ts";

export type QueueSettings = {
  delaySeconds: number;
  maximumMessageSize: number;
  retentionSeconds: number;
  waitSeconds: number;
  visibilityTimeoutSeconds: number;
  contentBasedDeduplication: boolean;
  deduplicationScope: "queue" | "messageGroup";
  redrivePolicy: RedrivePolicy | undefined;
};

/** Lowest, highest and default value. */
const numbers: Record<string, [number, number, number]> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
  KmsDataKeyReusePeriodSeconds: [60, 86_400, 300],
};
const booleans = new Set(["FifoQueue", "ContentBasedDeduplication", "SqsManagedSseEnabled"]);
const choices: Record<string, string[]> = {
  DeduplicationScope: ["queue", "messageGroup"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
};
const fifoOnly = new Set(["FifoQueue", "ContentBasedDeduplication", ...Object.keys(choices)]);
/** GetQueueAttributes has these too. They cannot be set. */
const readOnly = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "QueueArn",
];
const settable = [
  ...Object.keys(numbers),
  ...booleans,
  ...Object.keys(choices),
  "KmsMasterKeyId",
  "Policy",
  "RedrivePolicy",
  "RedriveAllowPolicy",
];
const known = new Set([...settable, ...readOnly, "All"]);

/** @throws SqsError InvalidAttributeName */
export function checkAttributeNames(names: string[]): void {
  for (const name of names) {
    if (!known.has(name)) throw new SqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
  }
}

/**
 * Checks attributes that a caller sets and returns them in the form in which they are stored: policies as compact JSON.
 * An empty Policy, RedrivePolicy, RedriveAllowPolicy or KmsMasterKeyId stays empty and means "remove".
 * @throws SqsError InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue
 */
export function checkAttributes(given: ReadonlyMap<string, string>, fifo: boolean): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of given) {
    if (!settable.includes(name)) throw new SqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    if (!fifo && fifoOnly.has(name)) refuseFifoAttribute(name);
    checked[name] = checkValue(name, value);
  }
  if (checked.KmsMasterKeyId && checked.SqsManagedSseEnabled === "true") {
    throw new SqsError(
      "InvalidAttributeName",
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    );
  }
  return checked;
}

function refuseFifoAttribute(name: string): never {
  if (name in choices) {
    throw new SqsError(
      "InvalidAttributeName",
      `You can specify the ${name} only when FifoQueue is set to true.`,
    );
  }
  throw new SqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

function checkValue(name: string, value: string): string {
  const range = numbers[name];
  if (range) {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= range[0] && number <= range[1])) throw invalid(name);
    return String(number);
  }
  if (booleans.has(name)) {
    const text = value.toLowerCase();
    if (text !== "true" && text !== "false") throw invalid(name);
    return text;
  }
  if (choices[name] && !choices[name].includes(value)) throw invalid(name);
  if (value === "") return value;
  if (name === "RedrivePolicy") return canonicalRedrivePolicy(value);
  if (name === "RedriveAllowPolicy") return canonicalRedriveAllowPolicy(value);
  if (name === "Policy") checkPolicy(value);
  return value;
}

function invalid(name: string): SqsError {
  return new SqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

/**
 * A queue's attributes after `changes`, which `checkAttributes` has accepted.
 * @throws SqsError InvalidAttributeValue where two attributes exclude each other
 */
export function mergeAttributes(
  before: Record<string, string>,
  changes: Record<string, string>,
): Record<string, string> {
  const after = { ...before, ...changes };
  for (const [name, value] of Object.entries(after)) if (value === "") delete after[name];
  // A queue has one kind of encryption: choosing one ends the other.
  if (changes.SqsManagedSseEnabled === "true") {
    delete after.KmsMasterKeyId;
    delete after.KmsDataKeyReusePeriodSeconds;
  } else if (changes.KmsMasterKeyId) {
    after.SqsManagedSseEnabled = "false";
  }
  if (after.FifoThroughputLimit === "perMessageGroupId" && after.DeduplicationScope !== "messageGroup") {
    throw new SqsError(
      "InvalidAttributeValue",
      "Invalid value for the parameter FifoThroughputLimit. Reason: perMessageGroupId requires DeduplicationScope to be messageGroup.",
    );
  }
  return after;
}

export function parseSettings(attributes: Record<string, string>): QueueSettings {
  const number = (name: string) => Number(attributes[name] ?? numbers[name]?.[2]);
  return {
    delaySeconds: number("DelaySeconds"),
    maximumMessageSize: number("MaximumMessageSize"),
    retentionSeconds: number("MessageRetentionPeriod"),
    waitSeconds: number("ReceiveMessageWaitTimeSeconds"),
    visibilityTimeoutSeconds: number("VisibilityTimeout"),
    contentBasedDeduplication: attributes.ContentBasedDeduplication === "true",
    deduplicationScope: attributes.DeduplicationScope === "messageGroup" ? "messageGroup" : "queue",
    redrivePolicy: attributes.RedrivePolicy ? JSON.parse(attributes.RedrivePolicy) : undefined,
  };
}

/** The settable attributes that GetQueueAttributes shows: those that are set, and the defaults of those that it always shows. */
export function visibleAttributes(attributes: Record<string, string>): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, [, , byDefault]] of Object.entries(numbers)) {
    if (name !== "KmsDataKeyReusePeriodSeconds") shown[name] = String(byDefault);
  }
  shown.SqsManagedSseEnabled = "true";
  if (attributes.FifoQueue === "true") {
    shown.ContentBasedDeduplication = "false";
    shown.DeduplicationScope = "queue";
    shown.FifoThroughputLimit = "perQueue";
  }
  if (attributes.KmsMasterKeyId) shown.KmsDataKeyReusePeriodSeconds = "300";
  const all = { ...shown, ...attributes };
  // Without a KMS key the reuse period is stored and not shown. [seen on AWS]
  if (!attributes.KmsMasterKeyId) delete all.KmsDataKeyReusePeriodSeconds;
  return all;
}
