// Job ids: prefixed, and random.
import { randomBytes } from "node:crypto";

/** Crockford's base 32: no letter that is mistaken for a digit. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 26;

/** `brf_…` */
export const newJobId = (prefix: string): string => `${prefix}_${encodeId(randomBytes(LENGTH))}`;

/** 5 bits of each of the first 26 bytes: 130 bits in all. */
export const encodeId = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte & 31]).join("");
