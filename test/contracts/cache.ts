// The contract of a cache, as core/jobs/ports.ts words it: every cache runs these same tests, beside the store whose file or table it shares.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cache, JobStore } from "../../core/jobs/ports.ts";
import { freshId, inSeconds, makeJob } from "./job-store/factories.ts";

export type OpenCache = {
  cache: Cache;
  /** The job records that live in the same place. */
  store: JobStore;
  close(): Promise<void>;
};

/** `open` gives a cache with a real clock and the default settings. */
export function describeCache(name: string, open: () => Promise<OpenCache>): void {
  describe(`cache contract: ${name}`, () => {
    let opened: OpenCache;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it.each([
      ["an object", { etag: '"abc"', lastModified: null, text: "日本 😀" }],
      ["a text", "text"],
      ["null", null],
      ["false", false],
      ["zero", 0],
      ["a list", [[]]],
    ])("gives %s back as it was put", async (_, value) => {
      const key = freshId("etag");
      await opened.cache.put(key, value, inSeconds(600));
      expect(await opened.cache.get(key)).toEqual(value);
    });

    it("gives undefined for a key that was never put", async () => {
      expect(await opened.cache.get(freshId("etag"))).toBeUndefined();
    });

    it("gives undefined for a value that has expired", async () => {
      const key = freshId("etag");
      await opened.cache.put(key, "old", inSeconds(-1));
      expect(await opened.cache.get(key)).toBeUndefined();
    });

    it("replaces a value by the next one, also one that has expired", async () => {
      const key = freshId("etag");
      await opened.cache.put(key, 1, inSeconds(600));
      await opened.cache.put(key, 2, inSeconds(-1));
      expect(await opened.cache.get(key)).toBeUndefined();
      await opened.cache.put(key, 3, inSeconds(600));
      expect(await opened.cache.get(key)).toBe(3);
    });

    it("takes keys of any length and letters", async () => {
      const long = `https://example.com/feed?q=${"é".repeat(3_000)}`;
      await opened.cache.put(`${long}1`, 1, inSeconds(600));
      await opened.cache.put(`${long}2`, 2, inSeconds(600));
      expect(await opened.cache.get(`${long}1`)).toBe(1);
      expect(await opened.cache.get(`${long}2`)).toBe(2);
    });

    it("refuses a value above 400 KB with item-too-large, and keeps the one before", async () => {
      const key = freshId("etag");
      await opened.cache.put(key, "small", inSeconds(600));
      await expect(opened.cache.put(key, "é".repeat(210 * 1_024), inSeconds(600))).rejects.toMatchObject({
        name: "VisibleError",
        code: "item-too-large",
      });
      expect(await opened.cache.get(key)).toBe("small");
    });

    it("shares no key with the jobs and results beside it", async () => {
      const { cache, store } = opened;
      const job = makeJob();
      await store.create(job);
      await cache.put(job.id, "cached", inSeconds(600));
      await store.putResult(job.id, "result");
      expect(await cache.get(job.id)).toBe("cached");
      expect(await store.getResult(job.id)).toBe("result");
      expect(await store.get(job.id)).toEqual(job);
    });
  });
}
