// Decides which requests a server on this machine answers. A web page of another site can send requests to 127.0.0.1; these are refused.
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** Why a request is refused, or undefined when it may pass. */
export type Guard = (headers: IncomingHttpHeaders) => string | undefined;

/**
 * Refuses a foreign Origin, `Sec-Fetch-Site: cross-site` without an Origin, and a Host that is neither local nor
 * allowed: an attacker's DNS can point such a name here. Any IP address is accepted as Host where the server is bound
 * beyond loopback. To a browser, localhost and 127.0.0.1 are two sites: an Origin that is admitted counts for more than
 * `cross-site`.
 * @param allowHosts names without port
 */
export function createGuard(boundHost: string, allowHosts: readonly string[]): Guard {
  const allowed = new Set(allowHosts.map((host) => host.toLowerCase()));
  const beyondLoopback = !isLoopback(boundHost);
  const isAllowed = (host: string) => {
    const name = hostName(host);
    return (
      isLoopback(name) ||
      isUnspecified(name) ||
      allowed.has(name) ||
      (beyondLoopback && isIP(name.replace(/^\[|\]$/g, "")) !== 0)
    );
  };
  const accepted = new Set<string>();
  return (headers) => {
    const { host, origin } = headers;
    if (host !== undefined && !accepted.has(host)) {
      if (!isAllowed(host)) {
        return `Host ${host} is not local: start the server with --allow-host ${hostName(host)} if it is yours.`;
      }
      if (accepted.size < 100) accepted.add(host);
    }
    if (origin !== undefined && !isAllowed(originHost(origin))) {
      return `Origin ${origin} is not local: use --allow-host if it is yours.`;
    }
    if (origin === undefined && headers["sec-fetch-site"] === "cross-site") {
      return "Requests of other sites' pages are not answered (Sec-Fetch-Site: cross-site).";
    }
    return undefined;
  };
}

const SAFE = ["GET", "HEAD", "OPTIONS"];

/**
 * Refuses a request that changes something and that a page of another origin may have asked for: another server of this
 * machine has pages too, and what they say may come from anywhere. A browser sends a POST without a body to any address.
 * It says `Sec-Fetch-Site` to addresses that it trusts, and `Origin` to the others. A program says neither.
 */
export function refuseForeignWrite({
  method = "GET",
  headers,
}: Pick<IncomingMessage, "method" | "headers">): string | undefined {
  if (SAFE.includes(method) || isOfSameOrigin(headers)) return undefined;
  return `${method} is answered for programs, and for pages of the same origin. This one is of ${headers.origin ?? "another"}.`;
}

function isOfSameOrigin({ host = "", origin, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === "same-origin" || site === "none";
  return origin === undefined || originHost(origin) === host.toLowerCase();
}

/** Without port, in lower case; an IPv6 address keeps its brackets. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

/** The host of an origin; one that has none ("null") comes back as it is and matches nothing. */
function originHost(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}

/** `localhost.localstack.cloud` and its subdomains resolve to 127.0.0.1, and LocalStack's users have them configured. */
export function isLoopback(name: string): boolean {
  return (
    name === "localhost" ||
    name === "[::1]" ||
    name === "::1" ||
    /^127\.\d+\.\d+\.\d+$/.test(name) ||
    name.endsWith(".localhost") ||
    name === "localhost.localstack.cloud" ||
    name.endsWith(".localhost.localstack.cloud")
  );
}

/** The address that a server binds to; a client that connects to it reaches its own machine. */
function isUnspecified(name: string): boolean {
  return name === "0.0.0.0" || name === "[::]";
}
