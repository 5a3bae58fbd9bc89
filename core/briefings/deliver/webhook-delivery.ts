// The job type `deliver:webhook`: posts one briefing to one address, signed after the Standard Webhooks specification.
import * as z from "zod";
import { declareJob, implementJob, type JobType, PermanentError } from "../../jobs/engine.ts";
import { BriefingId } from "./briefing-id.ts";
import { deliveryTypes, WebhookUrl } from "./delivery.ts";
import { type DeliveryOptions, howToConfigure, LONGEST_HELD_BACK_SECONDS } from "./options.ts";
import { refusalsOf } from "./refusals.ts";

const WebhookDelivery = z.strictObject({ briefingId: BriefingId.optional(), webhook: WebhookUrl });
type Payload = z.infer<typeof WebhookDelivery>;

const Answered = z.object({ status: z.int() });
type Answered = z.infer<typeof Answered>;

/** A receiver that is down for an afternoon still gets its briefing. */
const RETRY_AFTER_SECONDS = [60, 600, 3_600, 21_600];

export const deliverWebhook = declareJob({
  ...deliveryTypes.webhook,
  payload: WebhookDelivery,
  result: Answered,
  // Paths and queries of webhooks are often secrets.
  title: ({ webhook }) => `to ${new URL(webhook).origin}`,
  retry: (failures) => RETRY_AFTER_SECONDS[failures - 1] ?? 21_600,
  maxSnoozeSeconds: LONGEST_HELD_BACK_SECONDS,
});

export function deliverWebhookJob(options: DeliveryOptions): JobType<Payload, Answered, Payload> {
  const type = implementJob(deliverWebhook, async ({ briefingId: given, webhook: url }, context) => {
    const { webhook: signing } = options;
    if (signing === undefined) throw new PermanentError(howToConfigure.webhook);
    const [{ briefingToDeliver }, { postBriefing }] = await Promise.all([
      import("./briefing-to-deliver.ts"),
      import("./post-briefing.ts"),
    ]);
    const { briefing, briefingId } = await briefingToDeliver(context, given);
    const { jobId, backend, signal } = context;
    return await context.step("post", () =>
      postBriefing(
        { briefing, briefingId, url, deliveryId: jobId, at: backend.now() },
        { ...signing, signal },
      ),
    );
  });
  return { ...type, refusals: (given) => refusalsOf(options, "webhook", given) };
}
