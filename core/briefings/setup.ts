// Builds what a briefing job needs from plain options; called once at the edge, where settings and keys are known.
import { type ResolveHost, resolveHost } from "./fetch/connect.ts";
import { createFetchSource } from "./fetch/fetch-source.ts";
import { endpointRule, type RefuseEndpoint } from "./fetch/public-address.ts";
import type { SourceCache } from "./source-cache.ts";
import type { FetchSource } from "./source-content.ts";
import { writeExtractive } from "./write/extractive.ts";
import type { Writers } from "./write/writer.ts";

export type BriefingToolsOptions = {
  /** Lets sources on this machine's loopback be read, for development. No other private address, ever. */
  allowPrivateAddresses?: boolean;
  /** Turns the Claude generator on. */
  anthropicApiKey?: string;
  anthropicBaseUrl?: string;
  /** Remembers sources between jobs, so that unchanged ones are asked for conditionally. */
  cache?: SourceCache;
  /** How sites see us. A deployment should add an address for questions. */
  userAgent?: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** For tests: which endpoints are refused, and how names resolve. */
  refuseEndpoint?: RefuseEndpoint;
  resolveHost?: ResolveHost;
};

/** The name that robots.txt files can use for us. */
const productToken = "BriefingsBot";

export function createBriefingTools(options: BriefingToolsOptions = {}): {
  fetchSource: FetchSource;
  writers: Writers;
} {
  const allowLoopback = options.allowPrivateAddresses ?? false;
  const fetchSource = createFetchSource({
    rules: {
      refuseEndpoint: options.refuseEndpoint ?? endpointRule({ allowLoopback }),
      resolveHost: options.resolveHost ?? resolveHost,
    },
    cache: options.cache,
    userAgent: options.userAgent ?? `${productToken}/1.0`,
    productToken,
    now: options.now ?? Date.now,
  });
  return { fetchSource, writers: { extractive: writeExtractive } };
}
