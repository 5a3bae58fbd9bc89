// Brings the four feed formats into one shape, still as markup.
import type { parseFeed } from "feedsmith";

type ParsedFeed = ReturnType<typeof parseFeed<string>>;
type Parsed<Format extends ParsedFeed["format"]> = Extract<ParsedFeed, { format: Format }>["feed"];

type Content = { value: string; isPlain: boolean };
export type RawEntry = {
  /** What the feed names it by: guid, rdf:about, id. */
  id: string | undefined;
  title: string | undefined;
  /** The title is text as it stands, not markup. */
  titleIsPlain: boolean;
  /** Candidates, best first; may be relative. */
  links: (string | undefined)[];
  contents: Content[];
  author: string | undefined;
  /** Candidates, best first. */
  dates: (string | undefined)[];
  language: string | undefined;
  base: string | undefined;
};
export type RawFeed = {
  title: string | undefined;
  language: string | undefined;
  base: string | undefined;
  entries: RawEntry[];
};

export function toRawFeed(parsed: ParsedFeed): RawFeed {
  if (parsed.format === "atom") return fromAtom(parsed.feed);
  if (parsed.format === "json") return fromJson(parsed.feed);
  if (parsed.format === "rdf") return fromRdf(parsed.feed);
  return fromRss(parsed.feed);
}

function fromRss(feed: Parsed<"rss">): RawFeed {
  return {
    title: feed.title,
    language: feed.language ?? feed.dc?.languages?.[0],
    base: feed.xml?.base,
    entries: (feed.items ?? []).map((item) => ({
      id: item.guid?.value,
      title: item.title ?? item.dc?.titles?.[0] ?? titleOfMedia(item.media),
      titleIsPlain: false,
      links: [
        item.link,
        // RSS 2.0: a guid is a link unless it says otherwise.
        item.guid?.isPermaLink === false ? undefined : absolute(item.guid?.value),
        item.atom?.links?.find((link) => link.rel === undefined || link.rel === "alternate")?.href,
      ],
      contents: orOfMedia(
        html(item.content?.encoded, item.description, item.dc?.descriptions?.[0], item.itunes?.summary),
        item.media,
      ),
      author: item.dc?.creators?.[0] ?? item.authors?.[0]?.name ?? item.itunes?.author,
      dates: [
        item.pubDate,
        ...(item.dc?.dates ?? []),
        ...(item.dcterms?.issued ?? []),
        ...(item.dcterms?.created ?? []),
        item.atom?.published,
        item.atom?.updated,
      ],
      language: item.dc?.languages?.[0],
      base: item.xml?.base,
    })),
  };
}

function fromRdf(feed: Parsed<"rdf">): RawFeed {
  return {
    title: feed.title,
    language: feed.dc?.languages?.[0],
    base: feed.xml?.base,
    entries: (feed.items ?? []).map((item) => ({
      id: item.rdf?.about,
      title: item.title ?? item.dc?.titles?.[0],
      titleIsPlain: false,
      links: [item.link, absolute(item.rdf?.about)],
      contents: html(item.content?.encoded, item.description, item.dc?.descriptions?.[0]),
      author: item.dc?.creators?.[0],
      dates: [...(item.dc?.dates ?? []), ...(item.dcterms?.created ?? [])],
      language: item.dc?.languages?.[0],
      base: item.xml?.base,
    })),
  };
}

function fromAtom(feed: Parsed<"atom">): RawFeed {
  return {
    title: feed.title?.value,
    language: feed.xml?.lang,
    base: feed.xml?.base,
    entries: (feed.entries ?? []).map((entry) => ({
      id: entry.id,
      title: entry.title?.value ?? titleOfMedia(entry.media),
      titleIsPlain: isPlain(entry.title?.type),
      links: [
        entry.links?.find(
          (link) => (link.rel ?? "alternate") === "alternate" && /html|^$/.test(link.type ?? ""),
        )?.href,
        entry.links?.find((link) => (link.rel ?? "alternate") === "alternate")?.href,
        entry.content?.src,
        absolute(entry.id),
      ],
      contents: orOfMedia(
        [entry.content, entry.summary].flatMap((text) =>
          text?.value === undefined || !isText(text.type)
            ? []
            : [{ value: text.value, isPlain: isPlain(text.type) }],
        ),
        entry.media,
      ),
      author: entry.authors?.[0]?.name ?? entry.dc?.creators?.[0] ?? feed.authors?.[0]?.name,
      dates: [entry.published, entry.updated, ...(entry.dc?.dates ?? [])],
      language: entry.xml?.lang,
      base: entry.xml?.base,
    })),
  };
}

function fromJson(feed: Parsed<"json">): RawFeed {
  return {
    title: feed.title,
    language: feed.language,
    base: undefined,
    entries: (feed.items ?? []).map((item) => ({
      id: item.id,
      title: item.title,
      titleIsPlain: true,
      links: [item.url, item.external_url, absolute(item.id)],
      contents: [...html(item.content_html), ...plain(item.content_text, item.summary)],
      author: item.authors?.[0]?.name ?? feed.authors?.[0]?.name,
      dates: [item.date_published, item.date_modified],
      language: item.language,
      base: undefined,
    })),
  };
}

type Media = NonNullable<NonNullable<Parsed<"rss">["items"]>[number]["media"]>;

/** Feeds of videos describe them in Media RSS only. Beside a text of its own it is mostly a picture's caption. */
function orOfMedia(contents: Content[], media: Media | undefined): Content[] {
  if (contents.some(({ value }) => value.trim() !== "")) return contents;
  const described = [media, ...(media?.groups ?? []), ...(media?.contents ?? [])];
  return described.flatMap((part) => {
    const { value, type } = part?.description ?? {};
    return value === undefined ? [] : [{ value, isPlain: type !== "html" }];
  });
}

function titleOfMedia(media: Media | undefined): string | undefined {
  return [media, ...(media?.groups ?? [])].find((part) => part?.title !== undefined)?.title?.value;
}

/** Atom's default type is text: what stands there is what is meant, "<" included. */
function isPlain(type: string | undefined): boolean {
  return type === undefined || type === "text" || type === "text/plain";
}

/** Other types are pictures and data, written in Base64. */
function isText(type: string | undefined): boolean {
  return isPlain(type) || /^(?:x?html|text\/|application\/(?:xhtml\+)?xml)/i.test(type ?? "");
}

function html(...values: (string | undefined)[]) {
  return values.flatMap((value) => (value === undefined ? [] : [{ value, isPlain: false }]));
}

function plain(...values: (string | undefined)[]) {
  return values.flatMap((value) => (value === undefined ? [] : [{ value, isPlain: true }]));
}

/** An id that is an address can be followed; others are only names. */
function absolute(id: string | undefined): string | undefined {
  return id !== undefined && /^https?:\/\//i.test(id.trim()) ? id : undefined;
}
