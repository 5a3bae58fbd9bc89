// DeleteMessage and ChangeMessageVisibility, single and in batches.
import * as z from "zod";
import { changeVisibility, deleteMessage } from "../engine/receipts.ts";
import { SqsError } from "../errors.ts";
import { checkBatch, runBatch } from "../rules/batch.ts";
import { action, checkRange, requireQueue } from "./call.ts";

const QueueUrl = z.string();
const Receipt = z.object({ ReceiptHandle: z.string() });
const Visibility = Receipt.extend({ VisibilityTimeout: z.int32() });
const Id = z.string();

/** SQS takes an empty handle for an absent one. */
function handleOf({ ReceiptHandle }: z.infer<typeof Receipt>): string {
  if (ReceiptHandle !== "") return ReceiptHandle;
  throw new SqsError("MissingParameter", "The request must contain the parameter ReceiptHandle.");
}

const checkTimeout = (seconds: number) =>
  checkRange("VisibilityTimeout", seconds, 0, 43_200, "Must be between 0 and 43200.");

export const receiptActions = {
  DeleteMessage: action(z.object({ QueueUrl, ...Receipt.shape }), (call, input) => {
    deleteMessage(call.engine, requireQueue(call, input.QueueUrl), handleOf(input), call.now);
    return {};
  }),

  DeleteMessageBatch: action(
    z.object({ QueueUrl, Entries: z.array(z.object({ Id, ...Receipt.shape })).default([]) }),
    (call, input) => {
      const queue = requireQueue(call, input.QueueUrl);
      checkBatch(input.Entries, "DeleteMessageBatchRequestEntry");
      return runBatch(input.Entries, (entry) => {
        deleteMessage(call.engine, queue, handleOf(entry), call.now);
        return {};
      });
    },
  ),

  ChangeMessageVisibility: action(z.object({ QueueUrl, ...Visibility.shape }), (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    checkTimeout(input.VisibilityTimeout);
    changeVisibility(call.engine, queue, handleOf(input), input.VisibilityTimeout, call.now);
    return {};
  }),

  ChangeMessageVisibilityBatch: action(
    // An entry's timeout is optional in the API's model. Absent means 0.
    z.object({
      QueueUrl,
      Entries: z
        .array(z.object({ Id, ...Visibility.shape, VisibilityTimeout: z.int32().default(0) }))
        .default([]),
    }),
    (call, input) => {
      const queue = requireQueue(call, input.QueueUrl);
      checkBatch(input.Entries, "ChangeMessageVisibilityBatchRequestEntry");
      return runBatch(input.Entries, (entry) => {
        checkTimeout(entry.VisibilityTimeout);
        changeVisibility(call.engine, queue, handleOf(entry), entry.VisibilityTimeout, call.now);
        return {};
      });
    },
  ),
};
