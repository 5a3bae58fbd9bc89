// Which names a queue may have.
import { SqsError } from "../errors.ts";

/** 1 to 80 letters, digits, hyphens and underscores; a FIFO queue's ends in `.fifo`, which counts. */
const STANDARD = /^[a-zA-Z0-9_-]{1,80}$/;
const FIFO = /^[a-zA-Z0-9_-]{1,75}\.fifo$/;

/** @throws SqsError InvalidParameterValue */
export function checkQueueName(name: string, fifo: boolean): void {
  if ((fifo ? FIFO : STANDARD).test(name)) return;
  throw new SqsError(
    "InvalidParameterValue",
    fifo
      ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
      : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}
