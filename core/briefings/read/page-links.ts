// Finds where a page sends its readers on: the feeds that it names, and the page that it refreshes to.
import { limits } from "../limits.ts";
import { type DomElement, parseFragment } from "./dom.ts";
import { withoutScripts } from "./html-limits.ts";
import { resolveLink } from "./links.ts";

const feedTypes = /^(?:application\/(?:(?:rss|atom|rdf|feed)\+(?:xml|json)|xml)|text\/xml)(?:;|$)/i;
/** Feeds of readers' comments, told by their title or their address. */
const ofComments =
  /comments?\b|kommentare?\b|commentaires?\b|comentarios?\b|comentários?\b|commenti\b|reacties\b|комментари|コメント|评论|댓글/i;
/** Pages that show themselves anew to stay fresh wait longer. */
const longestRefreshSeconds = 5;

/** Feeds that the page names, in its order; those of comments only when there are no others. */
export function findFeedLinks(html: string, url: URL): string[] {
  const feeds = new Map<string, boolean>();
  for (const link of headOf(html).querySelectorAll("link[rel~=alternate], a[rel~=alternate]")) {
    if (!feedTypes.test(link.getAttribute("type")?.trim() ?? "")) continue;
    const href = link.getAttribute("href") ?? undefined;
    const resolved = resolveLink(href, url);
    if (resolved === undefined || resolved === url.href || feeds.has(resolved)) continue;
    feeds.set(resolved, ofComments.test(`${link.getAttribute("title") ?? ""} ${decodedPath(resolved)}`));
  }
  const ofArticles = [...feeds].filter(([, isOfComments]) => !isOfComments);
  return (ofArticles.length > 0 ? ofArticles : [...feeds])
    .map(([feed]) => feed)
    .slice(0, limits.fetch.namedFeeds);
}

/** The address in `<meta http-equiv="refresh" content="0; url=…">`, when the page only sends its readers on. */
export function findRefresh(html: string, url: URL): string | undefined {
  if (!/http-equiv\s*=\s*["']?\s*refresh/i.test(html.slice(0, 65_536))) return undefined;
  for (const meta of headOf(html).querySelectorAll("meta[http-equiv]")) {
    if (meta.getAttribute("http-equiv")?.trim().toLowerCase() !== "refresh") continue;
    const target = readRefresh(meta.getAttribute("content") ?? "", url);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** `0; url='/next'`, also as the value of the header Refresh. */
export function readRefresh(content: string, url: URL): string | undefined {
  const match = /^\s*(\d+)(?:\.\d*)?\s*(?:[;,]\s*|\s)(?:url\s*=\s*)?["']?\s*([^"']{1,2048})/i.exec(content);
  if (match === null || Number(match[1]) > longestRefreshSeconds) return undefined;
  const target = resolveLink(match[2], url);
  return target === undefined || target === withoutHash(url) ? undefined : target;
}

function withoutHash(url: URL): string {
  return url.href.replace(/#.*$/, "");
}

function decodedPath(address: string): string {
  try {
    return decodeURIComponent(new URL(address).pathname);
  } catch {
    return address;
  }
}

/** Such links stand in the head; a page without one may have them anywhere near its start. */
function headOf(html: string): DomElement {
  const slim = withoutScripts(html.slice(0, limits.read.htmlChars));
  const head = slim.slice(0, Math.max(slim.search(/<\/head|<body/i), Math.min(slim.length, 65_536)));
  return parseFragment(head.replace(/<\/?(?:html|head|body)\b[^>]{0,500}>/gi, ""));
}
