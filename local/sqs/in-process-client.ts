// An SQS client for the server's own process: it takes the SDK's commands and answers as the SDK's client does over HTTP.
import type { SQSClient } from "@aws-sdk/client-sqs";
import { errors, isSenderFault, SqsError } from "./errors.ts";
import type { Perform } from "./in-process.ts";

/** What the event source mapping, the alarm and the adapters of `core/aws` need of a client. The SDK's is one. */
export type SqsClient = Pick<SQSClient, "send">;

type Command = { input: object };
type Send = (command: Command, options?: { abortSignal?: AbortSignal }) => Promise<object>;

/** @param wire the SDK's client of the same server; calls that are to meet a fault go through it */
export function createInProcessClient(perform: Perform, wire: SqsClient): SqsClient {
  const send: Send = async (command, options = {}) => {
    // As the SDK names its classes: SendMessageCommand.
    const action = command.constructor.name.replace(/Command$/, "");
    let output: object | undefined;
    try {
      const input = mapAttributes(command.input, toBase64);
      output = await (options.abortSignal
        ? perform(action, input, options.abortSignal)
        : perform(action, input));
    } catch (error) {
      throw error instanceof SqsError ? asSdkError(error) : error;
    }
    if (output === undefined) return await (wire.send as Send)(command, options);
    return { $metadata: {}, ...mapAttributes(output, toBytes) };
  };
  return { send: send as SqsClient["send"] };
}

/** By the name, code and fault that the SDK's own errors have. */
function asSdkError(error: SqsError): Error {
  const { status, type, queryCode } = errors[error.name];
  // The SDK knows the errors of SQS's own model by their shapes, and the others by their codes.
  const [namespace, shape] = type.split("#");
  const name = namespace === "com.amazonaws.sqs" ? shape : queryCode;
  const fault = isSenderFault(error.name) ? "client" : "server";
  return Object.assign(new Error(error.message, { cause: error }), {
    name,
    Code: queryCode,
    $fault: fault,
    $metadata: { httpStatusCode: status },
  });
}

type Attribute = { BinaryValue?: Uint8Array | string };
type Message = {
  MessageAttributes?: Record<string, Attribute>;
  MessageSystemAttributes?: Record<string, Attribute>;
};
type WithMessages = Message & { Entries?: Message[]; Messages?: Message[] };

/** Binary values are bytes for the SDK's callers, and base64 in the protocol. */
function mapAttributes(
  shape: WithMessages,
  convert: (value: Uint8Array | string) => Uint8Array | string,
): object {
  const { Entries, Messages } = shape;
  const whole = mapMessage(shape, convert);
  if (Entries) return { ...whole, Entries: Entries.map((entry) => mapMessage(entry, convert)) };
  if (Messages) return { ...whole, Messages: Messages.map((message) => mapMessage(message, convert)) };
  return whole;
}

function mapMessage<T extends Message>(
  message: T,
  convert: (value: Uint8Array | string) => Uint8Array | string,
): T {
  const { MessageAttributes, MessageSystemAttributes } = message;
  if (!MessageAttributes && !MessageSystemAttributes) return message;
  const map = (attributes: Record<string, Attribute>) =>
    Object.fromEntries(
      Object.entries(attributes).map(([name, attribute]) => [
        name,
        attribute?.BinaryValue === undefined
          ? { ...attribute }
          : { ...attribute, BinaryValue: convert(attribute.BinaryValue) },
      ]),
    );
  return {
    ...message,
    ...(MessageAttributes && { MessageAttributes: map(MessageAttributes) }),
    ...(MessageSystemAttributes && { MessageSystemAttributes: map(MessageSystemAttributes) }),
  };
}

const toBase64 = (value: Uint8Array | string) =>
  typeof value === "string"
    ? value
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");

const toBytes = (value: Uint8Array | string) =>
  typeof value === "string" ? Uint8Array.from(Buffer.from(value, "base64")) : value;
