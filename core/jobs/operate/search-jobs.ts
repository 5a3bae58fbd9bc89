// Searches jobs: by a filter that the command line, the API and the dashboard word alike.

import type { Backend } from "../backend.ts";
import { type FieldError, invalidFields, invalidRequest } from "../field-errors.ts";
import type { FoundPage, SearchQuery } from "../ports.ts";
import { DeadCause, JobStatus } from "../record/job.ts";
import { JobFilter } from "../record/job-filter.ts";
import { BULK } from "./bulk-job.ts";
import { readIsoTime } from "./iso-time.ts";

/**
 * A page of the jobs that fit. Where there is an index (SQLite) what is looked for in texts is found by it. Elsewhere, and for what no index
 * holds, jobs are read in their order until the page is full or `maxRead` is reached.
 * @throws VisibleError `invalid-cursor`; StoreError.
 */
export const searchJobs = (backend: Pick<Backend, "store">, query: SearchQuery): Promise<FoundPage> =>
  backend.store.search(query);

/** What people mean by a list: the engine's own jobs, the operations on all that match, stand there only when they are named. */
export const withoutOwn = (filter: JobFilter): JobFilter =>
  filter.type || filter.id || filter.fingerprint ? filter : { ...filter, exceptType: [BULK] };

/** Read between two looks at the signal, and two reports of progress. */
const BIT = 2_000;

export type SearchProgress = {
  /** Jobs that were read, and found, so far. */
  read: number;
  found: number;
  /** How far back, or forward, the search is (ms). */
  readTo?: number;
};

/**
 * The same bit by bit, for somebody who waits: tells how far it is, and can be stopped.
 * @param signal ends the search: the page has `readTo` then, and a cursor to go on.
 * @throws as `searchJobs`.
 */
export async function searchOn(
  backend: Pick<Backend, "store">,
  query: Omit<SearchQuery, "maxRead">,
  { onProgress, signal }: { onProgress?(so: SearchProgress): void; signal?: AbortSignal } = {},
): Promise<FoundPage> {
  const items: FoundPage["items"] = [];
  let read = 0;
  let { cursor } = query;
  for (;;) {
    const left = { ...query, limit: query.limit - items.length, maxRead: BIT };
    const page = await searchJobs(backend, { ...left, ...(cursor !== undefined && { cursor }) });
    items.push(...page.items);
    read += page.read;
    cursor = page.cursor;
    const so = { ...page, items, read };
    if (cursor === undefined || items.length >= query.limit) return so;
    const { readTo } = page;
    onProgress?.({ read, found: items.length, ...(readTo !== undefined && { readTo }) });
    if (signal?.aborted) return so;
  }
}

/** What a filter is given as: options of a command, parameters of a URL. Several values in one list, or with commas between. */
export type FilterWords = Readonly<Record<string, string | readonly string[] | undefined>>;

const WHERE = "where.";
/** The words whose values may be several. */
const lists = ["id", "type", "status", "cause", "fingerprint"] as const;
const choices: Partial<Record<string, readonly string[]>> = {
  status: JobStatus.options,
  cause: DeadCause.options,
};
const flags = ["archived"] as const;
const texts = ["tenant", "text"] as const;
const times = {
  since: "createdAfter",
  until: "createdBefore",
  endedSince: "endedAfter",
  endedUntil: "endedBefore",
} as const;

/** Which words begin and end a span of time. */
const spans = [
  ["since", "until"],
  ["endedSince", "endedUntil"],
] as const;

/** The words of a filter, without the `where.PATH`. */
export const filterWords: readonly string[] = [...lists, ...texts, ...flags, ...Object.keys(times)];

/**
 * Words: `id type status tenant cause fingerprint text archived since until endedSince endedUntil where.PATH`. A time is one of
 * ISO 8601 with a zone, or an age: `30m`, `12h`, `7d`.
 * @throws VisibleError `invalid-request` that names each word that is wrong or unknown.
 */
export function parseFilter(words: FilterWords, nowMs: number): JobFilter {
  const fields: Record<string, unknown> = {};
  const where: [string, string][] = [];
  const errors: FieldError[] = [];
  for (const [word, given] of Object.entries(words)) {
    if (given === undefined) continue;
    const values = typeof given === "string" ? [given] : given;
    const [value = ""] = values;
    const time = Object.hasOwn(times, word) ? times[word as keyof typeof times] : undefined;
    if (isOneOf(lists, word)) {
      const named = values.flatMap((each) => each.split(","));
      const may = choices[word];
      const unknown = may && named.find((each) => !may.includes(each));
      if (unknown === undefined) fields[word] = named;
      else
        errors.push({
          path: word,
          message: `must be one of ${may?.join(", ")}, not ${unknown.slice(0, 100) || "nothing"}`,
        });
    } else if (values.length !== 1) errors.push({ path: word, message: "takes one value" });
    else if (isOneOf(texts, word)) fields[word] = value;
    else if (isOneOf(flags, word)) {
      if (value === "true" || value === "false") fields[word] = value === "true";
      else errors.push({ path: word, message: "must be true or false" });
    } else if (word.startsWith(WHERE)) where.push([word.slice(WHERE.length), value]);
    else if (time !== undefined) {
      const at = readTime(value, nowMs);
      if (at === undefined) errors.push({ path: word, message: TIME });
      else fields[time] = at;
    } else errors.push({ path: word, message: "is not a known filter" });
  }
  for (const [begin, end] of spans) {
    const [from, to] = [fields[times[begin]], fields[times[end]]];
    if (typeof from === "number" && typeof to === "number" && to <= from)
      errors.push({ path: end, message: `must be later than ${begin}: no job fits both` });
  }
  if (errors.length > 0) throw invalidFields(errors);
  // `fromEntries` makes a field also of the path `__proto__`.
  const parsed = JobFilter.safeParse({
    ...fields,
    ...(where.length > 0 && { where: Object.fromEntries(where) }),
  });
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error);
}

/** The words that `parseFilter` reads as this filter. */
export function wordsOf(filter: JobFilter): [word: string, value: string][] {
  const named = [...lists, ...texts, ...flags].flatMap((word) => {
    const value = filter[word];
    return value === undefined ? [] : ([[word, [value].flat().map(String).join(",")]] as [string, string][]);
  });
  const timed = Object.entries(times).flatMap(([word, field]) => {
    const at = filter[field];
    return at === undefined ? [] : ([[word, new Date(at).toISOString()]] as [string, string][]);
  });
  const where = Object.entries(filter.where ?? {}).map(([path, value]): [string, string] => [
    WHERE + path,
    value,
  ]);
  return [...named, ...timed, ...where];
}

const isOneOf = <Word extends string>(all: readonly Word[], word: string): word is Word =>
  all.some((each) => each === word);

const TIME = "must be a time with its zone, as 2026-12-24T07:00:00Z, or an age, as 30m, 12h or 7d";
const AGE = /^(\d{1,6})([smhd])$/;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function readTime(value: string, nowMs: number): number | undefined {
  const [, count, unit] = AGE.exec(value) ?? [];
  if (count !== undefined)
    return Math.max(0, Math.floor(nowMs - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]));
  const at = readIsoTime(value);
  return at === undefined || at < 0 ? undefined : at;
}
