// Reads a page into the text of its article: paragraphs, title, byline, date and language.
import { Readability } from "@mozilla/readability";
import { defined } from "../defined.ts";
import { limits } from "../limits.ts";
import type { Article } from "../source-content.ts";
import { SourceError } from "../source-error.ts";
import { cleanLine, cleanParagraphs } from "../text/clean.ts";
import { chooseLanguage } from "../text/language.ts";
import { countWords } from "../text/words.ts";
import { blockText } from "./block-text.ts";
import { isWall, withoutBoilerplate } from "./boilerplate.ts";
import { type DomDocument, type DomNode, parsePage } from "./dom.ts";
import { assertReadable, assertShallow, withoutScripts } from "./html-limits.ts";
import { type Metadata, readMetadata } from "./metadata.ts";
import { cutText, unwrapLines } from "./plain-text.ts";

/** What surrounds an article and what it embeds; Readability keeps some of it. */
const surroundings =
  'noscript, template, svg, iframe, form, button, nav, dialog, [hidden], [aria-hidden="true"], [role="navigation"], [role="dialog"], .mw-editsection, sup.reference';

/** @throws SourceError `too-large` for pages that would take too long, `empty` when there is no article in it. */
export function readArticle(html: string, url: URL): Article {
  const slim = withoutScripts(html);
  assertReadable(slim);
  const document = parsePage(slim);
  if (document.documentElement === null) throw new SourceError("empty", "the page is empty");
  assertShallow(document.documentElement);
  const metadata = readMetadata(document, url);
  for (const element of document.querySelectorAll(surroundings)) element.remove();
  const text = findText(document, slim, metadata);
  if (countWords(text) < limits.read.minArticleWords) {
    throw new SourceError("empty", "no article text was found on the page");
  }
  if (isWall(text)) throw new SourceError("refused", "the page shows a notice in place of an article");
  return toArticle(text, metadata, url);
}

/** A page of plain text: its first line is the title. */
export function readPlainText(text: string, url: URL): Article {
  const clean = unwrapLines(text);
  if (countWords(clean) < limits.read.minArticleWords)
    throw new SourceError("empty", "there is hardly any text");
  const [first = ""] = clean.split("\n");
  const isTitle = first.length <= 120 && !/[.!?。]$/.test(first);
  const body = isTitle ? clean.slice(first.length + 1) : clean;
  const title = isTitle ? first : url.pathname.split("/").findLast(Boolean);
  return toArticle(
    body,
    {
      title: title ?? url.host,
      publisher: undefined,
      author: undefined,
      publishedAt: undefined,
      language: undefined,
    },
    url,
  );
}

function toArticle(
  text: string,
  metadata: Pick<Metadata, "title" | "publisher" | "author" | "publishedAt" | "language">,
  url: URL,
): Article {
  const cut = cutText(text);
  const language = chooseLanguage(metadata.language, cut.text);
  const { publisher, author, publishedAt } = metadata;
  return defined({
    kind: "article" as const,
    url: url.href,
    title: metadata.title || cleanLine(text).slice(0, 100),
    text: cut.text,
    truncated: cut.truncated,
    publisher,
    author,
    publishedAt,
    language,
  });
}

/** Readability first; where it finds little, the linked data's own text or every paragraph of the page. */
function findText(document: DomDocument, html: string, metadata: Metadata): string {
  const known = { title: metadata.title, author: metadata.author };
  const article = withoutBoilerplate(readable(document), known);
  const words = countWords(article);
  const linked = withoutBoilerplate(cleanParagraphs(metadata.linkedData.text ?? ""), known);
  if (words >= 2 * limits.read.minArticleWords && words >= countWords(linked) / 3) return article;
  // Readability took the document apart.
  const paragraphs = withoutBoilerplate(blockParagraphs(parseArticle(html)), known);
  const [longest = ""] = [article, linked, paragraphs].sort((a, b) => countWords(b) - countWords(a));
  return longest;
}

function parseArticle(html: string): DomDocument {
  const document = parsePage(html);
  for (const element of document.querySelectorAll(surroundings)) element.remove();
  return document;
}

function readable(document: DomDocument): string {
  try {
    const reader = new Readability<DomNode>(document, {
      charThreshold: 200,
      serializer: (node: DomNode) => node,
    });
    const content = reader.parse()?.content;
    return content ? blockText(content) : "";
  } catch (error) {
    // Readability assumes a whole DOM; on odd documents it fails, and the paragraphs remain.
    if (error instanceof TypeError || error instanceof RangeError) return "";
    throw error;
  }
}

function blockParagraphs(document: DomDocument): string {
  const scope =
    document.querySelector("article") ?? document.querySelector("main, [role=main]") ?? document.body;
  if (scope === null) return "";
  const found = [...scope.querySelectorAll("p")].map((paragraph) => blockText(paragraph)).join("\n");
  return countWords(found) >= limits.read.minArticleWords ? found : blockText(scope);
}
