// Signatures of webhooks, against the specification's own example and its own package.
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { signatureHeaders, WebhookSecret } from "../../../../core/briefings/deliver/sign-webhook.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const other = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

describe("the headers of a webhook", () => {
  it("are those of the specification's example", () => {
    const signed = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(signatureHeaders(signed, [secret])).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it.each([secret, other])("are accepted with each of two secrets: %#", (one) => {
    const body = '{"text":"Ferries sailed again, naïvely 🚢"}';
    const headers = signatureHeaders({ id: "whk_1", timestamp: Math.floor(Date.now() / 1_000), body }, [
      secret,
      other,
    ]);
    expect(new Webhook(one).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(one).verify(`${body} `, headers)).toThrow(/signature/i);
  });
});

describe("a secret", () => {
  const bytes = (length: number) => `whsec_${Buffer.alloc(length, 7).toString("base64")}`;

  it.each([bytes(24), bytes(64), secret])("has 24 to 64 bytes: %#", (given) => {
    expect(WebhookSecret.safeParse(given).success).toBe(true);
  });

  it.each([bytes(23), bytes(65), secret.slice(6), "whsec_", "whsec_not base64!", ""])(
    "is refused otherwise: %#",
    (given) => {
      expect(WebhookSecret.safeParse(given).success).toBe(false);
    },
  );
});
