// What docs/holding-back.md shows of a breaker.
import { expect, it } from "vitest";
import * as z from "zod";
import { defineJob, enqueue, listBreakers } from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";

declare function charge(order: string): Promise<void>;

// example: a breaker
const chargeOrder = defineJob({
  name: "order:charge",
  idPrefix: "chg",
  payload: z.strictObject({ order: z.string() }),
  // After five failures in a row for one cause the others wait; one is tried after 30 s, 1 min, 2 min … 15 min.
  breaker: { failures: 5, probeSeconds: 30 },
  run: async ({ order }) => await charge(order),
});
// end

it("spares the other orders", async () => {
  const run = async () => {
    throw new Error("the payment provider answered 503");
  };
  const kit = createTestKit({ types: [{ ...chargeOrder, run }] });
  for (let order = 1; order <= 100; order++) await enqueue(kit.backend, chargeOrder, { order: `${order}` });
  expect(await kit.drain()).toHaveLength(5);
  expect(await listBreakers(kit.backend)).toMatchObject([{ type: "order:charge", failures: 5 }]);
});
