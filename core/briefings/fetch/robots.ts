// Asks a site's robots.txt before the first page, and remembers the answer for a while.
import { limits } from "../limits.ts";
import { SourceError, type SourceFailure } from "../source-error.ts";
import type { ConnectRules } from "./connect.ts";
import { fetchUrl } from "./fetch-url.ts";
import { isAllowed, parseRobots, type RobotsRules } from "./robots-rules.ts";

export type AssertAllowedByRobots = (url: URL, signal: AbortSignal) => Promise<void>;

type Options = { rules: ConnectRules; userAgent: string; productToken: string; now(): number };

/**
 * RFC 9309, 2.3.1: a robots.txt that cannot be had (4xx, more than five redirects, no text) allows everything; one
 * that cannot be reached (5xx, network errors) allows nothing for now. Redirects may lead to another host; the rules
 * hold for the host that was asked. 429 is read as "not now" too, since that is what it says.
 */
export function createRobots(options: Options): AssertAllowedByRobots {
  const remembered = new Map<string, { askedAt: number; rules: Promise<RobotsRules> }>();

  return async (url, signal) => {
    const known = remembered.get(url.origin);
    const isFresh = known !== undefined && options.now() - known.askedAt < limits.fetch.robotsTrustMs;
    const rules = isFresh ? known.rules : fetchRules(url.origin, options, signal);
    if (!isFresh) {
      remembered.set(url.origin, { askedAt: options.now(), rules });
      // What failed is asked again by the next page.
      rules.catch(() => remembered.delete(url.origin));
    }
    if (!isAllowed(await rules, `${url.pathname}${url.search}`)) {
      throw new SourceError("blocked-by-robots", "the site asks programs not to read this page (robots.txt)");
    }
  };
}

async function fetchRules(origin: string, options: Options, signal: AbortSignal): Promise<RobotsRules> {
  try {
    const answer = await fetchUrl(`${origin}/robots.txt`, {
      rules: options.rules,
      signal,
      headersFor: () => ({ "user-agent": options.userAgent, accept: "text/plain, */*;q=0.1" }),
      maxBytes: limits.fetch.robotsBytes,
      whenLarger: "cut",
      // Whatever its label says, it is read as text.
      anyType: true,
      timeoutMs: limits.fetch.robotsMs,
    });
    const { decodeText } = await import("../read/decode.ts");
    const text = decodeText({ bytes: answer.body, contentType: answer.headers["content-type"] });
    return parseRobots(text, options.productToken);
  } catch (error) {
    if (error instanceof SourceError && !error.isPassing && !unreachable.has(error.failure)) return [];
    throw error;
  }
}

/** Failures that may not pass, and that the site's pages share. */
const unreachable: ReadonlySet<SourceFailure> = new Set(["blocked-address", "unknown-host", "tls"]);
