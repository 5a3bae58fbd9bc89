// What docs/holding-back.md shows of a rate limit.
import { expect, it } from "vitest";
import * as z from "zod";
import { defineJob, enqueue } from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";

// example: a rate limit
const fetchPage = defineJob({
  name: "page:fetch",
  idPrefix: "pag",
  payload: z.strictObject({ url: z.url() }),
  // At most 10 start in any 60 seconds, for each host.
  rateLimit: { limit: 10, perSeconds: 60, key: ({ url }) => new URL(url).host },
  run: async ({ url }, { signal }) => (await fetch(url, { signal })).status,
});
// end

it("lets ten pages of a host start at once", async () => {
  const kit = createTestKit({ types: [{ ...fetchPage, run: async () => 200 }] });
  for (let page = 1; page <= 11; page++) {
    await enqueue(kit.backend, fetchPage, { url: `https://example.com/${page}` });
  }
  await enqueue(kit.backend, fetchPage, { url: "https://example.org/1" });
  expect(await kit.drain()).toHaveLength(11);
  expect(await kit.drain({ withRetries: true })).toHaveLength(1);
});
