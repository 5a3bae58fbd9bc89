// RedrivePolicy and RedriveAllowPolicy: their shapes and limits, and which source queues the second allows.
import * as z from "zod";
import { SqsError } from "../errors.ts";

export type RedrivePolicy = { deadLetterTargetArn: string; maxReceiveCount: number };

const MAX_SOURCES = 10;
const RedriveAllowPolicy = z.strictObject({
  redrivePermission: z.enum(["allowAll", "denyAll", "byQueue"]),
  sourceQueueArns: z.array(z.string()).optional(),
});

const ARN = /^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?$/;

function parseJsonMap(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Compact JSON with `maxReceiveCount` as a number; it may be given as a string. 1 to 1000.
 * @throws SqsError InvalidParameterValue
 */
export function canonicalRedrivePolicy(text: string): string {
  const invalid = (reason: string) =>
    new SqsError(
      "InvalidParameterValue",
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  const policy = parseJsonMap(text);
  if (!policy) throw invalid("Redrive policy is not a valid JSON map.");
  const { deadLetterTargetArn, maxReceiveCount, ...rest } = policy;
  if (maxReceiveCount === undefined) {
    throw invalid("Redrive policy does not contain mandatory attribute: maxReceiveCount.");
  }
  if (deadLetterTargetArn === undefined) {
    throw invalid("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
  }
  if (Object.keys(rest).length > 0) {
    throw invalid("Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].");
  }
  const count = /^\d+$/.test(String(maxReceiveCount)) ? Number(maxReceiveCount) : Number.NaN;
  if (!(count >= 1 && count <= 1000)) {
    throw invalid(
      `Invalid value for maxReceiveCount: ${String(maxReceiveCount)}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  if (typeof deadLetterTargetArn !== "string" || !ARN.test(deadLetterTargetArn)) {
    throw invalid("Invalid value for deadLetterTargetArn.");
  }
  return JSON.stringify({ deadLetterTargetArn, maxReceiveCount: count });
}

/** @throws SqsError InvalidAttributeValue, InvalidParameterValue */
export function canonicalRedriveAllowPolicy(text: string): string {
  const parsed = RedriveAllowPolicy.safeParse(parseJsonMap(text));
  if (!parsed.success) {
    throw new SqsError(
      "InvalidAttributeValue",
      "Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.",
    );
  }
  const invalid = (reason: string) =>
    new SqsError(
      "InvalidParameterValue",
      `Value ${text} for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow policy. ${reason}`,
    );
  const { redrivePermission, sourceQueueArns = [] } = parsed.data;
  if (redrivePermission === "byQueue" && sourceQueueArns.length === 0) {
    throw invalid(
      "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.",
    );
  }
  if (redrivePermission !== "byQueue" && sourceQueueArns.length > 0) {
    throw invalid("To specify one or more source queue ARNs, you must set redrivePermission to byQueue.");
  }
  if (sourceQueueArns.length > MAX_SOURCES) {
    throw invalid(`The maximum number of source queue ARNs you can specify is ${MAX_SOURCES}.`);
  }
  return JSON.stringify(parsed.data);
}

/** `policyText` is the dead-letter queue's RedriveAllowPolicy. */
export function allowsSource(policyText: string | undefined, sourceArn: string): boolean {
  if (!policyText) return true;
  const policy = RedriveAllowPolicy.parse(JSON.parse(policyText));
  if (policy.redrivePermission === "byQueue") return (policy.sourceQueueArns ?? []).includes(sourceArn);
  return policy.redrivePermission === "allowAll";
}
