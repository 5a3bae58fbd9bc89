// Which site an address belongs to, so that two pages of one publisher do not count as two voices.
import { isIP } from "node:net";
import { domainToUnicode } from "node:url";

/** Second levels below which registries sell names: example.co.uk, example.com.au. */
const registryLabels: ReadonlySet<string> = new Set(
  "ac co com edu go gob gov gouv gub govt ltd me mil ne net nom or org plc sch".split(" "),
);
/** Sites whose subdomains belong to different people. */
const sharedHosts: ReadonlySet<string> = new Set(
  "blogspot.com github.io gitlab.io hashnode.dev medium.com netlify.app pages.dev substack.com tumblr.com vercel.app weebly.com wixsite.com wordpress.com".split(
    " ",
  ),
);

/**
 * The registrable domain, by rules that hold for nearly all news sites; the public suffix list has the rest.
 * An address by number, or a plain local name, is a site by host and port.
 */
export function siteOf(address: string): string {
  const url = new URL(address);
  const host = url.hostname.replace(/\.$/, "");
  const labels = host.split(".");
  if (isIP(host.replace(/^\[|\]$/g, "")) || labels.length === 1) return url.host;
  const lastTwo = labels.slice(-2).join(".");
  const [secondLevel = "", topLevel = ""] = labels.slice(-2);
  const isShared = sharedHosts.has(lastTwo) || (topLevel.length === 2 && registryLabels.has(secondLevel));
  return labels.slice(isShared ? -3 : -2).join(".");
}

/** What to call a site that does not name itself: its host without "www". */
export function hostName(address: string): string {
  return readableHost(new URL(address)).replace(/^www\./, "");
}

/** A name of one script in its own letters; one that mixes scripts may imitate another, and stays as it is asked for. */
function readableHost({ hostname, host }: URL): string {
  const labels = domainToUnicode(hostname).split(".");
  const isPlain = labels.every((label) => ofOneScript.some((script) => script.test(label)));
  return isPlain ? host.replace(hostname, labels.join(".")) : host;
}

/** Japanese and Korean names mix their scripts. */
const ofOneScript = [
  /^[\p{sc=Latin}\d-]+$/u,
  /^[\p{sc=Cyrillic}\d-]+$/u,
  /^[\p{sc=Greek}\d-]+$/u,
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー\d-]+$/u,
  /^[\p{sc=Han}\p{sc=Hangul}\d-]+$/u,
  /^[\p{sc=Arabic}\p{M}\d-]+$/u,
  /^[\p{sc=Hebrew}\p{M}\d-]+$/u,
  /^[\p{sc=Thai}\p{M}\d-]+$/u,
  /^[\p{sc=Devanagari}\p{M}\d-]+$/u,
];

/** A name that is no address: "The Gazette", not "https://www.gazette.example/". */
export function outletName(name: string | undefined): string | undefined {
  const trimmed = name?.trim() ?? "";
  const isAddress =
    /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(trimmed) ||
    /^(?:www\.)?[\w-]+(?:\.[\w-]+)+(?::\d+|\/\S*)+$/i.test(trimmed) ||
    /^www\.\S+$/i.test(trimmed) ||
    // "Space.com" is what its people call it; "space.com" is its address.
    /^[\p{Ll}\d-]+(?:\.[\p{Ll}\d-]+)+$/u.test(trimmed);
  return trimmed === "" || isAddress ? undefined : trimmed;
}

/**
 * What to call a document's publisher: its name where it is one, else how other documents of its site name it, else the
 * site's host.
 */
export function publisherNames(
  documents: readonly { publisher: string; url?: string }[],
): (document: { publisher: string; url?: string }) => string {
  const bySite = new Map<string, string>();
  for (const { publisher, url } of documents) {
    const name = outletName(publisher);
    if (url !== undefined && name !== undefined && !bySite.has(siteOf(url))) bySite.set(siteOf(url), name);
  }
  return ({ publisher, url }) =>
    outletName(publisher) ?? (url === undefined ? publisher : (bySite.get(siteOf(url)) ?? hostName(url)));
}

/** The address without what only tells where a reader came from, to see that two addresses are one place. */
export function pageKey(address: string): string {
  const url = new URL(address);
  for (const name of [...url.searchParams.keys()]) {
    if (/^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|source|cmpid|at_\w+)$/i.test(name))
      url.searchParams.delete(name);
  }
  url.searchParams.sort();
  const path = url.pathname.replace(/\/(?:index\.html?|amp\/?)?$/, "");
  return `${url.host.replace(/^(?:www|m|amp)\./, "")}${path}${url.search}${placeIn(url)}`;
}

/** The page that an address names a place in. */
export function pageOf(address: string): string {
  return address.replace(/#.*$/s, "");
}

/**
 * The fragment where it names a place: a heading, a comment, an entry of a changelog. What leads to the top, searches
 * the text, or counts readers names none.
 */
function placeIn({ hash }: URL): string {
  return /^#(?:$|top$|rss$|:~:|xtor=|utm_|at_|ref=|echobox=|ns_|intcid|cmp)/i.test(hash) ? "" : hash;
}
