// Where a briefing is sent once it is made: e-mail addresses and webhooks.
import * as z from "zod";
import { isLoopbackHost } from "../fetch/loopback-host.ts";
import { webUrl } from "../web-url.ts";

/** The job types that deliver; their code is in `email-delivery.ts` and `webhook-delivery.ts`. */
export const deliveryTypes = {
  email: { name: "deliver:email", idPrefix: "eml" },
  webhook: { name: "deliver:webhook", idPrefix: "whk" },
} as const;

export type Channel = keyof typeof deliveryTypes;

const MOST_DELIVERIES = 10;
/** They are the follow-ups of the job, which the engine keeps in its record: 8 KB with what is around them. */
const MOST_BYTES = 6_144;

const eitherOr = "a delivery must be { email } or { webhook }, one of the two";

export const EmailAddress = z
  .email(
    "email must be one address such as ada@example.org; write a domain that is not ASCII in its xn-- form",
  )
  .max(254, "email must have at most 254 characters");

export const WebhookUrl = webUrl({ name: "webhook", schemes: ["https", "http"] }).refine(
  isEncrypted,
  "webhook must be an https address; http is for this machine alone, in development",
);

/** One place: `{ email }` or `{ webhook }`. */
export const Delivery = z
  .strictObject(
    { email: EmailAddress.optional(), webhook: WebhookUrl.optional() },
    { error: (issue) => (issue.code === "invalid_type" ? eitherOr : undefined) },
  )
  .refine(({ email, webhook }) => (email === undefined) !== (webhook === undefined), eitherOr)
  .meta({ minProperties: 1, maxProperties: 1 });
export type Delivery = z.infer<typeof Delivery>;

export const Deliveries = z
  .array(Delivery, { error: "deliver must be a list" })
  .max(MOST_DELIVERIES, `deliver must have at most ${MOST_DELIVERIES} entries`)
  .refine(
    (deliveries) =>
      new Set(deliveries.map(({ email, webhook }) => email ?? webhook)).size === deliveries.length,
    "deliver must not name the same place twice",
  )
  .refine(
    (deliveries) => Buffer.byteLength(JSON.stringify(deliveries)) <= MOST_BYTES,
    `deliver must have at most ${MOST_BYTES} bytes as JSON`,
  );

function isEncrypted(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol !== "http:" || isLoopbackHost(url.hostname);
}

export const channelOf = ({ email }: Delivery): Channel => (email === undefined ? "webhook" : "email");
