// The job type `deliver:email`: sends one briefing to one address. Its retries are its own: the briefing is not made again.
import * as z from "zod";
import { declareJob, implementJob, type JobType, PermanentError } from "../../jobs/engine.ts";
import { maskAddress } from "../../mask-address.ts";
import { BriefingId } from "./briefing-id.ts";
import { deliveryTypes, EmailAddress } from "./delivery.ts";
import { type DeliveryOptions, howToConfigure, LONGEST_HELD_BACK_SECONDS } from "./options.ts";
import { refusalsOf } from "./refusals.ts";
import type { SendMail } from "./send-email.ts";

const EmailDelivery = z.strictObject({ briefingId: BriefingId.optional(), email: EmailAddress });
type Payload = z.infer<typeof EmailDelivery>;

/** `id` is what the mail server, or the folder, knows the message by. */
const Sent = z.object({ id: z.string() });
type Sent = z.infer<typeof Sent>;

export const deliverEmail = declareJob({
  ...deliveryTypes.email,
  payload: EmailDelivery,
  result: Sent,
  title: ({ email }) => `to ${maskAddress(email)}`,
  retry: { baseSeconds: 60, capSeconds: 3_600 },
  maxSnoozeSeconds: LONGEST_HELD_BACK_SECONDS,
});

export function deliverEmailJob(
  options: DeliveryOptions,
  sendBySes: SendMail,
): JobType<Payload, Sent, Payload> {
  const type = implementJob(deliverEmail, async ({ briefingId, email: to }, context) => {
    const { email } = options;
    if (email === undefined) throw new PermanentError(howToConfigure.email);
    // What composes a message is loaded by the first delivery: not at a cold start.
    const [{ briefingToDeliver }, { sendEmail }] = await Promise.all([
      import("./briefing-to-deliver.ts"),
      import("./send-email.ts"),
    ]);
    const { briefing } = await briefingToDeliver(context, briefingId);
    const { jobId, backend, signal } = context;
    // Kept as a step: a result that cannot be recorded does not send the message again.
    return await context.step("send", () =>
      sendEmail({ briefing, to, deliveryId: jobId, at: backend.now() }, { ...email, sendBySes, signal }),
    );
  });
  return { ...type, refusals: (given) => refusalsOf(options, "email", given) };
}
