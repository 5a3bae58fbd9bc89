// The benchmark of reading pages: how much of an article's text is found, and how little else, beside Readability alone.
import { parseArgs } from "node:util";
import { Readability } from "@mozilla/readability";
import { decodeText } from "../core/briefings/read/decode.ts";
import { type DomNode, parsePage } from "../core/briefings/read/dom.ts";
import { readAnswer } from "../core/briefings/read/read-answer.ts";
import { SourceError } from "../core/briefings/source-error.ts";
import { seededRandom } from "./briefings-quality.ts";
import { type CorpusPage, type Known, loadCorpus } from "./page-corpora.ts";
import { printReport, type Row } from "./report.ts";

/** Parts of what was found and of what is known: found rightly, found wrongly, missed. */
type Counts = { right: number; wrong: number; missed: number };
type Scores = { precision: number; recall: number; f1: number };

const resamples = 2_000;
const extractors = { briefings: extract, "Readability alone": extractByReadability };

/** F1 of both on one folder, and their difference page by page, with 95 % intervals (pages drawn with replacement). */
export function readingRows(folder: string): Row[] {
  const pages = loadCorpus(folder);
  const rows: Row[] = [{ name: "corpus", variant: "pages", value: pages.length, unit: "pages" }];
  const counted: Record<string, Counts[]> = {};
  for (const [variant, read] of Object.entries(extractors)) {
    const counts = pages.map((page) => count(read(page), page.known));
    counted[variant] = counts;
    const { low, high } = interval(
      pages,
      (draw) =>
        score(
          draw.map((index) => counts[index] ?? empty),
          pages,
        ).f1,
    );
    const { precision, recall, f1 } = score(counts, pages);
    for (const [name, value] of Object.entries({
      precision,
      recall,
      F1: f1,
      "F1, 95 % low": low,
      "F1, 95 % high": high,
    }))
      rows.push({ name, variant, value, unit: "of 1" });
  }
  const { briefings = [], "Readability alone": alone = [] } = counted;
  const difference = interval(pages, (draw) => {
    const of = (counts: Counts[]) =>
      score(
        draw.map((index) => counts[index] ?? empty),
        pages,
      ).f1;
    return of(briefings) - of(alone);
  });
  rows.push({
    name: "F1, briefings minus Readability",
    variant: "95 % low",
    value: difference.low,
    unit: "of 1",
  });
  rows.push({
    name: "F1, briefings minus Readability",
    variant: "95 % high",
    value: difference.high,
    unit: "of 1",
  });
  return rows;
}

const empty: Counts = { right: 0, wrong: 0, missed: 0 };

function extract({ url, html }: CorpusPage): string {
  try {
    const reading = readAnswer(
      { url: new URL(url), headers: { "content-type": "text/html" }, body: html },
      "article",
    );
    return "kind" in reading && reading.kind === "article" ? reading.text : "";
  } catch (error) {
    if (error instanceof SourceError) return "";
    throw error;
  }
}

function extractByReadability({ html }: CorpusPage): string {
  try {
    const document = parsePage(decodeText({ bytes: html, contentType: undefined }));
    return new Readability<DomNode>(document, {}).parse()?.textContent ?? "";
  } catch {
    return "";
  }
}

/** Whole texts are compared by runs of four words, and count one page each; lines are looked for as they stand. */
export function count(found: string, known: Known): Counts {
  if ("text" in known) return compareRuns(runsOf(found), runsOf(known.text));
  const text = oneSpace(found);
  const holds = (line: string) => text.includes(oneSpace(line));
  const right = known.inside.filter(holds).length;
  return { right, wrong: known.outside.filter(holds).length, missed: known.inside.length - right };
}

function oneSpace(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function runsOf(text: string): Map<string, number> {
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  const runs = new Map<string, number>();
  for (let at = 0; at < Math.max(1, words.length - 3); at++) {
    const run = words.slice(at, at + 4).join(" ");
    if (run !== "") runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  return runs;
}

function compareRuns(found: Map<string, number>, known: Map<string, number>): Counts {
  const counts = { right: 0, wrong: 0, missed: 0 };
  for (const run of new Set([...found.keys(), ...known.keys()])) {
    const [a, b] = [found.get(run) ?? 0, known.get(run) ?? 0];
    counts.right += Math.min(a, b);
    counts.wrong += Math.max(0, a - b);
    counts.missed += Math.max(0, b - a);
  }
  return counts;
}

/** Of whole texts, the mean over pages; of lines, over all lines: as the corpora's own evaluations do. */
function score(counts: Counts[], pages: CorpusPage[]): Scores {
  const known = pages[0]?.known;
  const isByPage = known !== undefined && "text" in known;
  const groups = isByPage ? counts : [counts.reduce(add, empty)];
  const precisions = groups
    .filter(({ right, wrong }) => right + wrong > 0)
    .map(({ right, wrong }) => right / (right + wrong));
  const recalls = groups
    .filter(({ right, missed }) => right + missed > 0)
    .map(({ right, missed }) => right / (right + missed));
  const [precision, recall] = [mean(precisions), mean(recalls)];
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

function add(a: Counts, b: Counts): Counts {
  return { right: a.right + b.right, wrong: a.wrong + b.wrong, missed: a.missed + b.missed };
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function interval(pages: CorpusPage[], measure: (draw: number[]) => number): { low: number; high: number } {
  const random = seededRandom(7);
  const values = Array.from({ length: resamples }, () =>
    measure(pages.map(() => Math.floor(random() * pages.length))),
  ).sort((a, b) => a - b);
  return {
    low: values[Math.floor(resamples * 0.025)] ?? 0,
    high: values[Math.floor(resamples * 0.975)] ?? 0,
  };
}

if (import.meta.main) {
  const { corpus } = parseArgs({ options: { corpus: { type: "string" }, json: { type: "boolean" } } }).values;
  if (corpus === undefined) {
    console.error("Say where the pages are: --corpus FOLDER (bench/README.md says which layouts are read).");
    process.exitCode = 2;
  } else printReport(readingRows(corpus));
}
