// Reads a function's answer to a batch: which of its records failed.
import type { SQSRecord } from "aws-lambda";
import * as z from "zod";

const BatchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/**
 * The records that the function reported as failed, in the batch's order. As Lambda reads it
 * (docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html): nothing reported is a success of the whole
 * batch; an id of no record in the batch fails the whole batch, and so does a report that cannot be read.
 */
export function failedRecords(response: unknown, records: readonly SQSRecord[]): readonly SQSRecord[] {
  const parsed = BatchResponse.safeParse(response);
  if (!parsed.success) return isObject(response) && "batchItemFailures" in response ? records : [];
  const reported = new Set(
    (parsed.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier),
  );
  const failed = records.filter(({ messageId }) => reported.has(messageId));
  const known = new Set(failed.map(({ messageId }) => messageId));
  return known.size === reported.size ? failed : records;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
