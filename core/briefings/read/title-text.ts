// Reads a title that may hold markup, and may as well be about markup.
import { htmlToLine } from "./block-text.ts";

/** Tags that titles are set in. Any other is what the title is about: "How <template> works", "Vec<T> explained". */
const formatting =
  /^(?:a|abbr|acronym|b|bdi|bdo|big|blockquote|cite|code|del|dfn|div|em|font|h[1-6]|i|ins|kbd|mark|p|q|s|samp|script|small|span|strike|strong|style|sub|sup|tt|u|var)$/;
const standalone = /^(?:br|hr|img|wbr)$/;

/** One line. A pair of formatting tags is markup; a tag without its other half is text. */
export function titleToLine(title: string): string {
  const tags = [...title.matchAll(/<(\/?)([a-z][\w-]*)(?:\s[^<>]*)?\/?>/gi)];
  const names = (isEnd: boolean) =>
    new Set(tags.filter(([, end]) => (end === "/") === isEnd).map(([, , name]) => name?.toLowerCase()));
  const [opened, closed] = [names(false), names(true)];
  const isMarkup = (name: string) =>
    standalone.test(name) || (formatting.test(name) && opened.has(name) && closed.has(name));
  const escaped = title.replace(/<(\/?[a-z][\w-]*)(?=[\s/>])/gi, (tag, name: string) =>
    isMarkup(name.replace("/", "").toLowerCase()) ? tag : `&lt;${name}`,
  );
  return htmlToLine(escaped.replace(/<(?=[a-z][^<>]*$)/i, "&lt;"));
}
