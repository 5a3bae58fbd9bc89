// Chooses the sentences that tell most with least repetition: by place in the text, title and common words, then by maximal marginal relevance.
import { similarity, toVectors, type Vector } from "../text/terms.ts";
import { topicTermsOf } from "../text/topic.ts";
import type { Candidate } from "./candidates.ts";
import { saysTheSame } from "./repetition.ts";

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
  /** Sentences of other stories that stand beside these: what says the same is not chosen. */
  beside?: readonly Candidate[];
};

/** What a text says first weighs most: a third as much for its second sentence, an eighth for its fourth. */
const placePower = 1.5;
/** The first text is the one that tells the story best, and gives it its headline. */
const ofOthers = 0.8;
/** Beside the place's weight of 1 for a first sentence: words that all the texts share, and words of the text's title. */
const commonWeight = 0.3;
const titleWeight = 0.3;
/** Weight of importance against novelty. */
const importance = 0.7;
/** A text that was quoted already is worth less each time, so that several sources are woven where they have something to say. */
const again = 0.7;
/** Two sentences more alike than this say the same to a reader. */
const repetition = 0.4;
/** A sentence this much alike supports the other: a citation for both. Strict, since a wrong citation is worse than a missing one. */
const supporting = 0.6;

/** In the order chosen, best first. */
export function selectSentences(candidates: readonly Candidate[], options: SelectOptions): Selection[] {
  const { used = [], beside = [] } = options;
  const vectors = toVectors([...candidates, ...used].map((candidate) => candidate.terms));
  const scores = scoreAll(candidates, vectors, options);
  const chosenVectors = vectors.slice(candidates.length);
  const open = new Set(candidates.keys());
  for (const index of open)
    if (used.some((other) => other.text === candidates[index]?.text)) open.delete(index);
  const isSaid = (index: number) => {
    const candidate = candidates[index];
    return (
      candidate !== undefined &&
      [...used, ...beside, ...chosen].some((other) => saysTheSame(candidate, other))
    );
  };

  const toSelection = (candidate: Candidate, index: number): Selection => ({
    ...candidate,
    score: scores[index] ?? 0,
    support: supportOf(index, candidates, vectors),
  });
  const heard = new Map<number, number>();
  for (const { document } of used) heard.set(document, (heard.get(document) ?? 0) + 1);
  const chosen: Selection[] = [];
  let tooLong: Selection | undefined;
  let words = 0;
  while (open.size > 0 && chosen.length < options.mostSentences) {
    const worth = scores.map(
      (score, index) => score * again ** (heard.get(candidates[index]?.document ?? 0) ?? 0),
    );
    const best = pickBest(open, worth, vectors, chosenVectors);
    if (best === undefined) break;
    open.delete(best);
    const candidate = candidates[best];
    if (candidate === undefined) break;
    if (isSaid(best)) continue;
    if (words + candidate.words > options.budgetWords) {
      tooLong ??= toSelection(candidate, best);
      continue;
    }
    words += candidate.words;
    heard.set(candidate.document, (heard.get(candidate.document) ?? 0) + 1);
    chosenVectors.push(vectors[best] ?? new Map());
    chosen.push(toSelection(candidate, best));
  }
  // One sentence is needed, whatever its length.
  return chosen.length === 0 && tooLong !== undefined ? [tooLong] : chosen;
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

/** 0 to 1: how early it stands, how common its terms are in all the texts, how much of its title it has, how well it fits the topic. */
function scoreAll(
  candidates: readonly Candidate[],
  vectors: Vector[],
  { topic, language }: SelectOptions,
): number[] {
  const commonness = commonnessOf(candidates);
  const topicTerms = topicTermsOf(topic, language);
  const scores = candidates.map((candidate, index) => {
    const place = (1 + candidate.position) ** -placePower * (candidate.document === 0 ? 1 : ofOthers);
    let fit = 0;
    for (const term of topicTerms) fit += vectors[index]?.get(term) ?? 0;
    const worth = place + commonWeight * (commonness[index] ?? 0) + titleWeight * candidate.titleShare;
    return worth * (1 + fit / 2) * readability(candidate);
  });
  const highest = Math.max(...scores, Number.MIN_VALUE);
  return scores.map((score) => score / highest);
}

/** For each the mean share of all terms that its terms make up, the highest being 1: SumBasic's weight. */
function commonnessOf(candidates: readonly Candidate[]): number[] {
  const counts = new Map<string, number>();
  for (const { terms } of candidates) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const means = candidates.map(
    ({ terms }) => terms.reduce((sum, term) => sum + (counts.get(term) ?? 0), 0) / (terms.length || 1),
  );
  const highest = Math.max(...means, Number.MIN_VALUE);
  return means.map((mean) => mean / highest);
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
