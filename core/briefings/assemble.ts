// Puts the draft, the sources and the counts together into the briefing that readers get.
import { Briefing, type Item, type Notable } from "./briefing.ts";
import { defined } from "./defined.ts";
import type { BriefingDocument } from "./document.ts";
import type { Reading } from "./gather.ts";
import { labelsFor } from "./labels.ts";
import { listSources } from "./list-sources.ts";
import type { BriefingRequest } from "./request.ts";
import type { Duplicate } from "./stories.ts";
import { cleanLine } from "./text/clean.ts";
import { countWords, wordsOf } from "./text/words.ts";
import type { Written } from "./write/write-draft.ts";
import type { Draft, DraftItem } from "./write/writer.ts";

/** A page of news is read at about this speed. */
const wordsPerMinute = 220;

type Parts = {
  request: BriefingRequest;
  written: Written;
  gathered: Reading;
  /** Documents that the generator read. */
  documents: BriefingDocument[];
  duplicates: Duplicate[];
  now: number;
};

/** @throws ZodError when a generator broke its contract. */
export function assembleBriefing(parts: Parts): Briefing {
  const { request, gathered, documents, duplicates, now } = parts;
  const { draft, generator, usage } = parts.written;
  // Quotations stay in the language of their source; what a model writes is in the one asked for.
  const written = generator.kind === "extractive" ? undefined : request.language;
  const topic = cleanLine(request.topic) || request.topic;
  const dates = documents.flatMap((document) => document.publishedAt ?? []);
  return Briefing.parse({
    version: 1,
    title: draft.title ?? `${labelsFor(request.language).briefing}: ${topic}`,
    topic,
    language: request.language,
    length: request.length,
    style: request.style,
    generatedAt: new Date(now).toISOString(),
    ...(dates.length === 0
      ? {}
      : { timeWindow: { from: toIso(Math.min(...dates)), to: toIso(Math.max(...dates)) } }),
    readingTimeMinutes: Math.max(1, Math.round(wordsIn(draft) / wordsPerMinute)),
    generator,
    bottomLine: draft.bottomLine,
    items: draft.items.map((item) => toItem(item, documents, duplicates, written)),
    disagreements: draft.disagreements,
    alsoNotable: draft.alsoNotable,
    sources: listSources(gathered, duplicates, draft),
    coverage: {
      requested: gathered.requested,
      fetched: gathered.fetched,
      used: documents.length,
      failed: gathered.unread.length,
      duplicatesDropped: duplicates.length,
      truncated: documents.filter((document) => document.truncated).length,
      feedEntriesSkipped: Object.values(gathered.feedEntriesLeftOut).reduce((sum, count) => sum + count, 0),
      feedEntriesLeftOut: gathered.feedEntriesLeftOut,
      claimsDropped: draft.claimsDropped,
    },
    ...defined({ usage }),
    notes: [...gathered.notes, ...draft.notes],
  } satisfies Briefing);
}

function toItem(
  item: DraftItem,
  documents: BriefingDocument[],
  duplicates: Duplicate[],
  written: string | undefined,
): Item {
  const own = item.sources.flatMap((id) => documents.find((document) => document.id === id) ?? []);
  // A copy is named among the publishers, and is no second voice.
  const copies = duplicates.filter(({ of }) => own.includes(of)).map(({ document }) => document);
  const dates = own.flatMap((document) => document.publishedAt ?? []);
  const languages = [...new Set(own.flatMap((document) => document.language ?? []))];
  return defined({
    ...item,
    also: written === undefined ? otherHeadlines(item, own) : undefined,
    publishers: [...new Set([...own, ...copies].map((document) => document.publisher))],
    date: dates.length === 0 ? undefined : toIso(Math.max(...dates)),
    independentDomains: new Set(own.flatMap((document) => document.site ?? [])).size,
    language: written ?? (languages.length === 1 ? languages[0] : undefined),
  });
}

/** What a model writes has a headline of its own; a story that is quoted has one of its sources', and hides the others'. */
function otherHeadlines({ headline, sources }: DraftItem, own: BriefingDocument[]): Notable[] | undefined {
  const told = new Set([headlineKey(headline)]);
  const others: Notable[] = [];
  for (const { id, title } of own) {
    const key = headlineKey(title);
    if (!sources.includes(id) || told.has(key)) continue;
    told.add(key);
    others.push({ headline: title, sources: [id] });
  }
  return others.length === 0 ? undefined : others;
}

function headlineKey(headline: string): string {
  return wordsOf(headline).join(" ");
}

function wordsIn(draft: Draft): number {
  const texts = [
    ...draft.bottomLine.map(({ text }) => text),
    ...draft.items.flatMap((item) => [
      item.headline,
      ...item.sentences.map(({ text }) => text),
      item.whyItMatters?.text ?? "",
    ]),
    ...draft.disagreements.flatMap((disagreement) => disagreement.statements.map(({ text }) => text)),
    ...draft.alsoNotable.map(({ headline }) => headline),
  ];
  return texts.reduce((sum, text) => sum + countWords(text), 0);
}

function toIso(instant: number): string {
  return new Date(instant).toISOString();
}
