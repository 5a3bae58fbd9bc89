// Which site an address belongs to, so that two pages of one publisher do not count as two voices.
import { isIP } from "node:net";

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
  return new URL(address).host.replace(/^www\./, "");
}

/** The address without what only tells where a reader came from, to see that two addresses are one page. */
export function pageKey(address: string): string {
  const url = new URL(address);
  url.hash = "";
  for (const name of [...url.searchParams.keys()]) {
    if (/^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|source|cmpid|at_\w+)$/i.test(name))
      url.searchParams.delete(name);
  }
  url.searchParams.sort();
  const path = url.pathname.replace(/\/(?:index\.html?|amp\/?)?$/, "");
  return `${url.host.replace(/^(?:www|m|amp)\./, "")}${path}${url.search}`;
}
