// Refuses what a web page could send to a server on loopback: a foreign Host, a foreign Origin, a cross-site request.
import type { IncomingHttpHeaders } from "node:http";

/** Names that mean this machine. `localhost.localstack.cloud` and its subdomains resolve to 127.0.0.1. */
const LOCAL = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\]|(.+\.)?localhost\.localstack\.cloud)$/;

/**
 * Why the request is refused, or undefined when it may pass. A page on another site can make a browser send a form
 * to 127.0.0.1, or bind its own name to it (DNS rebinding): the first shows in Origin and Sec-Fetch-Site, the second in Host.
 */
export function refusalOf(
  headers: IncomingHttpHeaders,
  allowHosts: readonly string[] = [],
): string | undefined {
  const isLocal = (host: string) =>
    LOCAL.test(host) || allowHosts.some((allowed) => allowed.toLowerCase() === host);
  const host = hostOf(`http://${headers.host ?? ""}`);
  if (host === undefined || !isLocal(host)) {
    return `the Host header ${JSON.stringify(headers.host ?? "")} is not this machine; allow it with --allow-host`;
  }
  if (headers["sec-fetch-site"] === "cross-site") return "cross-site requests are refused";
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const originHost = hostOf(origin);
  if (originHost !== undefined && isLocal(originHost)) return undefined;
  return `the Origin ${JSON.stringify(origin)} is not this machine`;
}

function hostOf(url: string): string | undefined {
  const hostname = URL.parse(url)?.hostname.toLowerCase();
  return hostname === "" ? undefined : hostname;
}
