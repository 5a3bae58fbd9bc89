// What reading a source gives: an article or a feed of entries, as plain text; and the function type that does it.
import * as z from "zod";

/** Milliseconds since the epoch. */
const Instant = z.number().int();

export const Article = z.object({
  kind: z.literal("article"),
  /** Where it was found in the end, after redirects. */
  url: z.string(),
  title: z.string(),
  /** Paragraphs, one a line. */
  text: z.string(),
  publisher: z.string().optional(),
  author: z.string().optional(),
  publishedAt: Instant.optional(),
  /** BCP 47. */
  language: z.string().optional(),
  /** The text was longer than is read. */
  truncated: z.boolean(),
});
export type Article = z.infer<typeof Article>;

export const FeedEntry = z.object({
  /** What the feed names it by, as written. */
  id: z.string().optional(),
  /** With its fragment: several entries may stand on one page. */
  url: z.string().optional(),
  title: z.string(),
  text: z.string(),
  author: z.string().optional(),
  publishedAt: Instant.optional(),
  language: z.string().optional(),
  truncated: z.boolean(),
});
export type FeedEntry = z.infer<typeof FeedEntry>;

export const Feed = z.object({
  kind: z.literal("feed"),
  url: z.string(),
  title: z.string(),
  /** Newest first; those without a date keep their place behind. */
  entries: z.array(FeedEntry),
  /** Entries beyond the number that is read. */
  skipped: z.number().int().nonnegative(),
  /** Entries that the feed holds twice. */
  repeated: z.number().int().nonnegative().optional(),
  /** Entries without a title, a text or a link. */
  unreadable: z.number().int().nonnegative().optional(),
});
export type Feed = z.infer<typeof Feed>;

export const SourceContent = z.discriminatedUnion("kind", [Article, Feed]);
export type SourceContent = z.infer<typeof SourceContent>;

/**
 * Fetches and reads one address. `kind` is what the caller expects; the answer says what it was.
 * @throws SourceError when it cannot be read; the signal's reason when aborted.
 */
export type FetchSource = (
  target: { kind: "feed" | "article"; url: string },
  options: { signal: AbortSignal },
) => Promise<SourceContent>;
