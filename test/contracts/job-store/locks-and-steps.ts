// Locks and step results, as every store keeps them.
import { expect, it } from "vitest";
import type { JobStore } from "../../../core/jobs/index.ts";
import { freshId, inSeconds, START } from "./factories.ts";

export function describeLocksAndSteps(store: () => JobStore): void {
  const lock = (jobId: string) => ({ jobId, at: START });

  it("lets one of many take a lock", async () => {
    const key = freshId("lock");
    const ids = Array.from({ length: 20 }, () => freshId());
    const taken = await Promise.all(ids.map((id) => store().putLock(key, lock(id), inSeconds(60))));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await store().getLock(key)).toEqual(lock(ids[taken.indexOf(true)] ?? ""));
  });

  it("hands a lock on from the job that holds it, and from no other", async () => {
    const key = freshId("lock");
    const [first, second, third] = [lock(freshId()), lock(freshId()), lock(freshId())];
    await store().putLock(key, first, inSeconds(60));
    expect(await store().putLock(key, second, inSeconds(60), third)).toBe(false);
    expect(await store().putLock(key, second, inSeconds(60), first)).toBe(true);
    expect(await store().putLock(key, third, inSeconds(60), first)).toBe(false);
    expect(await store().getLock(key)).toEqual(second);
  });

  it("hands no lock on that its job has taken again since", async () => {
    const key = freshId("lock");
    const [first, other] = [lock(freshId()), lock(freshId())];
    const again = { ...first, revision: 3 };
    await store().putLock(key, first, inSeconds(60));
    expect(await store().putLock(key, again, inSeconds(60), first)).toBe(true);
    expect(await store().getLock(key)).toEqual(again);
    expect(await store().putLock(key, other, inSeconds(60), first)).toBe(false);
    expect(await store().putLock(key, other, inSeconds(60), { ...again, revision: 4 })).toBe(false);
    expect(await store().putLock(key, other, inSeconds(60), again)).toBe(true);
    expect(await store().getLock(key)).toEqual(other);
  });

  it("has no lock of a key that nobody took, and none that has expired", async () => {
    expect(await store().getLock(freshId("lock"))).toBeUndefined();
    const key = freshId("lock");
    await store().putLock(key, lock(freshId()), inSeconds(-1));
    expect(await store().getLock(key)).toBeUndefined();
    expect(await store().putLock(key, lock(freshId()), inSeconds(60))).toBe(true);
  });

  it("keeps, replaces and deletes the result of a step, also one of undefined", async () => {
    const id = freshId();
    expect(await store().getStep(id, "read#c")).toBeUndefined();
    await store().putStep(id, "read#c", { result: [1, { a: null }] });
    expect(await store().getStep(id, "read#c")).toEqual({ result: [1, { a: null }] });
    await store().putStep(id, "read#c", {});
    expect(await store().getStep(id, "read#c")).toEqual({});
    expect(await store().getStep(id, "read#other")).toBeUndefined();
    await store().deleteStep(id, "read#c");
    await store().deleteStep(id, "read#c");
    expect(await store().getStep(id, "read#c")).toBeUndefined();
  });
}
