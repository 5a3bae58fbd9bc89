// What a page says of itself in JSON-LD (schema.org), which most news sites fill in for search engines.
import { defined } from "../defined.ts";

export type LinkedData = {
  headline?: string;
  name?: string;
  text?: string;
  author?: string;
  publisher?: string;
  /** Candidates, best first. */
  dates?: string[];
  language?: string;
};

const articleTypes = /(?:^|\/)(?:\w*Article|BlogPosting|LiveBlogPosting|Report)$/;
/** Nodes looked at: a page's graph has a few dozen. */
const mostNodes = 500;

/** The first article in the blocks of linked data; empty when there is none or when it is broken. */
export function readLinkedData(blocks: string[]): LinkedData {
  for (const block of blocks) {
    const article = findArticle(parseJson(block));
    if (article === undefined) continue;
    return defined({
      headline: asText(article.headline),
      name: asText(article.name),
      text: asText(article.articleBody),
      author: nameOf(article.author),
      publisher: nameOf(article.publisher),
      dates: [article.datePublished, article.dateCreated, article.uploadDate, article.dateModified].flatMap(
        (date) => asText(date) ?? [],
      ),
      language: asText(article.inLanguage),
    });
  }
  return {};
}

function parseJson(block: string): unknown {
  try {
    // Raw line breaks within strings are the commonest mistake in these blocks.
    return JSON.parse(withoutWrapping(block.replace(/\p{Cc}+/gu, " ").trim()));
  } catch {
    return undefined;
  }
}

/** Old systems hide the data from older browsers: in CDATA, in comments, or in one within the other. */
function withoutWrapping(block: string): string {
  const opening = /^(?:<!--|-->|<!\[CDATA\[|\/\/|\/\*|\*\/|>)\s*/;
  const closing = /\s*(?:-->|\]\]>|<!|\/\/|\/\*|\*\/|;)$/;
  let text = block;
  while (opening.test(text)) text = text.replace(opening, "");
  while (closing.test(text)) text = text.replace(closing, "");
  return text;
}

function findArticle(root: unknown): Record<string, unknown> | undefined {
  const queue: unknown[] = [root];
  for (let seen = 0; queue.length > 0 && seen < mostNodes; seen++) {
    const node = queue.shift();
    if (Array.isArray(node)) queue.push(...node.slice(0, mostNodes));
    else if (isRecord(node)) {
      if ([node["@type"]].flat().some((type) => typeof type === "string" && articleTypes.test(type)))
        return node;
      queue.push(node["@graph"], node.mainEntity, node.mainEntityOfPage);
    }
  }
  return undefined;
}

function nameOf(value: unknown): string | undefined {
  const names = [value].flat().flatMap((entry) => asText(isRecord(entry) ? entry.name : entry) ?? []);
  return names.length === 0 ? undefined : names.slice(0, 3).join(", ");
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
