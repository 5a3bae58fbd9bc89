// The one way from a value to markup: what is put into a template is escaped, and its control characters are made visible.
import { raw as asIs, html as escaping } from "hono/html";
import { visibleText } from "../core/visible-text.ts";

/** Markup that is safe to send: made by `html`, or vouched for by `raw`. */
export type Html = { toString(): string; isEscaped: true };

/** `false`, `null` and `undefined` leave nothing behind; lists are joined. */
export type HtmlValue = Html | string | number | boolean | null | undefined | readonly HtmlValue[];

/** Attributes must stand in double quotes. */
export const html = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  // Without a promise among the values the template is no promise either.
  escaping(parts, ...values.map(visible)) as Html;

/**
 * What a field holds, or a button copies: escaped, and nothing else is done to it. What comes back is what was there, with
 * the hidden characters that another place would show.
 */
export const exactly = (text: string): Html => escaping`${text}` as Html;

/** For markup of our own that needs no escaping. Never for text from outside. */
export const raw = (markup: string): Html => asIs(markup) as Html;

function visible(value: HtmlValue): HtmlValue {
  if (typeof value === "string") return visibleText(value);
  return Array.isArray(value) ? value.map(visible) : value;
}
