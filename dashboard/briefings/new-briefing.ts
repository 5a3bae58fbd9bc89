// The form that asks for a briefing. Sent twice, by a double click or a lost answer, it makes one.
import { randomUUID } from "node:crypto";
import { enqueueGenerateBriefing } from "../../core/briefings/enqueue.ts";
import { generateBriefing } from "../../core/briefings/job.ts";
import { BriefingRequest, Length, Style } from "../../core/briefings/request.ts";
import { VisibleError, withRequest } from "../../core/jobs/index.ts";
import { html } from "../html.ts";
import type { Done, Page, PageCall, View } from "../page.ts";
import { hiddenFields } from "../parts/buttons.ts";
import {
  areaField,
  type Draft,
  draftOf,
  errorSummary,
  selectField,
  textField,
  withErrors,
} from "../parts/fields.ts";
import { briefingJob } from "./briefing-page.ts";
import { fieldOf, formOf, requestOf, textsIn } from "./request-form.ts";

/** An address is at most so long wherever it goes. */
const MOST_IN_ADDRESS = 6_000;

export const newBriefingPage: Page = {
  path: "/briefings/new",
  nav: { label: "New briefing", icon: "new" },
  async render(call) {
    const from = call.query.get("from");
    if (from === null) return viewForm(call, draftOf({ language: "en", "asked-length": "medium" }));
    const { request } = await withRequest(call.backend, await briefingJob(call.backend, from));
    return viewForm(call, draftOf(formOf(BriefingRequest.parse(request))));
  },
  actions: {
    async submit(call, form) {
      try {
        return await submit(call, form);
      } catch (error) {
        return viewForm(call, withErrors(form, told(error, form), fieldOf(form)));
      }
    },
    /** A place for one more text; nothing is sent. */
    async text(call, form) {
      form.set("texts", String(textsIn(form) + 1));
      return { ...viewForm(call, { values: form, errors: new Map() }), status: 200 };
    },
    async repeat(call, form) {
      const read = BriefingRequest.safeParse(requestOf(form));
      const payload = JSON.stringify(requestOf(form), undefined, 2);
      if (read.success && payload.length <= MOST_IN_ADDRESS) {
        const query = new URLSearchParams({ type: generateBriefing.name, payload });
        return { note: "Say when it is to be made.", to: `/new-schedule?${query}` };
      }
      const message = "these texts are too long to go from one form to the other: use `schedule add`";
      const issues = read.error?.issues.map(({ path, message: text }) => ({
        path: pathOf(path),
        message: text,
      }));
      const errors = issues ?? [{ path: "", message }];
      return viewForm(
        call,
        withErrors(form, new VisibleError("invalid-request", "", { errors }), fieldOf(form)),
      );
    },
  },
};

async function submit({ backend }: PageCall, form: URLSearchParams): Promise<Done> {
  const { job, created } = await enqueueGenerateBriefing(backend, requestOf(form), {
    idempotencyKey: `dashboard:${form.get("key") || randomUUID()}`,
  });
  const note = created
    ? "It is being made. This page follows it."
    : "This form was sent before: here is its briefing.";
  return { note, to: `/briefings/${encodeURIComponent(job.id)}` };
}

/** The form of a briefing that was made, filled in otherwise: it is another request from now on. */
function told(error: unknown, form: URLSearchParams): unknown {
  if (!(error instanceof VisibleError) || error.code !== "idempotency-conflict") return error;
  form.set("key", randomUUID());
  const message =
    "This form was sent before with other words. Send it again to make another briefing of these.";
  return new VisibleError("invalid-request", message);
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");

function viewForm({ dashboard }: PageCall, draft: Draft): View {
  const title = "New briefing";
  if (dashboard.readOnly) return { title, live: false, body: html`<p>This dashboard is read-only.</p>` };
  const key = draft.values.get("key") || randomUUID();
  const count = textsIn(draft.values);
  const has = (...names: string[]) => names.some((name) => draft.values.get(name) || draft.errors.has(name));
  const open = (...names: string[]) => has(...names) && html` open`;
  return {
    title,
    live: false,
    body: html`${errorSummary(draft)}<form method="post" class="form">${hiddenFields({ key, texts: String(count) })}
${textField(draft, { name: "topic", label: "What is it about?", required: true, placeholder: "offshore wind", attributes: html`maxlength="200"` })}
<fieldset><legend>Sources</legend>
${areaField(draft, { name: "feeds", label: "Feeds", rows: 3, hint: "RSS, Atom or JSON Feed; one address a line" })}
${areaField(draft, { name: "articles", label: "Articles", rows: 3, hint: "One address a line" })}
<details${open("title0", "text0")}><summary>Texts of your own</summary>
${Array.from(
  { length: count },
  (
    _,
    index,
  ) => html`<div class="fields-of-text">${textField(draft, { name: `title${index}`, label: count > 1 ? `Title of text ${index + 1}` : "Title", attributes: html`maxlength="300"` })}
${areaField(draft, { name: `text${index}`, label: count > 1 ? `Text ${index + 1}` : "Text", rows: 6 })}</div>`,
)}
<div class="tools"><button name="action" value="text" formnovalidate>Another text</button></div></details></fieldset>
<div class="side-by-side">${selectField(draft, { name: "asked-length", label: "Length", options: Length.options })}
${selectField(draft, { name: "asked-style", label: "Style", options: Style.options })}
${textField(draft, { name: "language", label: "Language", hint: "Of headings: en, de, pt-BR" })}</div>
<details${open("emails", "webhooks")}><summary>Send it somewhere</summary><div class="fields-of-text">
${areaField(draft, { name: "emails", label: "E-mail addresses", rows: 2, hint: "One a line" })}
${areaField(draft, { name: "webhooks", label: "Webhooks", rows: 2, hint: "https addresses, one a line; each is sent the briefing, signed" })}</div></details>
<details${open("generator", "fallback", "pace")}><summary>Who writes it</summary><div class="side-by-side">
${selectField(draft, { name: "generator", label: "Generator", options: [["", "Claude where a key is set, else extractive"], "extractive", "claude"] })}
${selectField(draft, {
  name: "fallback",
  label: "When Claude cannot",
  options: [
    ["", "the job fails"],
    ["extractive", "extractive writes it"],
  ],
})}
${selectField(draft, {
  name: "pace",
  label: "When",
  options: [
    ["", "at once"],
    ["whenever", "within a day, at half the price"],
  ],
})}</div></details>
<div class="tools"><button class="main" name="action" value="submit">Make the briefing</button><button name="action" value="repeat">Make it again and again…</button></div></form>`,
  };
}
