// Checks the bearer token without telling, by its timing, how much of it was right.
import { createHash, timingSafeEqual } from "node:crypto";
import { VisibleError } from "../../core/jobs/errors.ts";

/** @throws VisibleError `unauthorized` when a token is configured and the header does not carry it. */
export function requireToken(authorization: string | undefined, token: string | undefined): void {
  if (token === undefined) return;
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
  if (given !== undefined && sameText(given, token)) return;
  const detail =
    given === undefined ? "send `Authorization: Bearer TOKEN`" : "this token is not the configured one";
  throw new VisibleError("unauthorized", detail, {
    headers: { "www-authenticate": 'Bearer realm="briefings"' },
  });
}

/** Hashes have one length, so that even the token's length does not show. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));
const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
