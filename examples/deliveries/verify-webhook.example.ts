// The README's receiver accepts what is posted to it, and nothing else.
import { expect, it } from "vitest";
import { signatureHeaders } from "../../core/briefings/deliver/sign-webhook.ts";
import { isGenuine } from "./verify-webhook.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const other = `whsec_${Buffer.alloc(32, 6).toString("base64")}`;
const body = '{"type":"briefing.succeeded"}';
const timestamp = 1_700_000_000;
const now = timestamp * 1_000;
const headers = signatureHeaders({ id: "whk_1", timestamp, body }, [secret]);

it("accepts what was signed with its secret, also beside another one's signature", () => {
  expect(isGenuine(headers, body, secret, now)).toBe(true);
  const both = signatureHeaders({ id: "whk_1", timestamp, body }, [other, secret]);
  expect(isGenuine(both, body, secret, now)).toBe(true);
  expect(isGenuine(both, body, other, now)).toBe(true);
});

it.each([
  ["another body", headers, `${body} `, secret, now],
  ["another id", { ...headers, "webhook-id": "whk_2" }, body, secret, now],
  ["another time", { ...headers, "webhook-timestamp": String(timestamp + 1) }, body, secret, now],
  ["another secret", headers, body, other, now],
  ["a time that is past", headers, body, secret, now + 301_000],
  ["a time that is to come", headers, body, secret, now - 301_000],
  ["no time", { ...headers, "webhook-timestamp": undefined }, body, secret, now],
  ["a time that is none", { ...headers, "webhook-timestamp": "now" }, body, secret, now],
  ["no signature", { ...headers, "webhook-signature": undefined }, body, secret, now],
  ["a signature of another version", { ...headers, "webhook-signature": "v2,AAAA" }, body, secret, now],
  ["half a signature", { ...headers, "webhook-signature": "v1,AAAA" }, body, secret, now],
])("refuses %s", (_, given, text, key, at) => {
  expect(isGenuine(given, text, key, at)).toBe(false);
});
