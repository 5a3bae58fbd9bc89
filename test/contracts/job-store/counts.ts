// Contract: named numbers of a slot, which any number of writers add to at once.
import { expect, it } from "vitest";
import type { Counts, JobStore } from "../../../core/jobs/ports.ts";
import { freshId, inSeconds } from "./factories.ts";

export function describeCounts(store: () => JobStore): void {
  const later = inSeconds(600);
  const slot = () => `minute#${freshId("slot")}`;
  const countsOf = async (name: string): Promise<Counts | undefined> => (await store().getCounts([name]))[0];

  it("a name that is new begins at 0, and further additions are summed", async () => {
    const name = slot();
    await store().addCounts(name, { a: 1, b: 2 }, later);
    await store().addCounts(name, { b: 40, c: 0.5, d: -3 }, later);
    expect(await countsOf(name)).toEqual({ a: 1, b: 42, c: 0.5, d: -3 });
  });

  it("of fifty writers at once none is lost", async () => {
    const name = slot();
    await Promise.all(Array.from({ length: 50 }, () => store().addCounts(name, { jobs: 1, ms: 7 }, later)));
    expect(await countsOf(name)).toEqual({ jobs: 50, ms: 350 });
  });

  it("a name may be any text", async () => {
    const name = slot();
    const texts = [
      ...["__proto__", "constructor", "a.b", "a#b", "a:b", "size", "pk", "expiresAtSeconds", "additionId"],
      ...["n/n", " ", "", "é😀", "'; DROP TABLE items", "x".repeat(500)],
    ];
    const counts = Object.fromEntries(texts.map((text, index) => [text, index + 1]));
    await store().addCounts(name, counts, later);
    await store().addCounts(name, counts, later);
    const doubled = texts.map((text, index) => [text, 2 * (index + 1)]);
    expect(Object.entries((await countsOf(name)) ?? {}).sort()).toEqual(doubled.sort());
  });

  it("an addition that is made again with its id is made once", async () => {
    const name = slot();
    await store().addCounts(name, { jobs: 5 }, later, "first");
    await store().addCounts(name, { jobs: 5 }, later, "first");
    expect(await countsOf(name)).toEqual({ jobs: 5 });
    await store().addCounts(name, { jobs: 1 }, later, "second");
    await store().addCounts(name, { jobs: 1 }, later, "second");
    expect(await countsOf(name)).toEqual({ jobs: 6 });
  });

  it("slots are read in the order that was asked for, also more than a hundred and the same twice", async () => {
    const [one, other] = [slot(), slot()];
    await store().addCounts(one, { jobs: 1 }, later);
    await store().addCounts(other, { jobs: 2 }, later);
    const nowhere = Array.from({ length: 230 }, slot);
    const asked = [other, ...nowhere, one, other];
    const expected = [{ jobs: 2 }, ...nowhere.map(() => ({})), { jobs: 1 }, { jobs: 2 }];
    expect(await store().getCounts(asked)).toEqual(expected);
    expect(await store().getCounts([])).toEqual([]);
  });

  it("a slot that has expired has no counts", async () => {
    const name = slot();
    await store().addCounts(name, { jobs: 1 }, inSeconds(-1));
    expect(await countsOf(name)).toEqual({});
  });

  it("no counts are no write", async () => {
    const name = slot();
    await store().addCounts(name, {}, later);
    expect(await countsOf(name)).toEqual({});
  });

  it("takes 200 names at once, and refuses more", async () => {
    const name = slot();
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`a:type.of-ours/${at}`, 1]));
    await store().addCounts(name, many(200), later);
    expect(Object.keys((await countsOf(name)) ?? {})).toHaveLength(200);
    await expect(store().addCounts(name, many(201), later)).rejects.toThrow(
      "201 counts at once; split them, one call takes 200",
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses %s, and adds nothing of that call",
    async (wrong) => {
      const name = slot();
      const addition = store().addCounts(name, { good: 1, bad: wrong }, later);
      await expect(addition).rejects.toThrow(`count "bad" is ${wrong}, not a number`);
      expect(await countsOf(name)).toEqual({});
    },
  );
}
