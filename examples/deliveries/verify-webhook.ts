// What the receiver of a webhook does to be sure that it is genuine: the README's code.
// example: verify
import { createHmac, timingSafeEqual } from "node:crypto";

type Headers = Record<string, string | undefined>;

/** `headers` by lower-case name, and the body as it came, byte for byte: not parsed and written again. */
export function isGenuine(headers: Headers, body: string, secret: string, now = Date.now()): boolean {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signatures = headers["webhook-signature"] ?? "";
  // An old one may be sent again by somebody who has seen it.
  if (!(Math.abs(now / 1000 - Number(timestamp)) <= 300)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  // Several while the secret is changed: one must fit.
  return signatures.split(" ").some((signature) => {
    const [version, digest = ""] = signature.split(",");
    const given = Buffer.from(digest, "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
// end
