// Named numbers of one slot, as the stores that keep JSON text hold them.
import * as z from "zod";
import type { Counts } from "../ports.ts";
import { assertCounts } from "./counts.ts";

/** `additionId`: of the last addition. */
export type Counted = { counts: Counts; additionId?: string | undefined };
/** As pairs, because a record of zod's leaves `__proto__` out. */
const Kept = z.object({
  counts: z.array(z.tuple([z.string(), z.number()])),
  additionId: z.string().optional(),
});
type Kept = z.infer<typeof Kept>;

/** What `withAdded` has made. */
export function readCounted(kept: unknown): Counted {
  const { counts, additionId } = Kept.parse(kept ?? { counts: [] });
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
  return { counts: [...sums], ...(additionId !== undefined && { additionId }) };
}
