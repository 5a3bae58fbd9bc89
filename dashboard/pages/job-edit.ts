// Gives a dead or waiting job another payload, and runs it.
import { getJob, StoreError, VisibleError, withRequest } from "../../core/jobs/index.ts";
import { editJob, retryJob } from "../../core/jobs/operate/inspector.ts";
import { visibleJson } from "../../core/visible-text.ts";
import { atJob } from "../base.ts";
import { exactly, html } from "../html.ts";
import type { Page, PageCall, View } from "../page.ts";
import { hiddenFields } from "../parts/buttons.ts";
import { CHANGED, versionOf } from "../parts/version.ts";

export const jobEditPage: Page = {
  path: "/jobs/:id/edit",
  under: "/jobs",
  async render(call) {
    const job = await withRequest(call.backend, await getJob(call.backend, idOf(call)));
    return form(call, {
      title: job.title,
      type: job.type,
      payload: visibleJson(JSON.stringify(job.request, undefined, 2)),
      version: versionOf(job.request),
    });
  },
  actions: {
    async save(call, fields) {
      const { backend } = call;
      const payload = fields.get("payload") ?? "";
      const job = await withRequest(backend, await getJob(backend, idOf(call)));
      const version = versionOf(job.request);
      try {
        if ((fields.get("version") ?? version) !== version) throw new VisibleError("job-changed", CHANGED);
        const keepSteps = fields.has("keepSteps");
        await editJob(backend, job.id, parse(payload), { keepSteps });
        if (fields.get("then") === "run") await retryJob(backend, job.id);
      } catch (error) {
        // What the reader has written stays before them.
        if (!(error instanceof VisibleError || error instanceof StoreError)) throw error;
        return form(call, { title: job.title, type: job.type, payload, version, wrong: error.message });
      }
      const note = fields.get("then") === "run" ? "Edited, and it runs as soon as there is room." : "Edited.";
      return { note, to: `/jobs/${encodeURIComponent(job.id)}` };
    },
  },
};

const idOf = ({ params }: PageCall): string => params.id ?? "";

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch (error) {
    throw new VisibleError(
      "invalid-json",
      `this is not JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}

type Form = { title: string; type: string; payload: string; version: string; wrong?: string };

const form = (call: PageCall, { title, type, payload, version, wrong }: Form): View => ({
  title: `Edit ${title || idOf(call)}`,
  crumb: { label: title || idOf(call), href: atJob(idOf(call)) },
  live: false,
  body: call.dashboard.readOnly
    ? html`<p>This dashboard is read-only.</p>`
    : html`<form method="post" class="edit">
${hiddenFields({ action: "save", version })}
<label for="payload">The payload, as JSON; the schema of ${type} reads it</label>
<textarea id="payload" name="payload" rows="18" spellcheck="false"${wrong !== undefined && html` aria-invalid="true" aria-describedby="wrong"`}>
${exactly(payload)}</textarea>
${wrong !== undefined && html`<p id="wrong" class="error" role="alert">${wrong}</p>`}
<label class="choose"><input type="checkbox" name="keepSteps"> Keep the results of its steps, although they were made of the payload that it had</label>
<div class="tools"><button class="main" name="then" value="run">Save and run</button><button name="then" value="stay">Save</button><a class="button" href="${atJob(idOf(call))}">Not now</a></div>
</form>`,
});
