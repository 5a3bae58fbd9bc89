// Every queue of the endpoint, the app's and others: what is in each, and where its messages go when they fail.
import { listSqsQueues, type SqsQueue } from "../../core/jobs/operate/inspector.ts";
import { at } from "../base.ts";
import { exactly, type Html, html } from "../html.ts";
import type { Page } from "../page.ts";
import { icon } from "../parts/icons.ts";
import { number } from "../parts/words.ts";

export const atQueue = (name: string, more = ""): string => at(`/queues/${encodeURIComponent(name)}${more}`);

export const queuesPage: Page = {
  path: "/queues",
  nav: { label: "Queues", icon: "queues" },
  async render({ backend, query }) {
    const prefix = query.get("prefix")?.trim() || undefined;
    const cursor = query.get("cursor") || undefined;
    const { items, cursor: next } = await listSqsQueues(backend, {
      ...(prefix && { prefix }),
      ...(cursor && { cursor }),
    });
    return {
      title: "Queues",
      body: html`<form method="get" action="${at("/queues")}" class="search" role="search" data-keep id="search"><div class="search-line">${icon("search")}
<input type="search" name="prefix" value="${exactly(prefix ?? "")}" placeholder="The beginning of a name" aria-label="Queues whose names begin with" maxlength="80"><button>Search</button></div></form>
${items.length === 0 ? nothing(prefix) : table(items)}
<nav class="pager" aria-label="Pages of queues"><span>${cursor && html`<a class="button" href="${at("/queues", { prefix })}">First page</a>`}</span><span>${
        next &&
        html`<a class="button" rel="next" href="${at("/queues", { prefix, cursor: next })}">Next page</a>`
      }</span></nav>`,
    };
  },
};

const table = (queues: readonly SqsQueue[]): Html =>
  html`<div class="table" tabindex="0" role="region" aria-label="Queues"><table class="stack">
<thead><tr><th scope="col">Queue</th><th scope="col" class="number">Visible</th><th scope="col" class="number">In flight</th><th scope="col" class="number">Delayed</th></tr></thead>
<tbody>${queues.map(
    ({ name, fifo, visible, inFlight, delayed, redrive }) =>
      html`<tr id="queue-${name}"><td class="wide"><a href="${atQueue(name)}">${name}</a><span class="under">${fifo ? "FIFO" : "standard"}${
        redrive &&
        html` · after ${redrive.maxReceiveCount} receives to <a href="${atQueue(redrive.queue)}">${redrive.queue}</a>`
      }</span></td><td class="number" data-label="visible">${number(visible)}</td><td class="number" data-label="in flight">${number(inFlight)}</td><td class="number" data-label="delayed">${number(delayed)}</td></tr>`,
  )}</tbody></table></div>`;

const nothing = (prefix: string | undefined): Html =>
  prefix === undefined
    ? html`<div class="empty"><p>This endpoint has no queue.</p></div>`
    : html`<div class="empty"><p>No queue’s name begins with “${prefix}”.</p><p><a href="${at("/queues")}">All queues</a></p></div>`;
