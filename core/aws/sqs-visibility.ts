// SQS's rules for visibility timeouts, and how it says that a receipt handle is no longer good.

/** SQS counts its 12 hours from the receive, not from the change. [SQS: ChangeMessageVisibility] */
const LONGEST_VISIBILITY_SECONDS = 43_200;

/** How long a Lambda function may have held a message before it asks to hide it. */
export const LONGEST_INVOCATION_SECONDS = 900;

/** Whole seconds that SQS accepts; a part of a second counts as one, so that nothing is shown too early. */
export function clampVisibility(seconds: number): number {
  if (Number.isNaN(seconds)) return 0;
  return Math.min(LONGEST_VISIBILITY_SECONDS, Math.max(0, Math.ceil(seconds)));
}

/** SQS delays a message by at most 15 minutes. [SQS: SendMessage] */
const LONGEST_DELAY_SECONDS = 900;
export const clampDelay = (seconds: number): number =>
  Math.min(LONGEST_DELAY_SECONDS, Math.max(0, Math.ceil(seconds)));

/** The asked time and the time already hidden exceed 12 hours together; SQS then changes nothing. */
export const isBeyondLimit = (failure: { name: string; message: string }): boolean =>
  failure.name.startsWith("InvalidParameterValue") &&
  /beyond the limit|maximum time left/i.test(failure.message);

/**
 * The message was deleted, moved or received again, or its visibility is over: there is nothing left to change.
 * AWS documents two errors for it and in fact answers a third; `name` is with or without the query protocol's prefix.
 */
export function isStaleReceipt({ name, message }: { name: string; message: string }): boolean {
  if (/(ReceiptHandleIsInvalid|MessageNotInflight)$/.test(name)) return true;
  return (
    /InvalidParameterValue(Exception)?$/.test(name) &&
    /not available for visibility timeout change|receipt handle (is not valid|has expired)/i.test(message)
  );
}
