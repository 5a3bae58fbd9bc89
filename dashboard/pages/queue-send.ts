// A message that a person sends to a queue by hand.
import { getSqsQueue, sendTestMessage } from "../../core/jobs/operate/inspector.ts";
import { html } from "../html.ts";
import type { Page, PageCall, View } from "../page.ts";
import { hiddenFields } from "../parts/buttons.ts";
import { areaField, type Draft, draftOf, errorSummary, textField, withErrors } from "../parts/fields.ts";
import { atQueue } from "./queues.ts";

/** SQS takes 1 MiB, with the attributes; a form may need three bytes for each. */
const MAX_FORM_BYTES = 4 * 1024 * 1024;

export const sendMessagePage: Page = {
  path: "/queues/:name/send",
  under: "/queues",
  maxFormBytes: MAX_FORM_BYTES,
  render: (call) => viewForm(call, draftOf()),
  actions: {
    async send(call, form) {
      const name = call.params.name ?? "";
      try {
        const id = await sendTestMessage(call.backend, name, messageOf(form));
        return { note: `Sent: message ${id}.`, to: `/queues/${encodeURIComponent(name)}` };
      } catch (error) {
        return await viewForm(call, withErrors(form, error, fieldOf));
      }
    },
  },
};

async function viewForm({ backend, dashboard, params }: PageCall, draft: Draft): Promise<View> {
  const { name, fifo } = await getSqsQueue(backend, params.name ?? "");
  return {
    title: `Send to ${name}`,
    live: false,
    body: dashboard.readOnly
      ? html`<p>This dashboard is read-only.</p>`
      : html`${errorSummary(draft)}<form method="post" class="form">${hiddenFields({ action: "send" })}
${areaField(draft, { name: "body", label: "Body", rows: 8, required: true })}
${areaField(draft, { name: "lines", label: "Attributes", rows: 3, hint: html`One a line: <code>name=value</code>, or <code>name:Number=5</code>` })}
${textField(draft, {
  name: "groupId",
  label: fifo ? "Message group" : "Message group (a tenant, for fair queues)",
  required: fifo,
})}
${
  fifo
    ? textField(draft, {
        name: "deduplicationId",
        label: "Deduplication id",
        hint: "Not needed where the queue deduplicates by content",
      })
    : textField(draft, {
        name: "delaySeconds",
        label: "Delay in seconds",
        attributes: html`type="number" min="0" max="900"`,
        hint: "Empty: the queue’s own",
      })
}
<div class="tools"><button class="main">Send</button><a class="button" href="${atQueue(name)}">Not now</a></div></form>`,
  };
}

function messageOf(form: URLSearchParams) {
  const text = (name: string) => form.get(name)?.trim() || undefined;
  const delay = text("delaySeconds");
  return {
    // As a browser sends a text: its line ends are CRLF, which nobody has typed.
    body: form.get("body")?.replaceAll("\r\n", "\n") ?? "",
    ...(text("groupId") && { groupId: text("groupId") }),
    ...(text("deduplicationId") && { deduplicationId: text("deduplicationId") }),
    ...(delay !== undefined && { delaySeconds: Number(delay) }),
    attributes: (form.get("lines") ?? "")
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .map(attributeOf),
  };
}

/** `name=value`, `name:Number=5` */
function attributeOf(line: string) {
  const [, name = line, type = "String", value = ""] =
    /^\s*([^=:]*?)\s*(?::\s*([^=]*?)\s*)?=\s*(.*?)\s*$/.exec(line) ?? [];
  return { name, type, value };
}

const FIELDS = ["body", "groupId", "deduplicationId", "delaySeconds"];
const fieldOf = (path: string): string | undefined => {
  const [name = ""] = path.split(/[.[]/);
  if (name === "attributes") return "lines";
  return FIELDS.includes(name) ? name : undefined;
};
