// The domain's job types: one makes a briefing, two deliver it.
import type { Cache, JobType } from "../jobs/engine.ts";
import { deliverEmailJob } from "./deliver/email-delivery.ts";
import type { DeliveryOptions } from "./deliver/options.ts";
import type { SendMail } from "./deliver/send-email.ts";
import { deliverWebhookJob } from "./deliver/webhook-delivery.ts";
import type { BriefingOptions } from "./env.ts";
import { generateBriefingJob } from "./job.ts";

type Options = BriefingOptions & { delivery: DeliveryOptions };

export const briefingJobs = (
  options: Options,
  { cache, sendBySes }: { cache: Cache; sendBySes: SendMail },
): JobType[] => [
  generateBriefingJob(options, cache),
  deliverEmailJob(options.delivery, sendBySes),
  deliverWebhookJob(options.delivery),
];
