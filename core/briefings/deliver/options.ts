// What deliveries need to be configured: the sender of e-mails, and the secrets of webhooks.
import type { Channel } from "./delivery.ts";

export type EmailOptions = {
  /** The sender's address. */
  from: string;
  /** Messages become `.eml` files here; absent: SES sends them. */
  folder?: string;
};

export type WebhookOptions = {
  /** `whsec_…`: the first is the present one, a second is the one before it. */
  secrets: readonly [string, ...string[]];
  /** Lets this machine's loopback be posted to, for development. */
  allowPrivateAddresses?: boolean;
};

export type DeliveryOptions = {
  email?: EmailOptions;
  webhook?: WebhookOptions;
  /** What can be delivered by, here or where the deliveries run. */
  channels: readonly Channel[];
};

/** What is wrong where a channel is missing, with the remedy. */
export const howToConfigure: Record<Channel, string> = {
  email: "e-mail is not configured: set EMAIL_FROM, the sender's address (docs/aws.md, Deliveries)",
  webhook: "webhooks are not configured: set WEBHOOK_SECRET, which signs them (docs/aws.md, Deliveries)",
};

/** How long a rate limit or a daily quota may hold a delivery back: the day of the quota, and one more. */
export const LONGEST_HELD_BACK_SECONDS: number = 2 * 86_400;
