// A text that a briefing is made from, or the reason why there is none.
import type { BriefingSource } from "./briefing.ts";

export type BriefingDocument = {
  /** Its number in the briefing: [3]. */
  id: number;
  title: string;
  /** Paragraphs, one a line. */
  text: string;
  publisher: string;
  /** The site that answers for it, such as "example.co.uk"; absent for a given text. */
  site?: string;
  url?: string;
  author?: string;
  /** Milliseconds since the epoch. */
  publishedAt?: number;
  language?: string;
  feedUrl?: string;
  status: "full-text" | "feed-excerpt" | "given-text";
  /** Why only the feed's excerpt was read. */
  reason?: string;
  truncated: boolean;
};

export type UnreadDocument = Pick<BriefingSource, "title" | "publisher"> & {
  url: string;
  status: "blocked" | "failed";
  reason: string;
  feedUrl?: string;
};
