// A page of a search: where it ends, and whether it says that more follow.
import { expect, it } from "vitest";
import { summaryOf } from "../../../../core/jobs/record/item.ts";
import { timeKey } from "../../../../core/jobs/record/list-cursor.ts";
import { rangeOf, searchBounds, searchPage } from "../../../../core/jobs/record/search-page.ts";
import { makeJob } from "../../../contracts/job-store/factories.ts";

const BATCH = 5;

/** So many jobs in their order; those at these places fit. */
function searchAmong(count: number, fits: readonly number[], query: { limit: number; cursor?: string }) {
  const search = { filter: {}, order: "oldest", ...query } as const;
  const { after = "" } = searchBounds(search, false) ?? {};
  const all = Array.from({ length: count }, (_, place) => ({
    key: `${timeKey(1_000 + place)}#${place}`,
    id: `tst_${place}`,
  }));
  const rest = all.filter(({ key }) => key > after);
  return searchPage(
    {
      ranges: [rangeOf(rest, "oldest")],
      batch: BATCH,
      judge: async (rows) =>
        rows.map(({ id }) => (fits.includes(Number(id.slice(4))) ? summaryOf(makeJob({ id })) : undefined)),
    },
    search,
  );
}
const ids = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);

it.each([
  ["as many as it may have", 5, [0, 1, 2, 3, 4]],
  ["as many as it may have, and others behind them", 9, [0, 1, 2, 3, 4]],
])("a page of %s has no cursor: nothing more is found", async (_, count, fits) => {
  const page = await searchAmong(count, fits, { limit: 5 });
  expect(ids(page)).toHaveLength(5);
  expect(page).not.toHaveProperty("cursor");
});

it("a full page that others follow in the next batch leads to exactly those", async () => {
  const first = await searchAmong(9, [0, 1, 2, 3, 4, 7, 8], { limit: 5 });
  expect(ids(first)).toEqual(["tst_0", "tst_1", "tst_2", "tst_3", "tst_4"]);
  const second = await searchAmong(9, [0, 1, 2, 3, 4, 7, 8], { limit: 5, cursor: first.cursor ?? "" });
  expect(ids(second)).toEqual(["tst_7", "tst_8"]);
  expect(second).not.toHaveProperty("cursor");
});

it("a full page whose followers are rarer than one in a batch reads no further, and its cursor leads on", async () => {
  const fits = [0, 1, 2, 3, 4, 28];
  const first = await searchAmong(30, fits, { limit: 5 });
  expect(first.cursor).toBeDefined();
  const second = await searchAmong(30, fits, { limit: 5, cursor: first.cursor ?? "" });
  expect(ids(second)).toEqual(["tst_28"]);
});
