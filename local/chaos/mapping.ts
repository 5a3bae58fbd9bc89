// Faults of the event source mapping: what it receives, what it deletes, and whether an environment starts for it.
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchCommandOutput,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandOutput,
} from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import type { EventSourceMappingOptions } from "../lambda/event-source-mapping.ts";
import { FunctionFailedError } from "../lambda/lambda-function.ts";
import type { SqsClient } from "../sqs/in-process-client.ts";
import type { Chaos } from "./chaos.ts";
import { VANISHED } from "./environments.ts";
import { jobOf } from "./job-of.ts";

const LONGEST_EMPTY_MS = 1_000;
const OF = { of: "event source mapping" };

type Options = EventSourceMappingOptions;

/** The same mapping, with faults. */
export function disturbMapping(chaos: Chaos, options: Options): Options {
  const { client, target, onFailedInvocation } = options;
  // By receipt handle: which job a message that is to be deleted carries.
  const received = new Map<string, Message>();
  return {
    ...options,
    client: disturbClient(chaos, client, options.queueUrl, received),
    target: { invoke: (event) => invoke(chaos, target, event) },
    ...(onFailedInvocation && {
      async onFailedInvocation(record, error, pauseSeconds) {
        // As on AWS: the message stays hidden for the rest of its visibility timeout.
        if (error.errorType === VANISHED) return { keep: true };
        return await onFailedInvocation(record, error, pauseSeconds);
      },
    }),
  };
}

async function invoke(chaos: Chaos, target: Options["target"], event: SQSEvent): Promise<unknown> {
  for (const { body, attributes } of event.Records) {
    const about = jobOf(body);
    const name = chaos.numbered(`${about.jobId} start ${attributes.ApproximateReceiveCount}`);
    if (!chaos.strikes("start", about, name, OF)) continue;
    const error = {
      errorType: "Runtime.ImportModuleError",
      errorMessage: "chaos: no environment starts",
      trace: [],
    };
    throw new FunctionFailedError("consumer", randomUUID(), error, false);
  }
  return await target.invoke(event);
}

type Send = (command: unknown, options?: { abortSignal?: AbortSignal }) => Promise<unknown>;

function disturbClient(
  chaos: Chaos,
  client: SqsClient,
  queueUrl: string,
  received: Map<string, Message>,
): SqsClient {
  const call = client.send.bind(client) as Send;
  const queue = queueUrl.split("/").at(-1);
  const send: Send = async (command, options = {}) => {
    if (command instanceof ReceiveMessageCommand) {
      const name = chaos.numbered(`${queue} receive`);
      if (chaos.strikes("receive-empty", {}, name, OF)) {
        await wait(chaos.draw("receive-empty", name) * LONGEST_EMPTY_MS, undefined, {
          signal: options.abortSignal,
        });
        return {};
      }
      const output = (await call(command, options)) as ReceiveMessageCommandOutput;
      for (const message of output.Messages ?? []) {
        received.set(message.ReceiptHandle ?? "", message);
        if (strikes("twice", message)) await showAgain(message);
      }
      return output;
    }
    if (command instanceof DeleteMessageBatchCommand) return await remove(command);
    return await call(command, options);
  };

  const strikes = (kind: "twice" | "delete-lost", message: Message | undefined): boolean => {
    const about = jobOf(message?.Body);
    const { ApproximateReceiveCount: receive } = message?.Attributes ?? {};
    return chaos.strikes(kind, about, chaos.numbered(`${about.jobId} ${kind} ${receive}`), OF);
  };

  const showAgain = ({ ReceiptHandle }: Message) =>
    call(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }));

  async function remove({
    input,
  }: DeleteMessageBatchCommand): Promise<Partial<DeleteMessageBatchCommandOutput>> {
    const Entries = (input.Entries ?? []).filter(({ ReceiptHandle = "" }) => {
      const message = received.get(ReceiptHandle);
      received.delete(ReceiptHandle);
      return !strikes("delete-lost", message);
    });
    if (Entries.length === 0) return {};
    return (await call(
      new DeleteMessageBatchCommand({ ...input, Entries }),
    )) as DeleteMessageBatchCommandOutput;
  }

  return { send: send as SqsClient["send"] };
}
