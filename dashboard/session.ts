// Who may see the dashboard when a token is set: a cookie that is made for the token, expires, and tells nothing of it.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export const SESSION_SECONDS = 12 * 3_600;

/** `EXPIRY.SIGNATURE`: signed with the token, so that another token ends every session. Expiry in ms. */
export function createSession(token: string, now: number): string {
  const expiresAt = now + SESSION_SECONDS * 1_000;
  return `${expiresAt}.${sign(token, expiresAt)}`;
}

export function isSession(cookie: string | undefined, tokens: readonly string[], now: number): boolean {
  const [, digits = "", signature = ""] = /^(\d{1,15})\.(\S+)$/.exec(cookie ?? "") ?? [];
  const expiresAt = Number(digits);
  if (!(expiresAt > now)) return false;
  return tokens.filter((token) => sameText(signature, sign(token, expiresAt))).length > 0;
}

/** Every token is compared, so that none is told from another by its time. */
export const isToken = (given: string, tokens: readonly string[]): boolean =>
  tokens.filter((token) => sameText(given, token)).length > 0;

const sign = (token: string, expiresAt: number): string =>
  createHmac("sha256", token).update(`dashboard session until ${expiresAt}`).digest("base64url");

/** Hashes have one length, so that even the length does not show. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));
const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
