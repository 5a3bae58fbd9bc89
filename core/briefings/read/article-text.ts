// Finds the text of a page's article: by Readability, by the page's own marks, or in its linked data, whichever holds most of it.
import { Readability } from "@mozilla/readability";
import { limits } from "../limits.ts";
import { cleanParagraphs } from "../text/clean.ts";
import { countWords, hasWords } from "../text/words.ts";
import { type Line, linesOf, linesWithin } from "./block-text.ts";
import { withoutBoilerplate } from "./boilerplate.ts";
import type { DomDocument, DomElement, DomNode } from "./dom.ts";
import type { Metadata } from "./metadata.ts";
import { measureProse, type ProseLengths } from "./prose.ts";
import { placeOf, withSamePlaces } from "./same-place.ts";
import { standfirstOf } from "./standfirst.ts";

/** What pages call the element that holds the article's text and nothing else. */
const bodies =
  "[itemprop~=articleBody], .entry-content, .post-content, .article-content, .article-body, .articleBody, .article__body, .article__content, .article-text, .story-body, .post-body, .content-body, .post__content, .field-name-body";
/** Where pages say that their article is, best first. */
const marks = ["[itemprop~=articleBody]", "article", "main, [role=main]", bodies];
/** An article has at least a few sentences. In characters. */
const leastProse = 200;

/** Paragraphs, one a line; few or none when there is no article. Takes the document apart. */
export function findText(document: DomDocument, metadata: Metadata): string {
  const known = { title: metadata.title, author: metadata.author };
  const { body } = document;
  if (body === null) return "";
  const proseOf = measureProse(body);
  const page = linesOf(body);
  const places = page.map(({ block }) => placeOf(block));
  const marked = marks.flatMap((selector) => largest(document.querySelectorAll(selector), proseOf) ?? []);
  const fullest = marked.find((element) => proseOf(element) >= leastProse);
  const markedLines = fullest === undefined ? [] : textLines(linesWithin(page, fullest));
  const textBody = largest(document.querySelectorAll(bodies), proseOf);
  const bodyLines = textBody === undefined ? [] : textLines(linesWithin(page, textBody));
  const only = theArticle(document, page, proseOf);
  // Readability takes the document apart: whatever else is read must be read before.
  let chosen = textLines(readByReadability(document));
  if (prose(chosen) < prose(markedLines) * (isElsewhere(chosen, markedLines) ? 1.8 : 0.6))
    chosen = markedLines;
  else if (only !== undefined) chosen = within(chosen, only);
  // Readability drops lists and tables that an element for the text alone may be trusted with.
  if (prose(inBoth(chosen, bodyLines)) >= 0.8 * prose(chosen)) chosen = bodyLines;
  if (prose(chosen) < leastProse && prose(page) > 2 * prose(chosen)) chosen = textLines(page);
  chosen = withSamePlaces(page, places, chosen);
  const lead = standfirstOf(page, chosen, metadata);
  const article = withoutBoilerplate([...lead, ...chosen.map(({ text }) => text)].join("\n"), known);
  const linked = withoutBoilerplate(cleanParagraphs(metadata.linkedData.text ?? ""), known);
  if (linked === "") return article;
  const words = countWords(article);
  if (words >= 2 * limits.read.minArticleWords && words >= countWords(linked) / 3) return article;
  return countWords(linked) > words ? linked : article;
}

/**
 * Lines that are one link lead elsewhere: to other stories, to tags, back. They go, and with them the label above
 * them ("Related stories", "Sources:"), and labels at the end, below which nothing is left. Headings may be links
 * to themselves; a link in a list or a table that is mostly text is a part of it.
 */
function textLines(lines: Line[]): Line[] {
  const isText = textLists(lines);
  const isLink = (line: Line) => isLinkLine(line) && !isText(line);
  const kept: Line[] = [];
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index];
    if (line === undefined || isLink(line)) continue;
    const next = lines[index + 1];
    if (isLabel(line) && (next === undefined || isLink(next) || kept.length === 0)) continue;
    kept.push(line);
  }
  return kept.reverse();
}

/** Answers whether a line stands in a list or a table of which at least two thirds are text. */
function textLists(lines: Line[]): (line: Line) => boolean {
  const counts = new Map<DomNode, { text: number; links: number }>();
  for (const line of lines) {
    const list = listOf(line.block);
    if (list === undefined) continue;
    const count = counts.get(list) ?? { text: 0, links: 0 };
    if (isLinkLine(line)) count.links++;
    else count.text++;
    counts.set(list, count);
  }
  return ({ block }) => {
    const count = counts.get(listOf(block) ?? block);
    return count !== undefined && count.text >= 2 * count.links;
  };
}

function listOf(block: DomNode): DomNode | undefined {
  if (!/^(?:LI|TD|TH)$/.test(block.nodeName)) return undefined;
  const row = block.parentNode;
  return (row?.nodeName === "TR" ? row.parentNode : row) ?? undefined;
}

function isLinkLine({ linkShare, isHeading, text }: Line): boolean {
  return linkShare >= 0.9 && !isHeading && !hasWords(text, 41);
}

function isLabel({ text, isHeading }: Line): boolean {
  if (isHeading) return !hasWords(text, 21);
  return !/[.!…。！]["”’»)]*$/.test(text.slice(-6)) && !hasWords(text, 9);
}

function largest(elements: Iterable<DomElement>, proseOf: ProseLengths): DomElement | undefined {
  let best: DomElement | undefined;
  for (const element of elements) if (best === undefined || proseOf(element) > proseOf(best)) best = element;
  return best;
}

/** The lines of the one element that is marked as the article with its title; nothing when there are several. */
function theArticle(document: DomDocument, page: Line[], proseOf: ProseLengths): Line[] | undefined {
  const [article, ...others] = [...document.querySelectorAll("article")].filter((one) => proseOf(one) > 0);
  const isWhole = article !== undefined && others.length === 0 && article.querySelector("h1") !== null;
  return isWhole ? linesWithin(page, article) : undefined;
}

/** What Readability added from elsewhere goes, when most of the article is there. */
function within(chosen: Line[], article: Line[]): Line[] {
  const inside = inBoth(chosen, article);
  return prose(inside) >= 0.8 * prose(textLines(article)) ? inside : chosen;
}

function inBoth(lines: Line[], others: Line[]): Line[] {
  const texts = new Set(others.map(({ text }) => text));
  return lines.filter(({ text }) => texts.has(text));
}

/** True when hardly any of the lines are among the others: one of the two is not the article. */
function isElsewhere(lines: Line[], others: Line[]): boolean {
  return prose(inBoth(lines, others)) < prose(lines) * 0.1;
}

/** Characters in lines that read as running text. */
function prose(lines: Line[]): number {
  return lines.reduce((sum, { prose: own, linkShare }) => sum + (linkShare < 0.5 ? own : 0), 0);
}

function readByReadability(document: DomDocument): Line[] {
  try {
    const reader = new Readability<DomNode>(document, {
      charThreshold: 500,
      serializer: (node: DomNode) => node,
    });
    const content = reader.parse()?.content;
    return content ? linesOf(content) : [];
  } catch (error) {
    // Readability assumes a whole DOM; on odd documents it fails, and the page's own marks remain.
    if (error instanceof TypeError || error instanceof RangeError) return [];
    throw error;
  }
}
