// What an operator is told of an error, who may know what an API's caller is not told.
import { type StoreError, VisibleError } from "../errors.ts";

/** With the reason for which the queue was not reached: a right that is missing, an address that is wrong. */
export function operatorsMessage(error: VisibleError | StoreError): string {
  const { message, cause } = error;
  const isShort = error instanceof VisibleError && error.code === "queue-unavailable";
  const isLeftOut = isShort && cause instanceof Error && !message.includes(cause.message);
  return isLeftOut ? `${message} (${cause.message})` : message;
}
