// Resolves the links that documents hold, and drops those that lead nowhere a reader should go.
import { pageOf } from "../outlet.ts";

/** An absolute http or https address of a page, or nothing: no `javascript:`, `data:` or `mailto:`, no credentials. */
export function resolveLink(link: string | undefined, base: URL): string | undefined {
  const place = resolvePlace(link, base);
  return place === undefined ? undefined : pageOf(place);
}

/** The same with the fragment, which tells entries apart that stand on one page. */
export function resolvePlace(link: string | undefined, base: URL): string | undefined {
  // Feeds escape their links twice; no address means "&amp;" by it.
  const trimmed = link?.trim().replace(/&amp;/gi, "&");
  if (!trimmed) return undefined;
  const url = URL.parse(trimmed, base.href);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  if (url.username !== "" || url.password !== "" || url.href.length > 2_048) return undefined;
  if (/^#?(?:top)?$/i.test(url.hash)) url.hash = "";
  return url.href;
}
