// Refuses an action that a page of another site may have asked for with an image or a link, and that the guard cannot tell.
import type { IncomingMessage } from "node:http";

/**
 * The query protocol acts on a GET. A page can make the browser send one to any address, without an Origin. The browser
 * adds `Sec-Fetch-Site`, but only for addresses that it trusts: localhost and 127.0.0.1, not 0.0.0.0 or
 * localhost.localstack.cloud. [W3C: Fetch Metadata Request Headers] So a browser's GET that says neither is refused.
 * @returns why, or undefined where the request may pass
 */
export function refuseBlindGet({ method, url = "/", headers }: IncomingMessage): string | undefined {
  const isBrowser = headers["user-agent"]?.startsWith("Mozilla/") ?? false;
  const saysWhere = headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;
  if (method !== "GET" || !isBrowser || saysWhere || !/[?&]Action=/i.test(url)) return undefined;
  return "A browser asked for an action without saying for which page: use the address 127.0.0.1 or localhost, or POST.";
}
