// A row of small bars.
import { expect, it } from "vitest";
import { sparkline } from "../../cli/sparkline.ts";

it.each([
  ["by their share of the greatest", [0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"],
  ["so that one of a million is seen", [0, 1, 1_000_000], "▁▂█"],
  ["of nothing at all", [0, 0, 0], "▁▁▁"],
  ["with a gap where there is no number", [undefined, 5, undefined], " █ "],
  ["none", [], ""],
])("is drawn %s", (_, numbers, drawn) => {
  expect(sparkline(numbers)).toBe(drawn);
});
