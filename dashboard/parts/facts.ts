// Names and values beside each other; JSON that can be read and copied; a text to copy.
import { visibleJson } from "../../core/visible-text.ts";
import { exactly, type Html, type HtmlValue, html } from "../html.ts";
import { icon } from "./icons.ts";

/** A value that is undefined or empty leaves its line out. */
export const facts = (lines: readonly (readonly [name: string, value: HtmlValue])[]): Html =>
  html`<dl class="facts">${lines
    .filter(([, value]) => value !== undefined && value !== "" && value !== false && value !== 0)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** Copied as it is; shown with its control characters visible. */
export const copyable = (text: string, name: string): Html =>
  html`<span class="copyable"><code>${text}</code><button type="button" class="quiet copy" data-copy="${exactly(text)}" aria-label="Copy ${name}" title="Copy">${icon("copy")}</button></span>`;

const SHOWN_JSON = 200_000;

/** As JSON writes it, so that what is copied is still JSON. */
export function json(value: unknown, name: string): Html {
  const text = visibleJson(JSON.stringify(value, undefined, 2) ?? "undefined");
  const isCut = text.length > SHOWN_JSON;
  return html`<div class="json"><pre tabindex="0" aria-label="${name}">${isCut ? text.slice(0, SHOWN_JSON) : text}</pre>${
    isCut && html`<p class="soft">Cut here: \`show --json\` has all of it.</p>`
  }</div>`;
}
