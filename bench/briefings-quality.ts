// How close the extractive generator's choice comes to summaries written by hand, beside lead, LexRank, TextRank, random and oracle at equal word budgets.
import { l, n } from "js-rouge";
import { sentencesOf } from "../core/briefings/text/sentences.ts";
import { countWords, wordsOf } from "../core/briefings/text/words.ts";
import { findCandidates, standingAlone } from "../core/briefings/write/candidates.ts";
import { selectSentences } from "../core/briefings/write/select-sentences.ts";
import { pages } from "./briefings-pages.ts";
import { type Ranks, rankWithPeers } from "./briefings-peers.ts";
import { type Cluster, clusters } from "./briefings-texts.ts";
import type { Row } from "./report.ts";

type Scores = { rouge1: number; rouge2: number; rougeL: number };
type Variant = "extractive" | "lead" | "random" | "oracle";
const metrics = ["rouge1", "rouge2", "rougeL"] as const;
const names = { rouge1: "ROUGE-1", rouge2: "ROUGE-2", rougeL: "ROUGE-L" };
const randomDraws = 50;
const resamples = 10_000;

/** A page as a cluster of one text. The topic of a reader is not known: none is given. */
export const singlePages: Cluster[] = pages.map(({ title, description, text }) => ({
  topic: "",
  reference: description,
  documents: [{ title, text }],
}));
const sets: [name: string, texts: Cluster[]][] = [
  ["three reports", clusters],
  ["single pages", singlePages],
  ["single pages not tuned on", singlePages.filter((_, index) => index % 2 === 1)],
];

/** Scores of 0 to 100, one a cluster; the words of a reference are the budget of all. */
export function measureQuality(texts: Cluster[] = clusters): Record<Variant, Scores[]> {
  const random = seededRandom(1);
  const byVariant: Record<Variant, Scores[]> = { extractive: [], lead: [], random: [], oracle: [] };
  for (const cluster of texts) {
    const budget = countWords(cluster.reference);
    const sentences = sentencesByDocument(cluster);
    const all = sentences.flat();
    byVariant.extractive.push(score(extract(cluster, budget), cluster.reference));
    byVariant.lead.push(score(fill(roundRobin(sentences), budget), cluster.reference));
    const draws = Array.from({ length: randomDraws }, () =>
      score(fill(shuffled(all, random), budget), cluster.reference),
    );
    byVariant.random.push(average(draws));
    byVariant.oracle.push(score(oracle(all, budget, cluster.reference), cluster.reference));
  }
  return byVariant;
}

/** The sentences of each text in the order in which a peer ranks them, while they fit. */
function measurePeer(texts: Cluster[], ranks: number[][]): Scores[] {
  return texts.map((cluster, index) => {
    const sentences = sentencesByDocument(cluster).flat();
    const ordered = (ranks[index] ?? []).flatMap((at) => sentences[at] ?? []);
    return score(fill(ordered, countWords(cluster.reference)), cluster.reference);
  });
}

function sentencesByDocument({ documents }: Cluster): string[][] {
  return documents.map(({ text }) => sentencesOf(text, "en"));
}

/** Mean scores, and the generator's lead over the others with a 95 % interval from a paired bootstrap over texts. */
export async function qualityRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, texts] of sets) {
    rows.push({ name, variant: "written for this project", value: texts.length, unit: "summaries" });
    const peers: Ranks = await rankWithPeers(texts.map((cluster) => sentencesByDocument(cluster).flat()));
    const measured = new Map<string, Scores[]>(Object.entries(measureQuality(texts)));
    for (const [peer, ranks] of Object.entries(peers)) measured.set(peer, measurePeer(texts, ranks));
    for (const metric of metrics) rows.push(...rowsOf(`${name}, ${names[metric]}`, metric, measured));
  }
  return rows;
}

