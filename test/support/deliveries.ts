// Deliveries under test: the job types with what they would send kept, and briefings that are made at once.
import type { Briefing } from "../../core/briefings/briefing.ts";
import { deliverEmailJob } from "../../core/briefings/deliver/email-delivery.ts";
import type { DeliveryOptions } from "../../core/briefings/deliver/options.ts";
import type { Mail } from "../../core/briefings/deliver/send-email.ts";
import { deliverWebhookJob } from "../../core/briefings/deliver/webhook-delivery.ts";
import { generateBriefing } from "../../core/briefings/job.ts";
import { implementJob, type JobType } from "../../core/jobs/index.ts";
import { aBriefing } from "../core/briefings/briefing-fixtures.ts";

export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

export const configured: DeliveryOptions = {
  email: { from: "news@example.com" },
  webhook: { secrets: [WEBHOOK_SECRET], allowPrivateAddresses: true },
  channels: ["email", "webhook"],
};

export type Outbox = {
  mails: Mail[];
  /** What the next sends do instead. */
  errors: Error[];
};

export function deliveryTypes(options: DeliveryOptions = configured) {
  const outbox: Outbox = { mails: [], errors: [] };
  const sendBySes = async (mail: Mail) => {
    const error = outbox.errors.shift();
    if (error) throw error;
    outbox.mails.push(mail);
    return { id: `sent-${outbox.mails.length}` };
  };
  return { outbox, types: [deliverEmailJob(options, sendBySes), deliverWebhookJob(options)] };
}

/** The briefing's job type, whose code does what the test says. */
export const briefingType = (run: () => Promise<Briefing> = async () => aBriefing()): JobType =>
  implementJob(generateBriefing, run);
