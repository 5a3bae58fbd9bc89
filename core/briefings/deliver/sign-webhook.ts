// Signs a webhook after the Standard Webhooks specification (standardwebhooks.com), version 1: HMAC-SHA256 over id, timestamp and body.
import { createHmac } from "node:crypto";
import * as z from "zod";

const PREFIX = "whsec_";
/** The specification's bounds of a secret, in bytes. */
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), "base64");

/** `whsec_` and 24 to 64 bytes in base64. */
export const WebhookSecret = z
  .string()
  .regex(
    /^whsec_[A-Za-z0-9+/]+={0,2}$/,
    "must be whsec_ and base64, such as whsec_$(openssl rand -base64 32)",
  )
  .refine(
    (secret) => keyOf(secret).length >= LEAST_BYTES && keyOf(secret).length <= MOST_BYTES,
    `must hold ${LEAST_BYTES} to ${MOST_BYTES} bytes, such as whsec_$(openssl rand -base64 32)`,
  );

export type ToSign = {
  /** The same for every attempt: receivers tell a repeated delivery by it. */
  id: string;
  /** Of this attempt, in seconds: receivers refuse one that is old. */
  timestamp: number;
  body: string;
};

/** One signature for each secret, so that receivers accept it while they change over. */
export function signatureHeaders(
  { id, timestamp, body }: ToSign,
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const digest = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64");
    return `v1,${digest}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
