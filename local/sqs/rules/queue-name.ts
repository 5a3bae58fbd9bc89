// Which names a queue may have.
import { SqsError } from "../errors.ts";

/** 1 to 80 letters, digits, hyphens and underscores. The name of a FIFO queue ends in `.fifo`, which counts. */
const STANDARD = /^[a-zA-Z0-9_-]{1,80}$/;
const FIFO = /^[a-zA-Z0-9_-]{1,75}\.fifo$/;

/**
 * The name of a queue to create.
 * @throws SqsError InvalidParameterValue
 */
export function checkQueueName(name: string | undefined, fifo: boolean): string {
  const given = name ?? requireQueueName(name);
  if ((fifo ? FIFO : STANDARD).test(given)) return given;
  throw invalid(
    fifo
      ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
      : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}

/** @throws SqsError InvalidParameterValue */
export function requireQueueName(name: string | undefined): string {
  if (name) return name;
  throw invalid("Value for parameter QueueName is invalid. Reason: Must specify a queue name.");
}

function invalid(message: string): SqsError {
  return new SqsError("InvalidParameterValue", message);
}
