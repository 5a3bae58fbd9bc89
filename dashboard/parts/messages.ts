// Messages of a queue as they are: body, attributes, receives, and the job that a message carries.
import type { MessageState, SqsMessage } from "../../core/jobs/operate/inspector.ts";
import { atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import { json } from "./facts.ts";
import { bytes, when } from "./words.ts";

export const messageTable = (messages: readonly SqsMessage[], now: number): Html =>
  html`<div class="table" tabindex="0" role="region" aria-label="Messages"><table class="stack">
<thead><tr><th scope="col">Message</th><th scope="col">State</th><th scope="col" class="number">Receives</th><th scope="col" class="time">Sent</th></tr></thead>
<tbody>${messages.map((message) => messageRow(message, now))}</tbody></table></div>`;

const STATES: Record<MessageState, string> = {
  visible: "queued",
  "in flight": "running",
  delayed: "scheduled",
};

function messageRow(
  { messageId, body, state, receiveCount, sentAt, groupId, attributes }: SqsMessage,
  now: number,
): Html {
  const parsed = parseJson(body);
  const jobId = jobIdIn(parsed);
  return html`<tr id="message-${messageId}"><td class="wide"><details data-keep id="body-${messageId}"><summary><code class="start-of-body">${body.slice(0, 160)}</code></summary>
${parsed === undefined ? html`<pre tabindex="0" aria-label="Body">${body.slice(0, SHOWN_BODY)}</pre>` : json(parsed, "Body")}
${attributes.length > 0 && html`<ul class="attributes">${attributes.map(({ name, type, value }) => html`<li><code>${name}</code> <span class="soft">${type}</span> ${value}</li>`)}</ul>`}</details>
<span class="under"><code>${messageId}</code> ${bytes(Buffer.byteLength(body))}${groupId && html` · group ${groupId}`}${jobId && html` · <a href="${atJob(jobId)}">its job</a>`}</span></td>
<td class="state">${state ? html`<span class="status ${STATES[state]}">${state}</span>` : html`<span class="status queued">received, and visible again</span>`}</td>
<td class="number" data-label="receives">${receiveCount}</td>
<td class="time">${sentAt !== undefined && when(sentAt, now)}</td></tr>`;
}

const SHOWN_BODY = 200_000;

/** An object or a list; undefined for any other text. */
function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jobIdIn(body: unknown): string | undefined {
  const isObject = typeof body === "object" && body !== null;
  if (!isObject || !("jobId" in body) || !("type" in body)) return undefined;
  return typeof body.jobId === "string" ? body.jobId : undefined;
}
