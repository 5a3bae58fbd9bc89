// `queues peek`, `receive`, `send` and `purge`: the messages of one queue, as a developer sees SQS.
import { Command, InvalidArgumentError } from "commander";
import { app } from "../core/app.ts";
import { VisibleError } from "../core/jobs/index.ts";
import {
  getSqsQueue,
  peekAtMessages,
  purgeQueue,
  receiveMessages,
  type SqsMessage,
  sendTestMessage,
} from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { confirm, YES } from "./confirm.ts";
import { withExamples } from "./examples.ts";
import { inOptions } from "./filter-options.ts";
import { notNegative } from "./numbers.ts";
import { ownCommand } from "./own-command.ts";
import { note, print, printJson, printTable } from "./print.ts";
import { readInput } from "./source-file.ts";
import type { Column } from "./table.ts";
import { counted, utc } from "./words.ts";

type Options = BackendOptions & { yes?: boolean; json?: boolean };

const verb = (name: string, description: string): Command =>
  new Command(name).description(description).argument("<queue>", "its name, as `queues list` has it");

export function peekCommand(): Command {
  const command = verb("peek", "show messages without a receive; AWS has no way to: `queues receive`").option(
    "--json",
    "print JSON: whole bodies and attributes",
  );
  withExamples(command, [[`queues peek ${app.queueNames.default}`, "what waits, and what is in flight"]]);
  return withBackendOptions(command).action(async (queue: string, options: Options) => {
    const messages = await useBackend(options, async (backend) => {
      // A queue that is not there is told as such, also where there is no look.
      await getSqsQueue(backend, queue);
      return await peekAtMessages(backend, queue);
    });
    if (!messages) {
      throw new VisibleError(
        "usage",
        `this endpoint shows no message without a receive; \`queues receive ${queue}\` costs each a receive`,
      );
    }
    tell(messages, options);
  });
}

export function receiveCommand(): Command {
  const command = verb("receive", "receive up to ten messages, which stay visible; it costs each one receive")
    .option(...YES)
    .option("--json", "print JSON: whole bodies and attributes");
  return withBackendOptions(command).action(async (queue: string, options: Options) => {
    const messages = await useBackend(options, async (backend) => {
      const { redrive } = await getSqsQueue(backend, queue);
      const risk = redrive ? `, of ${redrive.maxReceiveCount} before it moves to ${redrive.queue}` : "";
      await confirm(`receive from ${queue}: it costs up to ten messages one receive each${risk}`, options);
      return await receiveMessages(backend, queue);
    });
    tell(messages, options);
  });
}

type SendOptions = Options & {
  delaySeconds?: number;
  groupId?: string;
  deduplicationId?: string;
  attribute?: { name: string; type: string; value: string }[];
};
/** SQS's own limit. */
const MOST_BYTES = 1_048_576;

export function sendCommand(): Command {
  const command = verb("send", "send a message by hand; a job is enqueued by `jobs enqueue`")
    .argument("<body>", "the message's body; - reads standard input")
    .option("--delay-seconds <seconds>", "until it can be received, at most 900", notNegative)
    .option("--group-id <id>", "its message group: of a FIFO queue, or a tenant of fair queues")
    .option("--deduplication-id <id>", "of a FIFO queue")
    .option(
      "--attribute <name=value>",
      "a message attribute, a text or as name:Number=5; may be repeated",
      (word: string, before: SendOptions["attribute"] = []) => [...before, attributeOf(word)],
    )
    .option("--json", "print JSON");
  withExamples(command, [
    [`queues send orders '{"order":7}' --attribute source=hand`, "to a queue of another app"],
    ["queues send orders - < message.json", "from a file"],
  ]);
  return withBackendOptions(command).action(async (queue: string, given: string, options: SendOptions) => {
    const { delaySeconds, groupId, deduplicationId, attribute: attributes = [], json } = options;
    const input = { option: "the body", what: "message", maxBytes: MOST_BYTES };
    const body = given === "-" ? await readInput("-", input) : given;
    const message = {
      ...{ body, attributes },
      ...(delaySeconds !== undefined && { delaySeconds }),
      ...(groupId !== undefined && { groupId }),
      ...(deduplicationId !== undefined && { deduplicationId }),
    };
    const messageId = await useBackend(options, (backend) =>
      sendTestMessage(backend, queue, message).catch((error) => {
        throw inOptions(error, { body: "<body>", attributes: "--attribute" });
      }),
    );
    if (json) printJson({ queue, messageId });
    else print(`${messageId} sent to ${queue}`);
  });
}

function attributeOf(word: string): { name: string; type: string; value: string } {
  const [, name, type = "String", value] = /^([^=:]+)(?::([^=]+))?=(.*)$/s.exec(word) ?? [];
  if (name !== undefined && value !== undefined) return { name, type, value };
  throw new InvalidArgumentError("give a name and a value, as source=hand or attempt:Number=5");
}

export function purgeCommand(): Command {
  const command = verb("purge", "delete every message of a queue; their jobs stay recorded")
    .option(...YES)
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (queue: string, options: Options) => {
    await useBackend(options, async (backend) => {
      const { visible, inFlight, delayed } = await getSqsQueue(backend, queue);
      const about = counted(visible + inFlight + delayed, "message");
      await confirm(`delete every message of ${queue}, about ${about}, for good`, options);
      await purgeQueue(backend, queue);
    });
    if (options.json) printJson({ queue, purged: true });
    else print(`${queue} is purged, which takes AWS up to a minute`);
    note(
      `a job that waited for one of them is sent again by recover, now by \`${ownCommand("jobs run ID")}\`; one that is dead stays dead`,
    );
  });
}

function tell(messages: readonly SqsMessage[], { json }: Options): void {
  if (json) {
    printJson({ items: messages });
    return;
  }
  printTable(columns, messages);
  if (messages.length === 0) note("no message");
}

/** Of a body in a table; `--json` has it whole. */
const BODY_SHOWN = 500;

const columns: Column<SqsMessage>[] = [
  { heading: "message", cell: ({ messageId }) => messageId },
  { heading: "state", cell: ({ state }) => state ?? "received" },
  { heading: "sent (UTC)", cell: ({ sentAt }) => (sentAt === undefined ? "" : utc(sentAt)) },
  { heading: "receives", cell: ({ receiveCount }) => String(receiveCount) },
  {
    heading: "body",
    cell: ({ body }) => (body.length > BODY_SHOWN ? `${body.slice(0, BODY_SHOWN)}…` : body),
    detail: "whole",
  },
];
