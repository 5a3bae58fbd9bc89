// What Lambda accepts of an event source mapping for SQS; each refusal has Lambda's own name.

import type { ProvisionedPollers } from "./poller-count.ts";

export type MappingNumbers = {
  batchSize: number;
  batchWindowSeconds: number;
  maximumConcurrency?: number | undefined;
  provisionedPollers?: ProvisionedPollers | undefined;
};

export type MappedQueue = { queueArn: string; visibilityTimeoutSeconds: number };

/** Lambda's answer to numbers that do not go together. HTTP status 400. */
export class InvalidParameterError extends Error {
  override readonly name = "InvalidParameterValueException";
}

/** docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
const LIMITS = {
  batchSize: [1, 10_000],
  batchWindowSeconds: [0, 300],
  maximumConcurrency: [1, 1_000],
  minimumPollers: [2, 200],
  maximumPollers: [2, 2_000],
  /** Larger batches need a window; a FIFO queue has none. */
  batchWithoutWindow: 10,
} as const;

/** @throws InvalidParameterError */
export function checkMapping(numbers: MappingNumbers, queue: MappedQueue, timeoutSeconds: number): void {
  const { batchSize, batchWindowSeconds, maximumConcurrency, provisionedPollers } = numbers;
  checkRange("batchSize", batchSize, LIMITS.batchSize);
  checkRange("batchWindow", batchWindowSeconds, LIMITS.batchWindowSeconds);
  if (maximumConcurrency !== undefined) {
    checkRange("concurrency", maximumConcurrency, LIMITS.maximumConcurrency);
  }
  if (provisionedPollers) {
    const { minimum = 2, maximum = 200 } = provisionedPollers;
    checkRange("the minimum of pollers", minimum, LIMITS.minimumPollers);
    checkRange("the maximum of pollers", maximum, LIMITS.maximumPollers);
    if (minimum > maximum) {
      throw new InvalidParameterError(
        `The minimum of pollers, ${minimum}, is above the maximum, ${maximum}.`,
      );
    }
    if (maximumConcurrency !== undefined) {
      throw new InvalidParameterError("Provisioned pollers and a maximum concurrency exclude each other.");
    }
  }
  const isFifo = queue.queueArn.endsWith(".fifo");
  if (isFifo && batchWindowSeconds > 0) {
    throw new InvalidParameterError("Batching window is not supported for FIFO queues.");
  }
  if (batchSize > LIMITS.batchWithoutWindow && isFifo) {
    throw new InvalidParameterError(`A batch of a FIFO queue has at most 10 records, not ${batchSize}.`);
  }
  if (batchSize > LIMITS.batchWithoutWindow && batchWindowSeconds === 0) {
    throw new InvalidParameterError(
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    );
  }
  if (queue.visibilityTimeoutSeconds < timeoutSeconds) {
    throw new InvalidParameterError(
      `Queue visibility timeout: ${queue.visibilityTimeoutSeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
    );
  }
}

function checkRange(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new InvalidParameterError(`${name} must be a whole number from ${least} to ${most}, not ${value}.`);
}