function rowsOf(name: string, metric: (typeof metrics)[number], measured: Map<string, Scores[]>): Row[] {
  const own = measured.get("extractive") ?? [];
  const means = [...measured].map(([variant, scores]): Row => {
    return { name, variant, value: mean(scores.map((each) => each[metric])), unit: "of 100" };
  });
  const differences = [...measured].flatMap(([variant, scores]): Row[] => {
    if (variant === "extractive" || variant === "oracle") return [];
    const values = own.map((each, index) => each[metric] - (scores[index]?.[metric] ?? 0));
    const { low, high } = bootstrap(values);
    const against = `${name}, extractive minus ${variant}`;
    return [
      { name: against, variant: "mean", value: mean(values), unit: "points" },
      { name: against, variant: "95 % interval, low", value: low, unit: "points" },
      { name: against, variant: "95 % interval, high", value: high, unit: "points" },
    ];
  });
  return [...means, ...differences];
}

/** As the generator does it for one story. */
function extract({ topic, documents }: Cluster, budget: number): string {
  const candidates = findCandidates(documents.map((document) => ({ ...document, language: "en" })));
  const standing = standingAlone(candidates).candidates;
  const chosen = selectSentences(standing, { budgetWords: budget, mostSentences: 50, topic, language: "en" });
  return fill(
    chosen.map(({ text }) => text),
    budget,
  );
}

/** Sentences in the order given, each that still fits. */
function fill(sentences: string[], budget: number): string {
  let words = 0;
  const taken = sentences.filter((sentence) => {
    const count = countWords(sentence);
    if (words + count > budget) return false;
    words += count;
    return true;
  });
  return taken.join("\n");
}

/** First sentences of all documents, then second ones. */
function roundRobin(documents: string[][]): string[] {
  const longest = Math.max(...documents.map((sentences) => sentences.length));
  return Array.from({ length: longest }, (_, index) =>
    documents.flatMap((sentences) => sentences[index] ?? []),
  ).flat();
}

/** Greedy: the sentence that raises ROUGE-1 most, as long as one does. */
function oracle(sentences: string[], budget: number, reference: string): string {
  const taken: string[] = [];
  for (let best = 0; ; ) {
    const options = sentences
      .filter((sentence) => !taken.includes(sentence) && countWords([...taken, sentence].join(" ")) <= budget)
      .map((sentence) => ({ sentence, value: score([...taken, sentence].join("\n"), reference).rouge1 }));
    const top = options.reduce((a, b) => (b.value > a.value ? b : a), { sentence: "", value: best });
    if (top.value <= best) return taken.join("\n");
    taken.push(top.sentence);
    best = top.value;
  }
}

function score(candidate: string, reference: string): Scores {
  // No sentence is short enough for the budget.
  if (candidate === "") return { rouge1: 0, rouge2: 0, rougeL: 0 };
  const options = { tokenizer: (text: string) => wordsOf(text, "en"), caseSensitive: false };
  const segmenter = (text: string) => text.split("\n").flatMap((line) => sentencesOf(line, "en"));
  return {
    rouge1: 100 * n(candidate, reference, { ...options, n: 1 }),
    rouge2: 100 * n(candidate, reference, { ...options, n: 2 }),
    rougeL: 100 * l(candidate, reference, { ...options, segmenter }),
  };
}

function average(all: Scores[]): Scores {
  return {
    rouge1: mean(all.map(({ rouge1 }) => rouge1)),
    rouge2: mean(all.map(({ rouge2 }) => rouge2)),
    rougeL: mean(all.map(({ rougeL }) => rougeL)),
  };
}

export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle 95 % of the means of clusters drawn with replacement. */
export function bootstrap(differences: number[]): { low: number; high: number } {
  const random = seededRandom(2);
  const draw = () => differences[Math.floor(random() * differences.length)] ?? 0;
  const means = Array.from({ length: resamples }, () => mean(differences.map(draw))).sort((a, b) => a - b);
  return { low: means[Math.floor(resamples * 0.025)] ?? 0, high: means[Math.floor(resamples * 0.975)] ?? 0 };
}

function shuffled<T>(values: T[], random: () => number): T[] {
  const result = [...values];
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    const [a, b] = [result[index], result[other]];
    if (a !== undefined && b !== undefined) [result[index], result[other]] = [b, a];
  }
  return result;
}

/** Mulberry32: the same numbers in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
