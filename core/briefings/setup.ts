// Builds what a briefing job needs from plain options; called once at the edge, where settings and keys are known.
import type * as z from "zod";
import { type ResolveHost, resolveHost } from "./fetch/connect.ts";
import { createFetchSource } from "./fetch/fetch-source.ts";
import { endpointRule, type RefuseEndpoint } from "./fetch/public-address.ts";
import type { SourceCache } from "./source-cache.ts";
import type { FetchSource } from "./source-content.ts";
import { ClaudeSettings } from "./write/claude-settings.ts";
import { writeExtractive } from "./write/extractive.ts";
import type { Writer, Writers } from "./write/writer.ts";

export type BriefingToolsOptions = {
  /** Lets sources on this machine's loopback be read, for development. No other private address, ever. */
  allowPrivateAddresses?: boolean;
  /** Turns the Claude generator on. */
  anthropicApiKey?: string;
  anthropicBaseUrl?: string;
  /** Model, effort and budget; each has a default. */
  claude?: z.input<typeof ClaudeSettings>;
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

/** @throws ZodError when the Claude settings are wrong. */
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
  const claude = claudeWriter(options);
  return {
    fetchSource,
    writers: { extractive: writeExtractive, ...(claude === undefined ? {} : { claude }) },
  };
}

/** The SDK is loaded by the first job that has Claude write. */
function claudeWriter(options: BriefingToolsOptions): Writer | undefined {
  const settings = ClaudeSettings.parse(options.claude ?? {});
  const { anthropicApiKey: apiKey, anthropicBaseUrl: baseUrl } = options;
  if (apiKey === undefined || apiKey === "") return undefined;
  return async (assignment, context) => {
    const { writeWithClaude } = await import("./write/claude.ts");
    return writeWithClaude(assignment, context, { apiKey, baseUrl, settings });
  };
}
