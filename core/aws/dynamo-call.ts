// How DynamoDB is called: failures are named, items above the limit are refused, and a conditional write whose answer was lost is recognised.
import { StoreError, VisibleError } from "../jobs/engine.ts";
import { asAwsError, describeAwsError } from "./aws-error.ts";

export type Call = <T>(operation: string, run: () => Promise<T>) => Promise<T>;

/** @returns a function that runs a call and throws VisibleError `item-too-large`, or StoreError naming table and operation. */
export function createCall(tableName: string): Call {
  return async (operation, run) => {
    try {
      return await run();
    } catch (error) {
      if (error instanceof VisibleError) throw error;
      if (/item size .*(exceeded|allowed)/i.test(asAwsError(error).message)) throw tooLarge({}, error);
      const described = describeAwsError(operation, `table ${tableName}`, error);
      // A ValidationException is a mistake in our code, but for an index that is being made. After any other failure the same call may succeed.
      const { name, message } = asAwsError(error);
      if (name === "ValidationException" && !/backfilling|specified index/.test(message)) throw described;
      throw new StoreError("store-unavailable", described.message, { cause: described.cause });
    }
  };
}

export const tooLarge = (details: Record<string, unknown>, cause?: unknown): VisibleError =>
  new VisibleError(
    "item-too-large",
    "the record or result is larger than DynamoDB's 400 KB for one item; make the request or the result smaller",
    details,
    { cause },
  );

/**
 * A conditional write. When the SDK repeats a request whose answer was lost, the repetition meets its own first try and
 * fails the condition: then `isOurs` looks whether what is stored is what this call wrote.
 * @returns undefined when the condition did not hold.
 */
export async function writeIf<T>(
  run: () => Promise<T>,
  isOurs: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    const { name, $metadata } = asAwsError(error);
    if (name !== "ConditionalCheckFailedException") throw error;
    const repeated = ($metadata?.attempts ?? 1) > 1;
    return repeated ? isOurs() : undefined;
  }
}
