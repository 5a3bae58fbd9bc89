// Who may talk to a server on this machine: a page of another site can send requests to 127.0.0.1, and must get nowhere.
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

/** Why a request is refused, or undefined when it may pass. */
export type Guard = (headers: IncomingHttpHeaders) => string | undefined;

/**
 * Refuses a foreign Origin, `Sec-Fetch-Site: cross-site`, and a Host that is neither local nor allowed (a name that
 * an attacker's DNS points here). An address as Host is no such name: it is accepted where the server is bound
 * beyond loopback.
 * @param allowHosts names without port
 */
export function createGuard(boundHost: string, allowHosts: readonly string[]): Guard {
  const allowed = new Set(allowHosts.map((host) => host.toLowerCase()));
  const beyondLoopback = !isLocal(boundHost);
  const isAllowed = (host: string) => {
    const name = hostName(host);
    return isLocal(name) || allowed.has(name) || (beyondLoopback && isIP(name.replace(/^\[|\]$/g, "")) !== 0);
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
    if (headers["sec-fetch-site"] === "cross-site") {
      return "Requests of other sites' pages are not answered (Sec-Fetch-Site: cross-site).";
    }
    if (origin !== undefined && !isAllowed(originHost(origin))) {
      return `Origin ${origin} is not local: use --allow-host if it is yours.`;
    }
    return undefined;
  };
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
function isLocal(name: string): boolean {
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
