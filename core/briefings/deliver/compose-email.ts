// A briefing as an e-mail: one message with a plain and an HTML part, as bytes to be sent or kept.
import MailComposer from "nodemailer/lib/mail-composer";
import { PermanentError } from "../../jobs/engine.ts";
import type { Briefing } from "../briefing.ts";
import { limits } from "../limits.ts";
import { renderHtml } from "../render-html.ts";
import { renderText } from "../render-text.ts";
import { cleanLine, shorten } from "../text/clean.ts";

export type EmailToCompose = {
  briefing: Briefing;
  from: string;
  to: string;
  /** The id of the delivery's job: the same message for every attempt. */
  deliveryId: string;
  /** Milliseconds since the epoch. */
  at: number;
};

/** @throws PermanentError when it is larger than mail servers take. */
export async function composeEmail({ briefing, from, to, deliveryId, at }: EmailToCompose): Promise<Buffer> {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const composer = new MailComposer({
    from: { name: "Briefings", address: from },
    to: { name: "", address: to },
    subject: shorten(cleanLine(briefing.title), limits.deliver.subjectChars),
    date: new Date(at),
    messageId: `<${deliveryId}@${domain}>`,
    headers: {
      // SES writes a Message-ID of its own; this one stays.
      "X-Delivery-ID": deliveryId,
      // Out-of-office replies are not sent to it (RFC 3834).
      "Auto-Submitted": "auto-generated",
      "Content-Language": briefing.language,
      // Whoever reads the sender's mailbox takes the address out.
      "List-Unsubscribe": `<mailto:${from}?subject=unsubscribe>`,
    },
    text: renderText(briefing),
    html: renderHtml(briefing),
    baseBoundary: deliveryId,
    // No text of a briefing may name a file or an address to be read into the message.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const message = await composer.compile().build();
  if (message.length <= limits.deliver.emailBytes) return message;
  throw new PermanentError(
    `the e-mail has ${message.length} bytes and may have ${limits.deliver.emailBytes}; read the briefing from the API`,
  );
}
