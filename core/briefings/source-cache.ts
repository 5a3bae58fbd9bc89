// What is remembered of a source between jobs, so that an unchanged one is asked for only conditionally.
import * as z from "zod";
import { SourceContent } from "./source-content.ts";

export const SourceCacheEntry = z.object({
  /** Raised when pages are read otherwise than before: what was remembered is then read anew. */
  version: z.literal(2),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  content: SourceContent,
});
export type SourceCacheEntry = z.infer<typeof SourceCacheEntry>;

/**
 * Keeps entries by key (the kind and the address asked for). Entries are JSON of at most `limits.fetch.cacheEntryBytes`.
 * `get` may answer anything: what is not an entry of this version counts as nothing. A cache that fails costs
 * a full request and never a job.
 */
export type SourceCache = {
  get(key: string): Promise<unknown> | unknown;
  put(key: string, entry: SourceCacheEntry): Promise<void> | void;
};
