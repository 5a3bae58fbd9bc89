// Named numbers of one slot: what one addition takes, and how the stores that keep JSON text hold them.
import * as z from "zod";
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

/** `additionId`: of the last addition. */
export type Counted = { counts: Counts; additionId?: string | undefined };
/** As pairs, because a record of zod's leaves `__proto__` out. */
type Kept = { counts: [string, number][]; additionId?: string | undefined };

/** What `withAdded` has made. */
export function readCounted(kept: unknown): Counted {
  // Made here, so that the functions, whose store keeps no JSON, do not make it at each cold start.
  const shape = z.object({
    counts: z.array(z.tuple([z.string(), z.number()])),
    additionId: z.string().optional(),
  });
  const { counts, additionId } = shape.parse(kept ?? { counts: [] });
  return { counts: Object.fromEntries(counts), additionId };
}

/** @returns what is to be kept after an addition; undefined when it changes nothing: there are no counts, or it was made before. */
export function withAdded(before: Counted, counts: Counts, additionId: string | undefined): Kept | undefined {
  assertCounts(counts);
  const added = Object.entries(counts);
  if (added.length === 0) return undefined;
  if (additionId !== undefined && before.additionId === additionId) return undefined;
  const sums = new Map(Object.entries(before.counts));
  for (const [name, number] of added) sums.set(name, (sums.get(name) ?? 0) + number);
  return { counts: [...sums], additionId };
}
