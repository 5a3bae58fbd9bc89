// docs/asynq.md keeps its word: whatever it says is here is found at the place that it names.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as engine from "../core/jobs/index.ts";
import * as inspector from "../core/jobs/operate/inspector.ts";
import { routes } from "../functions/http/routes.ts";
import { unknownIn } from "./support/commands.ts";
import { codeIn, linksOf, readLink, rowsOf } from "./support/markdown.ts";

const PATH = "docs/asynq.md";
const text = readFileSync(PATH, "utf8");
/** Of the tables that lead to a place: the last cell is the place, the one before says what is here. */
const rows = rowsOf(text).filter((cells) => cells.length >= 3);
const hereOf = (cells: readonly string[]) => cells.at(-2) ?? "";
const code = codeIn(rows.map(hereOf).join("\n"));

const isCommand = (words: string) => words.startsWith("briefings ");
const isRoute = (words: string) => /^(GET|POST|PUT|DELETE) \//.test(words);
const isCall = (words: string) => words.endsWith("()");

describe(PATH, () => {
  it("has rows of each kind", () => {
    expect(rows.length).toBeGreaterThan(100);
    for (const kind of [isCommand, isRoute, isCall]) expect(code.filter(kind).length).toBeGreaterThan(5);
  });

  it("says of each feature of Asynq whether it is here", () => {
    const said = rows.filter((cells) => cells.length === 4).map((cells) => cells[1]);
    expect(said.filter((word) => !["yes", "in part", "no", "not yet"].includes(word ?? ""))).toEqual([]);
  });

  it("leads from each row that names something to a place", () => {
    const lost = rows.filter((cells) => hereOf(cells) !== "—" && linksOf(cells.at(-1) ?? "").length === 0);
    expect(lost).toEqual([]);
  });

  it("names only functions that the engine exports", () => {
    const names = code.filter(isCall).map((name) => name.slice(0, -2));
    expect(names.filter((name) => !(name in engine || name in inspector))).toEqual([]);
  });

  it("names only routes that the API has", () => {
    const known = routes.map(({ method, path }) => `${method} ${path}`);
    expect(code.filter(isRoute).filter((route) => !known.includes(route))).toEqual([]);
  });

  it("names only commands and options that the command line has", async () => {
    const unknown = await Promise.all(code.filter(isCommand).map(unknownIn));
    expect(unknown.flat()).toEqual([]);
  });

  it.each(rows)("finds what it names where it says: %s", (...cells) => {
    const places = linksOf(cells.at(-1) ?? "").map((link) => readLink(link, PATH) ?? "");
    const named = codeIn(hereOf(cells)).filter(
      (words) => !isCommand(words) && !isRoute(words) && !isCall(words),
    );
    expect(named.filter((words) => !places.some((place) => place.includes(words)))).toEqual([]);
  });
});
