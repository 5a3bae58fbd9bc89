// Asks a site's robots.txt before the first page, and remembers the answer for a while.
import { limits } from "../limits.ts";
import { SourceError } from "../source-error.ts";
import type { ConnectRules } from "./connect.ts";
import { fetchUrl } from "./fetch-url.ts";
import { isAllowed, parseRobots, type RobotsRules } from "./robots-rules.ts";

export type AssertAllowedByRobots = (url: URL, signal: AbortSignal) => Promise<void>;

type Options = { rules: ConnectRules; userAgent: string; productToken: string; now(): number };

/** A robots.txt that does not exist allows everything; one that cannot be reached allows nothing (RFC 9309, 2.3.1). */
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
      timeoutMs: limits.fetch.robotsMs,
    });
    return parseRobots(answer.body.toString("utf8"), options.productToken);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const saysNone = ["not-found", "refused", "unreadable", "too-many-redirects"].includes(error.failure);
    if (saysNone) return [];
    throw error;
  }
}
