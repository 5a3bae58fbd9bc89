// Fetches and reads one source: politely (robots.txt, turns, conditional requests), safely, and with a reason when it cannot.
import { defined } from "../defined.ts";
import { limits } from "../limits.ts";
import { type SourceCache, SourceCacheEntry } from "../source-cache.ts";
import type { FetchSource, SourceContent } from "../source-content.ts";
import { SourceError } from "../source-error.ts";
import type { ConnectRules } from "./connect.ts";
import { type CookieJar, createCookieJar } from "./cookies.ts";
import { fetchUrl } from "./fetch-url.ts";
import { createTurns } from "./host-turns.ts";
import type { HttpAnswer } from "./http-get.ts";
import { createRobots } from "./robots.ts";

type Options = {
  rules: ConnectRules;
  cache: SourceCache | undefined;
  userAgent: string;
  /** The name that robots.txt files call us by. */
  productToken: string;
  now(): number;
};
type Target = Parameters<FetchSource>[0];

/** What the requests for one source share. */
type Visit = {
  signal: AbortSignal;
  cookies: CookieJar;
  /** How often pages have sent us on by a meta element. */
  refreshes: number;
  isNamedFeed: boolean;
};

const accepted = {
  feed: "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5",
  article: "text/html, application/xhtml+xml, */*;q=0.5",
} as const;

export function createFetchSource(options: Options): FetchSource {
  const assertAllowedByRobots = createRobots(options);
  const takeHostTurn = createTurns(limits.fetch.perHost);
  const takeTurn = createTurns(limits.fetch.atOnce);

  const beforeHop = async (url: URL, signal: AbortSignal) => {
    const hostDone = await takeHostTurn(url.host, signal);
    try {
      await assertAllowedByRobots(url, signal);
      const done = await takeTurn("all", signal);
      return () => {
        done();
        hostDone();
      };
    } catch (error) {
      hostDone();
      throw error;
    }
  };

  const fetchPage = async (
    target: Target,
    known: SourceCacheEntry | undefined,
    visit: Visit,
    fresh = false,
  ) =>
    fetchUrl(target.url, {
      rules: options.rules,
      signal: visit.signal,
      cookies: visit.cookies,
      beforeHop,
      headersFor: (url) => ({
        "user-agent": options.userAgent,
        accept: accepted[target.kind],
        ...(known?.content.url === url.href ? validators(known) : {}),
        ...(fresh ? { "cache-control": "no-cache", pragma: "no-cache" } : {}),
      }),
      maxBytes: limits.fetch.bodyBytes,
      whenLarger: "refuse",
      timeoutMs: limits.fetch.perSourceMs,
    });

  const fetchTarget = async (target: Target, visit: Visit): Promise<SourceContent> => {
    const key = `${target.kind} ${target.url}`;
    const known = await readCache(options.cache, key);
    let answer = await fetchPage(target, known, visit);
    if (answer.status === 304 && known !== undefined && known.content.url === answer.url.href) {
      await writeCache(options.cache, key, answer, known.content, known);
      return known.content;
    }
    // "Not modified" since nothing, or "condition failed": a cache on the way is confused, and may be passed by.
    if (isAboutConditions(answer)) answer = await fetchPage(target, undefined, visit, true);
    if (isAboutConditions(answer))
      throw new SourceError(
        "unreadable",
        `the site answered ${answer.status}, as if to a condition, to a request without conditions`,
      );

    // The parsers are heavy: loaded by the first source that needs them.
    const { readAnswer } = await import("../read/read-answer.ts");
    const reading = readAnswer(answer, target.kind);
    if ("refreshUrl" in reading) {
      if (visit.refreshes === limits.fetch.refreshes)
        throw new SourceError("too-many-redirects", "its pages send their readers on and on");
      return fetchTarget(
        { ...target, url: reading.refreshUrl },
        { ...visit, refreshes: visit.refreshes + 1 },
      );
    }
    if ("feedUrls" in reading) {
      if (visit.isNamedFeed) throw new SourceError("unreadable", "the page names a feed that is none");
      return fetchFirstFeed(reading.feedUrls, visit);
    }
    await writeCache(options.cache, key, answer, reading);
    return reading;
  };

  /** The first feed that can be read; sites name dead ones. @throws the reason that may pass, else the last. */
  const fetchFirstFeed = async (urls: string[], visit: Visit): Promise<SourceContent> => {
    let reason: SourceError | undefined;
    for (const url of urls) {
      try {
        return await fetchTarget({ kind: "feed", url }, { ...visit, isNamedFeed: true });
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        if (reason?.isPassing !== true) reason = error;
      }
    }
    throw reason ?? new SourceError("unreadable", "the page names no feed");
  };

  return (target, { signal }) =>
    fetchTarget(target, { signal, cookies: createCookieJar(), refreshes: 0, isNamedFeed: false });
}

function isAboutConditions({ status }: HttpAnswer): boolean {
  return status === 304 || status === 412;
}

function validators(known: SourceCacheEntry): Record<string, string> {
  return defined({ "if-none-match": known.etag, "if-modified-since": known.lastModified });
}

async function readCache(cache: SourceCache | undefined, key: string): Promise<SourceCacheEntry | undefined> {
  try {
    return SourceCacheEntry.safeParse(await cache?.get(key)).data;
  } catch {
    return undefined;
  }
}

async function writeCache(
  cache: SourceCache | undefined,
  key: string,
  answer: HttpAnswer,
  content: SourceContent,
  known?: SourceCacheEntry,
) {
  // A 304 may bring new validators, and else leaves the old ones.
  const etag = answer.headers.etag?.trim() || known?.etag;
  const lastModified = answer.headers["last-modified"]?.trim() || known?.lastModified;
  if (known !== undefined && etag === known.etag && lastModified === known.lastModified) return;
  if (cache === undefined || (etag === undefined && lastModified === undefined)) return;
  // Validators belong to the address that sent them, and are sent back only there.
  const entry = defined({
    version: 2 as const,
    etag,
    lastModified,
    content: { ...content, url: answer.url.href },
  });
  if (Buffer.byteLength(JSON.stringify(entry)) > limits.fetch.cacheEntryBytes) return;
  try {
    await cache.put(key, entry);
  } catch {
    // A cache that cannot be written to costs a full request next time.
  }
}
