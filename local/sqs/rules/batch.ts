// Batches: 1 to 10 entries with distinct, well-formed ids, and an outcome for each entry.
import { errors, isSenderFault, SqsError } from "../errors.ts";

const MAX_ENTRIES = 10;
const ID = /^[a-zA-Z0-9_-]{1,80}$/;

/**
 * @param entryType the name that SQS gives an entry, as in `SendMessageBatchRequestEntry`
 * @throws SqsError EmptyBatchRequest, TooManyEntriesInBatchRequest, InvalidBatchEntryId, BatchEntryIdsNotDistinct
 */
export function checkBatch(entries: { Id: string }[], entryType: string): void {
  if (entries.length === 0) {
    throw new SqsError("EmptyBatchRequest", `There should be at least one ${entryType} in the request.`);
  }
  if (entries.length > MAX_ENTRIES) {
    throw new SqsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!ID.test(Id)) {
      throw new SqsError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (seen.has(Id)) throw new SqsError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    seen.add(Id);
  }
}

/**
 * Runs each entry by itself. An entry that throws is in `Failed`, the others are in `Successful`. An empty list is left
 * out. [seen on AWS since December 2023, aws/aws-sdk#657]
 */
export function runBatch<Entry extends { Id: string }>(
  entries: Entry[],
  run: (entry: Entry) => Record<string, unknown>,
): { Successful?: Record<string, unknown>[]; Failed?: Record<string, unknown>[] } {
  const Successful: Record<string, unknown>[] = [];
  const Failed: Record<string, unknown>[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      const { queryCode } = errors[error.name];
      Failed.push({
        Id: entry.Id,
        SenderFault: isSenderFault(error.name),
        Code: queryCode,
        Message: error.message,
      });
    }
  }
  return { ...(Successful.length > 0 && { Successful }), ...(Failed.length > 0 && { Failed }) };
}
