// Keeps cookies for the length of one fetch: some sites set one, redirect, and look whether it comes back.
import { siteOf } from "../outlet.ts";

export type CookieJar = {
  /** `headers` are the values of Set-Cookie. */
  remember(url: URL, headers: string[] | undefined): void;
  /** The value of Cookie for a request, or nothing. */
  headerFor(url: URL): string | undefined;
};
type Cookie = {
  name: string;
  value: string;
  domain: string;
  isHostOnly: boolean;
  path: string;
  isSecure: boolean;
};

const mostCookies = 50;
const mostChars = 4_096;

/** RFC 6265, with a simple rule for domains: a cookie may be for its host's site, and for no larger part of the web. */
export function createCookieJar(): CookieJar {
  const cookies: Cookie[] = [];
  return {
    remember(url, headers = []) {
      for (const header of headers) {
        const read = parseCookie(header, url);
        if (read === undefined) continue;
        const { cookie, isGone } = read;
        const index = cookies.findIndex((other) => isSame(other, cookie));
        if (index >= 0) cookies.splice(index, 1);
        if (!isGone && cookies.length < mostCookies) cookies.push(cookie);
      }
    },
    headerFor(url) {
      const sent = cookies
        .filter((cookie) => isFor(cookie, url))
        .sort((a, b) => b.path.length - a.path.length);
      return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join("; ");
    },
  };
}

function parseCookie(header: string, url: URL): { cookie: Cookie; isGone: boolean } | undefined {
  const [pair = "", ...rest] = header.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, Math.max(equals, 0)).trim();
  const value = pair.slice(equals + 1).trim();
  // A value that is no header would end the request.
  if (name === "" || header.length > mostChars || /[^\x20-\x7e\x80-\xff]/.test(pair)) return undefined;
  const attributes = new Map(
    rest.map((part) => {
      const [key = "", ...parts] = part.split("=");
      return [key.trim().toLowerCase(), parts.join("=").trim()] as const;
    }),
  );
  const domain = attributes.get("domain")?.replace(/^\./, "").toLowerCase();
  if (domain && !mayBeFor(domain, url)) return undefined;
  const path = attributes.get("path");
  const cookie: Cookie = {
    name,
    value,
    domain: domain || url.hostname,
    isHostOnly: !domain,
    path: path?.startsWith("/") ? path : url.pathname.slice(0, Math.max(url.pathname.lastIndexOf("/"), 1)),
    isSecure: attributes.has("secure"),
  };
  return { cookie, isGone: isPast(attributes) };
}

function mayBeFor(domain: string, url: URL): boolean {
  const site = siteOf(url.href);
  return isWithin(url.hostname, domain) && (isWithin(domain, site) || domain === url.hostname);
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function isPast(attributes: Map<string, string>): boolean {
  const maxAge = attributes.get("max-age");
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  return Date.parse(attributes.get("expires") ?? "") < Date.now();
}

function isSame(a: Cookie, b: Cookie): boolean {
  return a.name === b.name && a.domain === b.domain && a.path === b.path;
}

function isFor(cookie: Cookie, url: URL): boolean {
  if (cookie.isSecure && url.protocol !== "https:") return false;
  const isHost = cookie.isHostOnly ? url.hostname === cookie.domain : isWithin(url.hostname, cookie.domain);
  const folder = cookie.path.endsWith("/") ? cookie.path : `${cookie.path}/`;
  return isHost && (url.pathname === cookie.path || url.pathname.startsWith(folder));
}
