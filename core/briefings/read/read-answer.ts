// Decides what an answer is, by its bytes more than by its label, and reads it within a limit of CPU time.
import type { HttpAnswer } from "../fetch/http-get.ts";
import { describeUnread, isNeverRead } from "../fetch/media-types.ts";
import { limits } from "../limits.ts";
import type { SourceContent } from "../source-content.ts";
import { SourceError } from "../source-error.ts";
import { readArticle, readPlainText } from "./article.ts";
import { withinCpuTime } from "./cpu-limit.ts";
import { charsetShownBy, decodeText } from "./decode.ts";
import { readFeed } from "./feed.ts";
import { looksLikeFeed } from "./feed-repair.ts";
import { findFeedLinks, findRefresh, readRefresh } from "./page-links.ts";

type Answer = Pick<HttpAnswer, "url" | "headers" | "body">;

/** The page asked for as a feed is HTML, and names these feeds of the site, best first. */
export type NamedFeeds = { feedUrls: string[] };
/** The page only sends its readers on, by a meta element or the header Refresh. */
export type Refresh = { refreshUrl: string };

/**
 * Reads a feed or an article, whichever the answer is.
 * @throws SourceError; never anything else, whatever the bytes are.
 */
export function readAnswer(
  answer: Answer,
  expected: "feed" | "article",
): SourceContent | NamedFeeds | Refresh {
  try {
    return withinCpuTime(limits.read.cpuMs, () => read(answer, expected));
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new SourceError("unreadable", `the page cannot be read (${message.slice(0, 100)})`, {
      cause: error,
    });
  }
}

function read(
  { url, headers, body }: Answer,
  expected: "feed" | "article",
): SourceContent | NamedFeeds | Refresh {
  const contentType = headers["content-type"];
  if (isBinary(body, contentType)) throw new SourceError("unsupported-type", describeUnread(contentType));
  const text = decodeText({ bytes: body, contentType });
  if (text.trim() === "") throw new SourceError("empty", "the site sent an empty page");
  if (looksLikeFeed(text)) return readFeed(text, url);
  const isHtml =
    /<(?:!doctype|html|head|body|title|p|div|article|h1)[\s>/]/i.test(text.slice(0, 65_536)) ||
    /html/i.test(contentType ?? "");
  if (!isHtml && expected === "article" && /^\s*(?:<[?!\w]|[{[])/.test(text)) {
    throw new SourceError("unsupported-type", "the site sent data, and only pages and feeds are read");
  }
  const refreshUrl = isHtml
    ? (findRefresh(text, url) ?? readRefresh(String(headers.refresh ?? ""), url))
    : undefined;
  if (refreshUrl !== undefined) return { refreshUrl };
  if (expected === "article") return isHtml ? readArticle(text, url) : readPlainText(text, url);
  const feedUrls = isHtml ? findFeedLinks(text, url) : [];
  if (feedUrls.length > 0) return { feedUrls };
  // Asked for as a feed: the parser has the last word, and its reason is the one to tell.
  if (!isHtml) return readFeed(text, url);
  throw new SourceError("unreadable", "the page is not a feed and names none");
}

const binaryStarts = [
  "%PDF-",
  "PK\x03\x04",
  "\x89PNG",
  "GIF8",
  "\xff\xd8\xff",
  "\x1f\x8b",
  "RIFF",
  "ID3",
  "OggS",
];

function isBinary(body: Buffer, contentType: string | undefined): boolean {
  if (isNeverRead(contentType)) return true;
  const start = body.subarray(0, 4_096);
  if (binaryStarts.some((magic) => start.toString("latin1").startsWith(magic))) return true;
  // In UTF-16 and UTF-32 every byte may be half of a letter.
  return charsetShownBy(start) === undefined && start.filter(isControl).length > start.length / 50;
}

/** Texts have no control characters but line breaks, tabs and ISO-2022's escapes. */
function isControl(byte: number): boolean {
  return byte < 32 && byte !== 0 && byte !== 27 && !(byte >= 9 && byte <= 13);
}
