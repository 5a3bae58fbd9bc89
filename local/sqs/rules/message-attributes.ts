// Message attributes: names, types, values, size, the MD5 that SDKs verify, and the choice that a receive makes.
import { createHash, hash } from "node:crypto";
import { SqsError } from "../errors.ts";
import { isAllowedText } from "./message-body.ts";

/** As in requests and answers: `BinaryValue` is base64. [SQS API: MessageAttributeValue] */
export type MessageAttribute = { DataType: string; StringValue?: string; BinaryValue?: string };

export type MessageAttributes = ReadonlyMap<string, MessageAttribute>;

/** [SQS: message metadata] */
const MAX_ATTRIBUTES = 10;
const MAX_NAME_LENGTH = 256;
/** AWS accepts accented Latin letters too. [LocalStack's validated tests] */
const NAME = /^[\u00c0-\u017fa-zA-Z0-9_.-]+$/;
const RESERVED = /^(aws\.|amazon\.|\.)/i;
const TYPE = /^(String|Number|Binary)(\..+)?$/;
/** The limits are SQS's, the error's text is ElasticMQ's: SQS's own is not known. [SQS: message metadata] */
const LOWEST_NUMBER = -1e128;
const HIGHEST_NUMBER = 1e126;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** @throws SqsError InvalidParameterValue */
export function checkMessageAttributes(attributes: MessageAttributes): void {
  if (attributes.size > MAX_ATTRIBUTES) {
    throw invalid(
      `Number of message attributes [${attributes.size}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  for (const [name, attribute] of attributes) {
    checkName(name);
    checkValue(name, attribute);
  }
}

function checkName(name: string): void {
  if (name === "") throw invalid("The request must contain non-empty message (user) attribute names.");
  if (name.length > MAX_NAME_LENGTH) {
    throw invalid(`Message (user) attribute names must be shorter than ${MAX_NAME_LENGTH} Bytes.`);
  }
  if (!NAME.test(name)) {
    throw invalid(
      "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores.",
    );
  }
  if (RESERVED.test(name) || name.endsWith(".") || name.includes("..")) {
    throw invalid(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.', or have periods in succession.",
    );
  }
}

function checkValue(name: string, attribute: MessageAttribute): void {
  const { DataType, StringValue, BinaryValue } = attribute;
  if (!DataType) {
    throw invalid(`The message attribute '${name}' must contain a non-empty message attribute type.`);
  }
  if (DataType.length > MAX_NAME_LENGTH) {
    throw invalid(`Message (user) attribute types must be shorter than ${MAX_NAME_LENGTH} Bytes.`);
  }
  const kind = TYPE.exec(DataType)?.[1];
  if (!kind) {
    throw invalid(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const value = kind === "Binary" ? BinaryValue : StringValue;
  if (!value) {
    throw invalid(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${kind === "Binary" ? "Binary" : "String"}'.`,
    );
  }
  if (StringValue !== undefined && BinaryValue !== undefined) {
    throw invalid(`Message (user) attribute '${name}' has both a string and a binary value.`);
  }
  if (kind === "Binary") return;
  if (!isAllowedText(value)) {
    throw invalid(
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  }
  if (kind === "Number") checkNumber(name, value);
}

function checkNumber(name: string, value: string): void {
  if (!NUMBER.test(value)) {
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  const number = Number(value);
  if (number < LOWEST_NUMBER || number > HIGHEST_NUMBER) {
    throw invalid(`Number attribute value ${value} should be in range (-10**128..10**126)`);
  }
}

function invalid(message: string): SqsError {
  return new SqsError("InvalidParameterValue", message);
}

/** Names, types and values count towards the size of a message, in bytes. */
export function attributesSize(attributes: MessageAttributes): number {
  let bytes = 0;
  for (const [name, { DataType, StringValue, BinaryValue }] of attributes) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    bytes +=
      StringValue === undefined
        ? Buffer.byteLength(BinaryValue ?? "", "base64")
        : Buffer.byteLength(StringValue);
  }
  return bytes;
}

/** [SQS: calculating the MD5 message digest for message attributes] */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const md5 = createHash("md5");
  const update = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    md5.update(length).update(bytes);
  };
  for (const name of [...attributes.keys()].sort()) {
    const attribute = attributes.get(name);
    if (!attribute) continue;
    update(Buffer.from(name));
    update(Buffer.from(attribute.DataType));
    const binary = attribute.StringValue === undefined;
    md5.update(Buffer.from([binary ? 2 : 1]));
    update(
      binary ? Buffer.from(attribute.BinaryValue ?? "", "base64") : Buffer.from(attribute.StringValue ?? ""),
    );
  }
  return md5.digest("hex");
}

export const md5OfBody = (body: string): string => hash("md5", body);

/** The attributes that `wanted` names: `All`, `.*`, `prefix.*` or a name. Undefined where there are none. */
export function selectAttributes(
  attributes: MessageAttributes | undefined,
  wanted: string[],
): MessageAttributes | undefined {
  if (!attributes || wanted.length === 0) return undefined;
  const isWanted = (name: string) =>
    wanted.some((want) => {
      if (want === "All" || want === "*" || want === ".*" || want === name) return true;
      return want.endsWith(".*") && name.startsWith(want.slice(0, -2));
    });
  const selected = new Map([...attributes].filter(([name]) => isWanted(name)));
  return selected.size > 0 ? selected : undefined;
}
