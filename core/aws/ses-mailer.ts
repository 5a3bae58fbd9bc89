// Sends a finished e-mail by SES, and says of each refusal who can mend it.
import type { SESv2Client } from "@aws-sdk/client-sesv2";
import { PermanentError, RateLimitedError } from "../jobs/engine.ts";
import { maskAddresses } from "../mask-address.ts";
import { type ClientOptions, clientConfig } from "./clients.ts";

type Mail = { from: string; to: string; deliveryId: string; message: Buffer };

/** SES takes some seconds for a large message. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The client stands in Lambda's runtime: it is read when the first e-mail is sent. */
const sdk = () => import("@aws-sdk/client-sesv2");

/** One attempt a call: a request that ran out of time may have been sent all the same, and the job's own retries are enough. */
export async function createSesClient(options: ClientOptions = {}): Promise<SESv2Client> {
  const { SESv2Client } = await sdk();
  const { requestHandler, ...config } = clientConfig(options);
  return new SESv2Client({
    ...config,
    maxAttempts: 1,
    requestHandler: { ...requestHandler, requestTimeout: REQUEST_TIMEOUT_MS },
  });
}

let opened: Promise<SESv2Client> | undefined;

/** By the client of this process. @throws as `sendWith` does. */
export const sendBySes = async (mail: Mail, options: { signal: AbortSignal }): Promise<{ id: string }> => {
  opened ??= createSesClient();
  return await sendWith(await opened, mail, options);
};

/** @throws PermanentError, RateLimitedError, or an Error for what may pass; none holds an address in full. */
export async function sendWith(
  ses: SESv2Client,
  { from, to, deliveryId, message }: Mail,
  { signal }: { signal: AbortSignal },
): Promise<{ id: string }> {
  const { SendEmailCommand } = await sdk();
  const command = new SendEmailCommand({
    FromEmailAddress: from,
    Destination: { ToAddresses: [to] },
    Content: { Raw: { Data: message } },
    EmailTags: [{ Name: "delivery", Value: deliveryId }],
  });
  try {
    const { MessageId } = await ses.send(command, { abortSignal: signal });
    return { id: MessageId ?? "" };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw refusal(error);
  }
}

/** What stays until somebody mends it; a redrive then sends the e-mail. */
const permanent: Readonly<Record<string, string>> = {
  MessageRejected:
    "in the sandbox SES sends to verified addresses only: verify this one, or ask AWS for production access",
  MailFromDomainNotVerifiedException: "verify the MAIL FROM domain of the identity",
  NotFoundException: "EMAIL_FROM has no verified identity in this region",
  BadRequestException: "check EMAIL_FROM and the recipient's address",
  AccountSuspendedException: "AWS has suspended sending for this account; see the account's e-mails from AWS",
  SendingPausedException: "sending is paused for this account or its configuration set; resume it in SES",
};

/** Seconds after which a limit may be over: a rate by the second, a quota by the day. */
const limited: Readonly<Record<string, number>> = {
  TooManyRequestsException: 5,
  LimitExceededException: 3_600,
};

/** Without the SDK's error as its cause: that one quotes addresses. */
function refusal(error: unknown): Error {
  const { name, message } = error instanceof Error ? error : { name: "NonError", message: String(error) };
  const said = `SES did not take the e-mail (${name}): ${maskAddresses(message)}`;
  const remedy = permanent[name];
  if (remedy !== undefined) return new PermanentError(`${said}; ${remedy}`);
  const seconds = limited[name];
  return seconds === undefined ? new Error(said) : new RateLimitedError(said, seconds);
}
