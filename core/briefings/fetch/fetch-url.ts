// Fetches one address safely: redirects followed by hand and each hop checked, time and size capped, answers turned into reasons.
import { defined } from "../defined.ts";
import { limits } from "../limits.ts";
import { parseDate } from "../read/dates.ts";
import { SourceError } from "../source-error.ts";
import type { ConnectRules } from "./connect.ts";
import { type CookieJar, createCookieJar } from "./cookies.ts";
import { type HttpAnswer, hasPage, httpGet } from "./http-get.ts";

export type FetchUrlOptions = {
  rules: ConnectRules;
  signal: AbortSignal;
  /** Headers for one hop: validators belong to one address only. */
  headersFor(url: URL): Record<string, string>;
  maxBytes: number;
  whenLarger: "refuse" | "cut";
  timeoutMs: number;
  /** What is labelled as an image, an archive and the like is read too: some robots.txt files are. */
  anyType?: boolean;
  /** Shared by fetches that belong together; without it each has its own. */
  cookies?: CookieJar;
  /** Called before each hop, so that robots.txt and the host's turn apply to redirects too. The answer is called when the hop is over. */
  beforeHop?(url: URL, signal: AbortSignal): Promise<() => void>;
};

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Answers a page (200, 203), 304, or 412, with which some servers answer a validator that they no longer know.
 * @throws SourceError for everything else; the signal's reason when aborted.
 */
export async function fetchUrl(address: string, options: FetchUrlOptions): Promise<HttpAnswer> {
  const { cookies = createCookieJar() } = options;
  let url = parseUrl(address, undefined);
  for (let redirects = 0; ; redirects++) {
    const answer = await fetchHop(url, options, cookies);
    cookies.remember(url, answer.headers["set-cookie"]);
    const { location } = answer.headers;
    if (!redirectStatuses.has(answer.status) || location === undefined) return checked(answer);
    if (redirects === limits.fetch.redirects) {
      throw new SourceError("too-many-redirects", `it redirects more than ${limits.fetch.redirects} times`);
    }
    url = parseUrl(fromUtf8(location), url);
  }
}

async function fetchHop(url: URL, options: FetchUrlOptions, cookies: CookieJar): Promise<HttpAnswer> {
  const { signal, rules, maxBytes, whenLarger, timeoutMs } = options;
  // Waiting for the host's turn does not count against the address's own time.
  const done = await options.beforeHop?.(url, signal);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return await httpGet(url, {
      rules,
      maxBytes,
      whenLarger,
      onlyText: options.anyType !== true,
      headers: defined({ ...options.headersFor(url), cookie: cookies.headerFor(url) }),
      signal: limited,
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (limited.aborted) {
      throw new SourceError("timeout", `${url.host} did not answer within ${timeoutMs / 1_000} s`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    done?.();
  }
}

/** Node gives the bytes of a header as Latin-1; many servers write addresses in UTF-8. */
function fromUtf8(header: string): string {
  const text = Buffer.from(header, "latin1").toString("utf8");
  return text.includes("\uFFFD") ? header : text;
}

/** @throws SourceError `bad-url` when it is no address that is ever fetched. */
export function parseUrl(address: string, base: URL | undefined): URL {
  const url = URL.parse(address, base?.href);
  if (url === null) throw new SourceError("bad-url", `not an address: ${address.slice(0, 200)}`);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new SourceError("blocked-address", `only http and https are fetched, not ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new SourceError(
      "blocked-address",
      `${url.host}: addresses with a user name or password are not fetched`,
    );
  }
  return url;
}

function checked(answer: HttpAnswer): HttpAnswer {
  const { status, headers } = answer;
  if (hasPage(status) || status === 304 || status === 412) return answer;
  // Both times are the site's, whatever our clock says.
  const retryAfterSeconds = parseRetryAfter(headers["retry-after"], parseDate(headers.date));
  if (status === 429) {
    throw new SourceError("rate-limited", "the site asks for fewer requests (429)", { retryAfterSeconds });
  }
  if (status === 408 || status === 425 || status >= 500) {
    throw new SourceError("server-error", `the site has a problem (${status})`, { retryAfterSeconds });
  }
  if (status === 404 || status === 410) {
    throw new SourceError("not-found", `there is no such page (${status})`);
  }
  if (status === 401 || status === 402 || status === 403 || status === 451) {
    throw new SourceError("refused", `the site does not let us read this page (${status})`);
  }
  throw new SourceError("unreadable", `the site answered ${status}, which is no page`);
}

/** Retry-After in seconds: a number of them, or a date. */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const date = parseDate(text);
  return date === undefined ? undefined : Math.max(0, Math.ceil((date - now) / 1_000));
}
