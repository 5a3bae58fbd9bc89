// What the job makes: a briefing as validated, versioned JSON, from which every rendering is made.
import * as z from "zod";
import { GeneratorKind, Length, Style } from "./request.ts";

const Count = z.number().int().nonnegative();
const Text = z.string().min(1);
/** An id of an entry in `sources`, counted from 1, as readers see it: [3]. */
const SourceId = z.number().int().positive();
const Citations = z.array(SourceId).min(1);
const IsoInstant = z.iso.datetime({ offset: false });

/** One sentence or two, and where they stand. */
export const CitedText = z.object({ text: Text, sources: Citations });
export type CitedText = z.infer<typeof CitedText>;

export const Notable = z.object({ headline: Text, sources: Citations });
export type Notable = z.infer<typeof Notable>;

export const Item = z.object({
  headline: Text,
  /** One to three sentences in reading order. */
  sentences: z.array(CitedText).min(1),
  /** Headlines of the other sources of this story, so that none disappears in a merger. */
  also: z.array(Notable).optional(),
  /** Only Claude writes it: the extractive generator invents nothing. */
  whyItMatters: CitedText.optional(),
  /** Every source of this story, cited or not. */
  sources: Citations,
  publishers: z.array(Text).min(1),
  /** When the story was last reported. */
  date: IsoInstant.optional(),
  /** How many sites, independent of each other, carry it. Copies of one text count once; a given text counts none. */
  independentDomains: Count,
  /** BCP 47, when known: quoted sentences stay in their source's language. */
  language: z.string().optional(),
});
export type Item = z.infer<typeof Item>;

/** Where sources contradict each other, each in its own words. */
export const Disagreement = z.object({ about: Text, statements: z.array(CitedText).min(2) });
export type Disagreement = z.infer<typeof Disagreement>;

export const SourceStatus = z.enum([
  "full-text",
  "feed-excerpt",
  "given-text",
  "duplicate",
  "blocked",
  "failed",
]);
export type SourceStatus = z.infer<typeof SourceStatus>;

/** One document that was read, or could not be. */
export const BriefingSource = z.object({
  id: SourceId,
  title: Text,
  /** Absent for a text given with the request. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  publisher: Text,
  author: z.string().optional(),
  date: IsoInstant.optional(),
  language: z.string().optional(),
  status: SourceStatus,
  /** Why it is an excerpt, was blocked or failed. */
  reason: z.string().optional(),
  duplicateOf: SourceId.optional(),
  /** Why a document that was read is cited nowhere. */
  uncitedBecause: z.string().optional(),
  /** The feed that named it. */
  feedUrl: z.string().optional(),
  cited: z.boolean(),
});
export type BriefingSource = z.infer<typeof BriefingSource>;

/** What became of each entry of the request's `sources`, in its order. */
export const RequestedSource = z.object({
  kind: z.enum(["feed", "article", "text"]),
  /** The url, or the title of a given text. */
  name: Text,
  status: z.enum(["read", "blocked", "failed"]),
  reason: z.string().optional(),
  /** Documents it led to. */
  documents: Count,
});
export type RequestedSource = z.infer<typeof RequestedSource>;

/** Why entries of feeds did not become documents: how many for each reason. */
export const FeedEntriesLeftOut = z.object({
  /** Their feed holds them twice. */
  repeated: Count,
  /** They have no title, no text and no link. */
  unreadable: Count,
  /** Another source of the request is the same page, or names it. */
  elsewhere: Count,
  /** They are older than the window that is read. */
  tooOld: Count,
  /** No word of the topic stands in them. */
  offTopic: Count,
  /** The topic's words cannot be found in their language; the newest of their feed were read all the same. */
  otherLanguage: Count,
  /** Others fitted the topic better or were newer. */
  lessFitting: Count,
});
export type FeedEntriesLeftOut = z.infer<typeof FeedEntriesLeftOut>;

export const Coverage = z.object({
  requested: z.array(RequestedSource),
  /** Documents asked for from other machines. */
  fetched: Count,
  /** Documents that the generator read. */
  used: Count,
  failed: Count,
  duplicatesDropped: Count,
  /** Documents cut to the longest length that is read. */
  truncated: Count,
  /** Feed entries that did not become documents, whatever the reason. */
  feedEntriesSkipped: Count,
  /** The same by reason; absent in briefings made before it was counted. */
  feedEntriesLeftOut: FeedEntriesLeftOut.optional(),
  /** Claims of the model dropped because their evidence, a citation, a quote, a name or a number did not stand in their sources. */
  claimsDropped: Count,
});
export type Coverage = z.infer<typeof Coverage>;

/** What a model used. `costUsd` is absent when no price is configured for the model. */
export const Usage = z.object({
  requests: Count,
  inputTokens: Count,
  outputTokens: Count,
  cacheReadTokens: Count,
  cacheWriteTokens: Count,
  costUsd: z.number().nonnegative().optional(),
});
export type Usage = z.infer<typeof Usage>;

export const Briefing = z.object({
  version: z.literal(1),
  title: Text,
  topic: Text,
  language: Text,
  length: Length,
  style: Style,
  generatedAt: IsoInstant,
  /** From the oldest to the newest date of the sources read. */
  timeWindow: z.object({ from: IsoInstant, to: IsoInstant }).optional(),
  readingTimeMinutes: z.number().int().positive(),
  generator: z.object({
    kind: GeneratorKind,
    model: z.string().optional(),
    /** Set when another generator was asked for and could not. */
    fallback: z.object({ from: GeneratorKind, reason: Text }).optional(),
  }),
  /** Two or three sentences. */
  bottomLine: z.array(CitedText).min(1),
  items: z.array(Item).min(1),
  disagreements: z.array(Disagreement),
  alsoNotable: z.array(Notable),
  sources: z.array(BriefingSource).min(1),
  coverage: Coverage,
  usage: Usage.optional(),
  /** What a reader should know about how this was made. */
  notes: z.array(Text),
});
export type Briefing = z.infer<typeof Briefing>;
