// Checks the bearer token without telling, by its timing, how much of it was right.
import { createHash, timingSafeEqual } from "node:crypto";
import { VisibleError } from "../../core/jobs/engine.ts";

/** Whether the header carries one of these tokens. Every one is compared, so that none is told from another by its time. */
export function carriesToken(authorization: string | undefined, tokens: readonly string[]): boolean {
  const given = bearerToken(authorization);
  if (given === undefined) return false;
  return tokens.filter((token) => sameText(given, token)).length > 0;
}

/** @throws VisibleError `unauthorized` when tokens are configured and the header carries none of them. */
export function requireToken(authorization: string | undefined, tokens: readonly string[]): void {
  if (tokens.length === 0 || carriesToken(authorization, tokens)) return;
  const detail =
    bearerToken(authorization) === undefined
      ? "send `Authorization: Bearer TOKEN`"
      : "this token is not the configured one";
  throw new VisibleError("unauthorized", detail, {
    headers: { "www-authenticate": 'Bearer realm="briefings"' },
  });
}

const bearerToken = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];

/** Hashes have one length, so that even the token's length does not show. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));
const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
