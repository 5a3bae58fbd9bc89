// The identifiers of messages and receives. They are derived from a message's `seq`, so that none is stored.
import { SqsError } from "../errors.ts";
import type { Engine, Message, Queue } from "./model.ts";

/** A UUID: 24 characters that belong to the data file, then `seq` in hexadecimal. */
export function messageId(engine: Engine, seq: number): string {
  return engine.idPrefix + seq.toString(16).padStart(12, "0");
}

/** 20 digits that grow with every message. [SQS API: SequenceNumber] */
export function sequenceNumber(seq: number): string {
  return `188${String(seq).padStart(17, "0")}`;
}

export type Receipt = { seq: number; receiveCount: number; receivedAt: number };

/** Each receive has its own handle. The handle holds the time of the receive: a message may be hidden for 12 hours from then. */
export function receiptHandle(engine: Engine, queue: Queue, message: Message, receivedAt: number): string {
  const text = `${queue.id}.${message.seq}.${message.receiveCount}.${receivedAt}.${engine.idPrefix}`;
  return Buffer.from(text, "latin1").toString("base64url");
}

/** @throws SqsError ReceiptHandleIsInvalid where the handle is not one of this queue. */
export function parseReceiptHandle(engine: Engine, queue: Queue, handle: string): Receipt {
  const bytes = Buffer.from(handle, "base64url");
  const [queueId, seq, receiveCount, receivedAt, prefix] = bytes.toString("latin1").split(".");
  const receipt = { seq: Number(seq), receiveCount: Number(receiveCount), receivedAt: Number(receivedAt) };
  const valid =
    prefix === engine.idPrefix &&
    // Decoding ignores characters that are not base64, so the length is compared too.
    handle.length === Math.ceil((bytes.length * 4) / 3) &&
    Number.isSafeInteger(receipt.seq) &&
    Number.isSafeInteger(receipt.receiveCount) &&
    Number.isSafeInteger(receipt.receivedAt);
  if (!valid) {
    throw new SqsError(
      "ReceiptHandleIsInvalid",
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  }
  if (Number(queueId) !== queue.id) {
    throw new SqsError(
      "ReceiptHandleIsInvalid",
      `The receipt handle "${handle}" is not valid for this queue.`,
    );
  }
  return receipt;
}
