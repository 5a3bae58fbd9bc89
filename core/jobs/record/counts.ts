// What one addition to named numbers takes.
import type { Counts } from "../ports.ts";

/** Names that one addition takes: DynamoDB's update expression holds 300 operators in 4 KB. [DynamoDB: quotas] */
export const MOST_COUNTS = 200;

/** @throws Error for what no store could add: a mistake in the code, never in the data. */
export function assertCounts(counts: Counts): void {
  const added = Object.entries(counts);
  if (added.length > MOST_COUNTS) {
    throw new Error(`${added.length} counts at once; split them, one call takes ${MOST_COUNTS}`);
  }
  for (const [name, number] of added) {
    if (!Number.isFinite(number)) throw new Error(`count ${JSON.stringify(name)} is ${number}, not a number`);
  }
}
