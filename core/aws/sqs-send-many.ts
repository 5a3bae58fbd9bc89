// Sends many messages by SendMessageBatch, and says of each whether it was sent.
import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Outgoing, Sent } from "../jobs/engine.ts";
import { describeAwsError } from "./aws-error.ts";
import { aborted } from "./sqs-counts.ts";
import { bytesOf, type Entry, toEntry } from "./sqs-entry.ts";

/** Messages in a request, and the bytes of all of them together. [SQS: message quotas] */
const MOST_ENTRIES = 10;
const MOST_BYTES = 1_048_576;
/** Of the entries that SQS failed itself: the SDK repeats whole requests only. */
const TRIES = 3;

type Target = { client: Pick<SQSClient, "send">; queueUrl: string };
type Indexed = { index: number; entry: Entry };

/** Never rejects. Once a whole request has failed, no further one is made: the queue is out of reach. */
export async function sendMany(
  target: Target,
  messages: readonly Outgoing[],
  signal?: AbortSignal,
): Promise<Sent[]> {
  const outcomes: Sent[] = [];
  let gone: unknown;
  for (const batch of batchesOf(messages)) {
    try {
      if (gone === undefined) await sendBatch(target, batch, outcomes, signal);
    } catch (error) {
      gone = error;
    }
    for (const { index } of batch) outcomes[index] ??= { error: gone };
  }
  return outcomes;
}

/** Writes the outcome of each entry that SQS has answered. @throws when a request fails as a whole. */
async function sendBatch(
  { client, queueUrl }: Target,
  batch: readonly Indexed[],
  outcomes: Sent[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let open = batch;
  for (let tries = 1; open.length > 0; tries++) {
    const command = new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: open.map(({ index, entry }) => ({ Id: String(index), ...entry })),
    });
    const answer = await client.send(command, aborted(signal)).catch((error: unknown) => {
      throw describeAwsError("SendMessageBatch", queueUrl, error);
    });
    const again = note(answer, open, outcomes, queueUrl, tries < TRIES);
    open = open.filter(({ index }) => again.has(index));
  }
}

/** @returns the indices of the entries that are to be sent once more. */
function note(
  { Successful = [], Failed = [] }: SendMessageBatchCommandOutput,
  open: readonly Indexed[],
  outcomes: Sent[],
  queueUrl: string,
  mayRetry: boolean,
): Set<number> {
  for (const { Id, MessageId = "" } of Successful) outcomes[Number(Id)] = { messageId: MessageId };
  const failures = new Map(Failed.map((failure) => [Number(failure.Id), failure]));
  const again = new Set<number>();
  for (const { index } of open) {
    const failure = failures.get(index);
    if (!failure) {
      outcomes[index] ??= {
        error: new Error(`SendMessageBatch on ${queueUrl} did not answer for this message`),
      };
    } else if (mayRetry && !failure.SenderFault) again.add(index);
    else outcomes[index] = { error: describeAwsError("SendMessageBatch", queueUrl, errorOf(failure)) };
  }
  return again;
}

const errorOf = ({ Code = "unknown", Message = "" }: BatchResultErrorEntry): Error =>
  Object.assign(new Error(Message), { name: Code });

/** As many entries in each as SQS takes. A message that is too large alone is refused by SQS. */
function batchesOf(messages: readonly Outgoing[]): Indexed[][] {
  const batches: Indexed[][] = [];
  let bytes = 0;
  for (const [index, { message, options }] of messages.entries()) {
    const entry = toEntry(message, options);
    const size = bytesOf(entry);
    const last = batches.at(-1);
    if (last && last.length < MOST_ENTRIES && bytes + size <= MOST_BYTES) {
      last.push({ index, entry });
      bytes += size;
    } else {
      batches.push([{ index, entry }]);
      bytes = size;
    }
  }
  return batches;
}
