// A page's title, publisher, author, date and language, from wherever the page says them best.
import { htmlToLine } from "./block-text.ts";
import { parseDate } from "./dates.ts";
import type { DomDocument } from "./dom.ts";
import { type LinkedData, readLinkedData } from "./linked-data.ts";
import { choosePageTitle, siteNamesOf } from "./page-title.ts";
import { titleToLine } from "./title-text.ts";

export type Metadata = {
  title: string;
  /** The page's own summary, as search engines show it. */
  description: string | undefined;
  publisher: string | undefined;
  author: string | undefined;
  publishedAt: number | undefined;
  language: string | undefined;
  linkedData: LinkedData;
};

const dateNames = [
  "article:published_time",
  "og:article:published_time",
  "og:published_time",
  "datepublished",
  "date",
  "dc.date",
  "dc.date.issued",
  "dcterms.created",
  "dcterms.date",
  "parsely-pub-date",
  "sailthru.date",
  "pubdate",
  "publishdate",
  "publish-date",
  "publication_date",
  "article.published",
  "citation_publication_date",
  "article:modified_time",
];

/** Reads the head and the markup of a parsed page; nothing here is trusted to be plain text. */
export function readMetadata(document: DomDocument, url: URL): Metadata {
  const meta = readMetaTags(document);
  const blocks = [...document.querySelectorAll('script[type="application/ld+json" i]')].map(
    (script) => script.textContent ?? "",
  );
  const linkedData = readLinkedData(blocks);
  const publisher = line(meta.get("og:site_name") ?? linkedData.publisher ?? meta.get("application-name"));
  return {
    title: readTitle(document, meta, linkedData, siteNamesOf(publisher, url)),
    description: line(meta.get("description") ?? meta.get("og:description")),
    publisher,
    author: readAuthor(document, meta, linkedData),
    publishedAt: readDate(document, meta, linkedData, url),
    language:
      document.documentElement?.getAttribute("lang") ||
      linkedData.language ||
      meta.get("og:locale") ||
      meta.get("content-language"),
    linkedData,
  };
}

function readMetaTags(document: DomDocument): Map<string, string> {
  const meta = new Map<string, string>();
  for (const tag of document.querySelectorAll("meta")) {
    const name = (
      tag.getAttribute("property") ??
      tag.getAttribute("name") ??
      tag.getAttribute("itemprop") ??
      tag.getAttribute("http-equiv")
    )
      ?.trim()
      .toLowerCase();
    const content = tag.getAttribute("content")?.trim();
    if (name && content && !meta.has(name)) meta.set(name, content);
  }
  return meta;
}

function readTitle(
  document: DomDocument,
  meta: Map<string, string>,
  data: LinkedData,
  siteNames: string[],
): string {
  return choosePageTitle(
    {
      declared: [data.headline, data.name, meta.get("og:title"), meta.get("twitter:title")].map(titleLine),
      page: titleLine(document.querySelector("title")?.textContent ?? undefined),
      headings: [...document.querySelectorAll("h1")].map((heading) => heading.textContent ?? ""),
    },
    siteNames,
  );
}

function readAuthor(document: DomDocument, meta: Map<string, string>, data: LinkedData): string | undefined {
  const marked =
    document.querySelector('[rel~="author"], [itemprop~="author"] [itemprop~="name"], .byline, .author')
      ?.textContent ?? undefined;
  const named = [
    data.author,
    meta.get("author"),
    meta.get("article:author"),
    meta.get("dc.creator"),
    meta.get("parsely-author"),
    marked,
  ];
  for (const candidate of named) {
    const author = line(candidate)?.replace(/^(?:by|von|par|por|door|av|di|автор:?)\s+/i, "");
    if (author && author.length <= 100 && !/^https?:/i.test(author)) return author;
  }
  return undefined;
}

function readDate(
  document: DomDocument,
  meta: Map<string, string>,
  data: LinkedData,
  url: URL,
): number | undefined {
  const times = ['time[itemprop~="datePublished"]', "time[pubdate]", "article time", "time"].flatMap(
    (selector) => [...document.querySelectorAll(selector)].slice(0, 3),
  );
  const candidates = [
    ...(data.dates ?? []),
    ...dateNames.map((name) => meta.get(name)),
    ...times.flatMap((time) => [time.getAttribute("datetime"), time.textContent]),
    /\/(\d{4}\/\d{2}\/\d{2})(?:\/|$)/.exec(url.pathname)?.[1]?.replaceAll("/", "-"),
  ];
  const language = document.documentElement?.getAttribute("lang") || undefined;
  for (const candidate of candidates) {
    const date = parseDate(candidate ?? undefined, language);
    if (date !== undefined) return date;
  }
  return undefined;
}

function titleLine(value: string | undefined): string | undefined {
  return titleToLine((value ?? "").slice(0, 2_000)) || undefined;
}

function line(value: string | undefined): string | undefined {
  return htmlToLine((value ?? "").slice(0, 2_000)) || undefined;
}
