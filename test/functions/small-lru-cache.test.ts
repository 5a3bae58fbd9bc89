// The small cache that the bundles have, beside the package whose place it takes.
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import SmallLruCache from "../../functions/small-lru-cache.ts";

type Cache = Pick<SmallLruCache<string, number>, "has" | "peek" | "get" | "set" | "clear">;
const LruCache: new (capacity: number) => Cache = createRequire(import.meta.url)("mnemonist/lru-cache");

it("does what the package does, in 2,000 calls in some order", () => {
  const [small, real]: Cache[] = [new SmallLruCache<string, number>(3), new LruCache(3)];
  let state = 7;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  for (let call = 0; call < 2_000; call++) {
    const key = `key-${next(6)}`;
    const act = [
      (cache: Cache) => cache.has(key),
      (cache: Cache) => cache.peek(key),
      (cache: Cache) => cache.get(key),
      (cache: Cache) => void cache.set(key, call),
      (cache: Cache) => void cache.set(key, call),
      (cache: Cache) => (call % 97 === 0 ? void cache.clear() : undefined),
    ][next(6)];
    expect(small && act?.(small)).toEqual(real && act?.(real));
  }
});
