// Buttons that change something: each is a form, so that it works without a script; what destroys asks first; a read-only
// dashboard has none.
import { at } from "../base.ts";
import { exactly, type Html, type HtmlValue, html } from "../html.ts";
import type { Dashboard } from "../options.ts";

type Where = Pick<Dashboard, "readOnly">;

export type Button = {
  label: HtmlValue;
  action: string;
  /** Below the dashboard; by default the page where the button is. */
  path?: string | undefined;
  fields?: Record<string, string> | undefined;
  kind?: "main" | "quiet" | "danger";
};

export const postButton = ({ readOnly }: Where, button: Button): Html | undefined =>
  readOnly ? undefined : buttonForm(button);

const buttonForm = ({ label, action, path, fields = {}, kind }: Button): Html =>
  html`<form method="post"${path !== undefined && html` action="${at(path === "/" ? "" : path)}"`} class="inline">
${hiddenFields({ action, ...fields })}<button class="${kind ?? ""}">${label}</button></form>`;

export const hiddenFields = (fields: Record<string, string>): Html[] =>
  Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${exactly(value)}">`,
  );

/** Asks in a dialog of the browser's own, and does nothing before. `id` is unique on the page. */
export const askingButton = (
  { readOnly }: Where,
  button: Button & { label: string },
  { id, question, detail }: { id: string; question: string; detail: HtmlValue },
): Html | undefined =>
  readOnly
    ? undefined
    : html`<button type="button" class="${button.kind ?? ""}" command="show-modal" commandfor="${id}" aria-haspopup="dialog">${button.label}</button>
<dialog id="${id}" class="ask" aria-labelledby="${id}-question"><h2 id="${id}-question">${question}</h2><p>${detail}</p>
<div class="tools"><form method="dialog"><button>Not now</button></form>${buttonForm(button)}</div></dialog>`;
