// Chooses the sentences that tell most with least repetition: SumBasic by place in the text, then maximal marginal relevance.
import { similarity, termsOf, toVectors, type Vector } from "../text/terms.ts";
import type { Candidate } from "./candidates.ts";

export type Selection = Candidate & {
  score: number;
  /** Indices of the documents that say nearly the same, its own first. */
  support: number[];
};

export type SelectOptions = {
  budgetWords: number;
  mostSentences: number;
  topic: string;
  language?: string | undefined;
  /** Sentences that were used already: neither they nor their like are chosen. */
  used?: readonly Candidate[];
};

/** Weight of importance against novelty. */
const importance = 0.7;
/** Two sentences more alike than this say the same to a reader. */
const repetition = 0.5;
/** A sentence this much alike supports the other: a citation for both. Strict, since a wrong citation is worse than a missing one. */
const supporting = 0.6;

/** In the order chosen, best first. */
export function selectSentences(candidates: readonly Candidate[], options: SelectOptions): Selection[] {
  const used = options.used ?? [];
  const vectors = toVectors([...candidates, ...used].map((candidate) => candidate.terms));
  const scores = scoreAll(candidates, vectors, options);
  const chosenVectors = vectors.slice(candidates.length);
  const open = new Set(candidates.keys());
  for (const index of open)
    if (used.some((other) => other.text === candidates[index]?.text)) open.delete(index);

  const chosen: Selection[] = [];
  let words = 0;
  while (open.size > 0 && chosen.length < options.mostSentences) {
    const best = pickBest(open, scores, vectors, chosenVectors);
    if (best === undefined) break;
    open.delete(best);
    const candidate = candidates[best];
    if (candidate === undefined) break;
    if (chosen.length > 0 && words + candidate.words > options.budgetWords) continue;
    words += candidate.words;
    chosenVectors.push(vectors[best] ?? new Map());
    chosen.push({ ...candidate, score: scores[best] ?? 0, support: supportOf(best, candidates, vectors) });
  }
  return chosen;
}

function pickBest(
  open: Set<number>,
  scores: number[],
  vectors: Vector[],
  chosen: Vector[],
): number | undefined {
  let best: number | undefined;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (const index of open) {
    const vector = vectors[index] ?? new Map();
    const overlap = Math.max(0, ...chosen.map((other) => similarity(vector, other)));
    if (overlap > repetition) {
      open.delete(index);
      continue;
    }
    const value = importance * (scores[index] ?? 0) - (1 - importance) * overlap;
    if (value > bestValue) {
      best = index;
      bestValue = value;
    }
  }
  return best;
}

/** 0 to 1: how common its terms are in all the texts, how early it stands, how well it fits the topic. */
function scoreAll(
  candidates: readonly Candidate[],
  vectors: Vector[],
  { topic, language }: SelectOptions,
): number[] {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { terms } of candidates) {
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    total += terms.length;
  }
  const topicTerms = new Set(termsOf(topic, language));
  const scores = candidates.map((candidate, index) => {
    const commonness =
      candidate.terms.reduce((sum, term) => sum + (counts.get(term) ?? 0) / total, 0) /
      (candidate.terms.length || 1);
    const place = 1 + 2 / (1 + candidate.position);
    let fit = 0;
    for (const term of topicTerms) fit += vectors[index]?.get(term) ?? 0;
    return commonness * place * (1 + fit / 2) * readability(candidate);
  });
  const highest = Math.max(...scores, Number.MIN_VALUE);
  return scores.map((score) => score / highest);
}

/** Questions and bare quotations are good reading in their place and poor summaries out of it. */
function readability({ text, leansOnContext }: Candidate): number {
  const isQuestion = /[?？؟]["”’»」]?$/.test(text);
  const isQuotation = /^["“«„「『]/.test(text);
  return (isQuestion ? 0.4 : 1) * (isQuotation ? 0.7 : 1) * (leansOnContext ? 0.8 : 1);
}

function supportOf(index: number, candidates: readonly Candidate[], vectors: Vector[]): number[] {
  const own = candidates[index]?.document ?? 0;
  const support = new Set([own]);
  for (const [other, { document }] of candidates.entries()) {
    if (
      !support.has(document) &&
      similarity(vectors[index] ?? new Map(), vectors[other] ?? new Map()) >= supporting
    ) {
      support.add(document);
    }
  }
  return [...support];
}
