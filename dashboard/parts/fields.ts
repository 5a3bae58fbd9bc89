// Fields of a form, each with its name, a hint and what is wrong with it, so that a screen reader tells them together.
import { StoreError, VisibleError } from "../../core/jobs/index.ts";
import { exactly, type Html, type HtmlValue, html } from "../html.ts";

/** What the reader has filled in, and what is wrong: by the name of the field. */
export type Draft = { values: URLSearchParams; errors: ReadonlyMap<string, string> };

export const draftOf = (values: URLSearchParams | Record<string, string> = {}): Draft => ({
  values: new URLSearchParams(values),
  errors: new Map(),
});

type FieldError = { path: string; message: string };

/**
 * The same form with its errors at their fields; what is about no field of it stands under "". Nothing that was filled in is lost.
 * @param fieldOf from the path of an error, `sources[2].url`, to the name of a field; undefined for one that has none.
 * @throws the error itself, unless it tells a person what to do.
 */
export function withErrors(
  values: URLSearchParams,
  error: unknown,
  fieldOf: (path: string) => string | undefined = (path) => path,
): Draft {
  if (!(error instanceof VisibleError || error instanceof StoreError)) throw error;
  const given =
    "details" in error && Array.isArray(error.details.errors) ? (error.details.errors as FieldError[]) : [];
  const listed = given.length > 0 ? given : [{ path: "", message: error.message }];
  const errors = new Map<string, string>();
  for (const { path, message } of listed) {
    const name = fieldOf(path);
    const text = name === undefined && path !== "" ? `${path}: ${message}` : message;
    const key = name ?? "";
    errors.set(key, errors.has(key) ? `${errors.get(key)}; ${text}` : text);
  }
  return { values, errors };
}

/** Not a name that forms have a property of, such as `id` or `attributes`: the field would hide it from scripts. */
type Field = { name: string; label: HtmlValue; hint?: HtmlValue; required?: boolean };

/** `attributes`: of ours, such as `type="number"`. Not `autocomplete="off"`: with it a browser that comes back has forgotten. */
export const textField = (
  draft: Draft,
  { attributes, ...field }: Field & { attributes?: Html; placeholder?: string },
): Html =>
  around(
    draft,
    field,
    html`<input ${about(draft, field)} value="${exactly(draft.values.get(field.name) ?? "")}"${field.placeholder !== undefined && html` placeholder="${field.placeholder}"`} ${attributes}>`,
  );

export const areaField = (draft: Draft, { rows = 4, ...field }: Field & { rows?: number }): Html =>
  around(
    draft,
    field,
    // A text area loses the first line break of its content.
    html`<textarea ${about(draft, field)} rows="${rows}" spellcheck="false">
${exactly(draft.values.get(field.name) ?? "")}</textarea>`,
  );

export const selectField = (
  draft: Draft,
  { options, ...field }: Field & { options: readonly (string | readonly [value: string, words: string])[] },
): Html =>
  around(
    draft,
    field,
    html`<select ${about(draft, field)}>${options.map((option) => {
      const [value, words] = typeof option === "string" ? [option, option] : option;
      const isChosen = (draft.values.get(field.name) ?? "") === value;
      return html`<option value="${value}"${isChosen && html` selected`}>${words}</option>`;
    })}</select>`,
  );

/** Of all that is wrong; what is about no field is told here. */
export function errorSummary({ errors }: Draft): Html | undefined {
  if (errors.size === 0) return undefined;
  const general = errors.get("");
  const others = errors.size - (general === undefined ? 0 : 1);
  return html`<div class="banner failed" role="alert"><p>${general}${general !== undefined && others > 0 && html`<br>`}${
    others > 0 && `${others === 1 ? "One field is" : `${others} fields are`} not right: nothing was sent.`
  }</p></div>`;
}

const about = ({ errors }: Draft, { name, hint, required }: Field): Html => {
  const told = [hint && `${name}-hint`, errors.has(name) && `${name}-error`].filter(Boolean).join(" ");
  return html`id="${name}" name="${name}"${required && html` required`}${errors.has(name) && html` aria-invalid="true"`}${told !== "" && html` aria-describedby="${told}"`}`;
};

const around = ({ errors }: Draft, { name, label, hint }: Field, control: Html): Html =>
  html`<div class="field"><label for="${name}">${label}</label>${control}${
    errors.has(name) && html`<p class="error" id="${name}-error">${errors.get(name)}</p>`
  }${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}</div>`;
