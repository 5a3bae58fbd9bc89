// One queue as SQS has it: counts, messages, attributes, and what may be done with it by hand.
import {
  getSqsQueue,
  peekAtMessages,
  purgeQueue,
  receiveMessages,
  type SqsMessage,
  type SqsQueue,
} from "../../core/jobs/operate/inspector.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Page, PageCall, View } from "../page.ts";
import { askingButton } from "../parts/buttons.ts";
import { copyable, facts, json } from "../parts/facts.ts";
import { messageTable } from "../parts/messages.ts";
import { bytes, counted, duration, number, when } from "../parts/words.ts";
import { atQueue } from "./queues.ts";

const nameOf = ({ params }: PageCall): string => params.name ?? "";

export const queuePage: Page = {
  path: "/queues/:name",
  under: "/queues",
  async render(call) {
    const [queue, messages] = await Promise.all([
      getSqsQueue(call.backend, nameOf(call)),
      peekAtMessages(call.backend, nameOf(call)),
    ]);
    return viewQueue(
      call,
      queue,
      messages ? peeked(queue, messages, call.now) : notPeeked(call.dashboard, queue),
    );
  },
  actions: {
    async receive(call) {
      const messages = await receiveMessages(call.backend, nameOf(call));
      const queue = await getSqsQueue(call.backend, nameOf(call));
      const section = html`<p class="soft" role="status">${
        messages.length === 0
          ? "The receive gave no message."
          : `${counted(messages.length, "message")} received, as they were just now. Each had one receive more by it.`
      }</p>${messages.length > 0 && messageTable(messages, call.now)}<p>${receiveButton(call.dashboard, queue, "Receive again")}</p>`;
      return { ...viewQueue(call, queue, section), status: 200, live: false };
    },
    async purge(call) {
      await purgeQueue(call.backend, nameOf(call));
      return { note: `Purged ${nameOf(call)}: every message is deleted, which takes AWS up to a minute.` };
    },
  },
};

function viewQueue({ dashboard, now }: PageCall, queue: SqsQueue, messages: Html): View {
  const tile = (count: number, label: string) =>
    html`<div><b>${number(count)}</b><span>${label}</span></div>`;
  return {
    title: queue.name,
    tools: dashboard.readOnly
      ? undefined
      : html`<a class="button" href="${atQueue(queue.name, "/send")}">Send a message</a>${purgeButton(dashboard, queue)}`,
    body: html`<section aria-label="Counts"><div class="numbers">${tile(queue.visible, "visible")}${tile(queue.inFlight, "in flight")}${tile(queue.delayed, "delayed")}</div></section>
<div class="columns"><section><h2>Messages</h2>${messages}</section><aside>${facts(factsOf(queue, now))}
<details data-keep id="attributes"><summary>All attributes</summary>${json(queue.attributes, "All attributes")}</details></aside></div>`,
  };
}

function peeked(queue: SqsQueue, messages: readonly SqsMessage[], now: number): Html {
  const all = queue.visible + queue.inFlight + queue.delayed;
  if (messages.length === 0) return html`<div class="empty"><p>No message.</p></div>`;
  return html`${messageTable(messages, now)}${
    all > messages.length && html`<p class="soft">The ${messages.length} oldest of about ${number(all)}.</p>`
  }<p class="soft">This look costs no message a receive.</p>`;
}

/** On AWS. Nothing was received, and nothing is before the reader asks. */
const notPeeked = (dashboard: Dashboard, queue: SqsQueue): Html =>
  html`<div class="empty"><p>This endpoint shows messages only to those who receive them.</p>${
    dashboard.readOnly
      ? html`<p>A receive counts, so a read-only dashboard makes none.</p>`
      : receiveButton(dashboard, queue, "Receive up to 10 messages")
  }</div>`;

const receiveButton = (dashboard: Dashboard, { redrive }: SqsQueue, label: string): Html | undefined =>
  askingButton(
    dashboard,
    { label, action: "receive" },
    {
      id: "receive",
      question: "Receive up to 10 messages?",
      detail: html`They stay visible, but it costs each of them a receive${
        redrive &&
        html`: one that has had ${redrive.maxReceiveCount} moves to <b>${redrive.queue}</b> instead`
      }.`,
    },
  );

const purgeButton = (
  dashboard: Dashboard,
  { name, visible, inFlight, delayed }: SqsQueue,
): Html | undefined =>
  askingButton(
    dashboard,
    { label: "Purge", action: "purge", kind: "danger" },
    {
      id: "purge",
      question: `Delete every message of ${name}?`,
      detail: html`About ${counted(visible + inFlight + delayed, "message")}, for good. Jobs whose messages are among them stay recorded: <code>recover</code> sends those that wait again once they are overdue, and those that are dead stay dead.`,
    },
  );

function factsOf({ attributes, arn, url, fifo, redrive }: SqsQueue, now: number) {
  const seconds = (name: string) => {
    const value = attributes[name];
    return value === undefined ? undefined : duration(Number(value) * 1_000);
  };
  const time = (name: string) => {
    const value = Number(attributes[name]);
    return value > 0 ? when(value * 1_000, now) : undefined;
  };
  const sse = attributes.SqsManagedSseEnabled === "true" ? "by SQS" : undefined;
  return [
    ["Kind", fifo ? "FIFO" : "standard"],
    ["URL", copyable(url, "the queue’s URL")],
    ["ARN", copyable(arn, "the queue’s ARN")],
    ["Visibility timeout", seconds("VisibilityTimeout")],
    ["Delay", attributes.DelaySeconds === "0" ? undefined : seconds("DelaySeconds")],
    ["Kept for", seconds("MessageRetentionPeriod")],
    [
      "Long poll",
      attributes.ReceiveMessageWaitTimeSeconds === "0" ? "none" : seconds("ReceiveMessageWaitTimeSeconds"),
    ],
    ["Largest message", attributes.MaximumMessageSize && bytes(Number(attributes.MaximumMessageSize))],
    [
      "Dead-letter queue",
      redrive &&
        html`<a href="${atQueue(redrive.queue)}">${redrive.queue}</a> after ${redrive.maxReceiveCount} receives`,
    ],
    ["Encrypted", attributes.KmsMasterKeyId ?? sse ?? "no"],
    ["Created", time("CreatedTimestamp")],
    ["Changed", time("LastModifiedTimestamp")],
  ] as const;
}
