// Job ids: prefixed, random, or derived from an Idempotency-Key.
import { createHash, randomBytes } from "node:crypto";

/** Crockford's base 32: no letter that is mistaken for a digit. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 26;

export const newJobId = (prefix: string): string => `${prefix}_${encode(randomBytes(LENGTH))}`;

/** The same key gives the same id; the type's name keeps keys of different types apart. */
export const jobIdOfKey = (prefix: string, typeName: string, key: string): string =>
  `${prefix}_${encode(createHash("sha256").update(`${typeName}\n${key}`).digest())}`;

/** SHA-256, in hexadecimal. */
export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** 5 bits of each byte: 130 bits in all. */
const encode = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte & 31]).join("");
