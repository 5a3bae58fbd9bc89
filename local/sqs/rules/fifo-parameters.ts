// Parameters of a message that depend on the type of its queue: standard or FIFO.
import { SqsError } from "../errors.ts";
import type { QueueSettings } from "./queue-attributes.ts";

type Parameters = {
  DelaySeconds?: number | undefined;
  MessageDeduplicationId?: string | undefined;
  MessageGroupId?: string | undefined;
};

/**
 * A FIFO queue has no delay for a single message and needs ids; a standard queue has no deduplication id.
 * @throws SqsError InvalidParameterValue, MissingParameter
 */
export function checkForQueueType(
  queue: { fifo: boolean; settings: QueueSettings },
  input: Parameters,
): void {
  if (queue.fifo) {
    if (input.DelaySeconds) throw wrongForType("DelaySeconds", input.DelaySeconds);
    checkFifoIds(queue.settings, input, "MissingParameter");
  } else if (input.MessageDeduplicationId !== undefined) {
    throw wrongForType("MessageDeduplicationId", input.MessageDeduplicationId);
  }
}

/**
 * @param missing the error of a missing MessageGroupId: it differs between SendMessage and SendMessageBatch. [LocalStack's
 * validated tests]
 * @throws SqsError
 */
export function checkFifoIds(
  settings: QueueSettings,
  input: Parameters,
  missing: "MissingParameter" | "InvalidParameterValue",
): void {
  if (!input.MessageGroupId) {
    throw new SqsError(missing, "The request must contain the parameter MessageGroupId.");
  }
  if (!input.MessageDeduplicationId && !settings.contentBasedDeduplication) {
    throw new SqsError(
      "InvalidParameterValue",
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
}

/** The grammar is SQS's. */
function wrongForType(parameter: string, value: string | number): SqsError {
  return new SqsError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${parameter} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  );
}
