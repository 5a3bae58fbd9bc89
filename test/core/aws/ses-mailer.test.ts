// E-mails by SES, against a mocked client: what is asked for, and who can mend which refusal.
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createSesClient, sendWith } from "../../../core/aws/ses-mailer.ts";
import { PermanentError } from "../../../core/jobs/index.ts";

const client = new SESv2Client({ region: "us-east-1" });
const ses = mockClient(client);
beforeEach(() => ses.reset());

const mail = {
  from: "news@example.com",
  to: "ada@example.org",
  deliveryId: "eml_1",
  message: Buffer.from("Subject: x\r\n\r\ny"),
};
const send = (signal = new AbortController().signal) => sendWith(client, mail, { signal });

const refuse = (name: string, message = name) =>
  ses.on(SendEmailCommand).rejects(Object.assign(new Error(message), { name }));

async function failure(): Promise<Error> {
  return await send().then(
    () => expect.fail("it was sent"),
    (error: unknown) => error as Error,
  );
}

describe("an e-mail by SES", () => {
  it("is the finished message, from one address to one, tagged with its delivery", async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: "0100" });
    expect(await send()).toEqual({ id: "0100" });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toEqual({
      FromEmailAddress: "news@example.com",
      Destination: { ToAddresses: ["ada@example.org"] },
      Content: { Raw: { Data: mail.message } },
      EmailTags: [{ Name: "delivery", Value: "eml_1" }],
    });
  });

  it("is asked for once a call: a request that ran out of time may have been sent", async () => {
    expect(await (await createSesClient({ region: "us-east-1" })).config.maxAttempts()).toBe(1);
  });

  it.each([
    ["MessageRejected", /sandbox/],
    ["MailFromDomainNotVerifiedException", /MAIL FROM/],
    ["NotFoundException", /EMAIL_FROM/],
    ["BadRequestException", /EMAIL_FROM/],
    ["AccountSuspendedException", /suspended/],
    ["SendingPausedException", /resume/],
  ])("that is refused with %s is refused for good, with the remedy", async (name, remedy) => {
    refuse(name);
    const error = await failure();
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(name);
    expect(error.message).toMatch(remedy);
  });

  it.each([
    ["TooManyRequestsException", 5],
    ["LimitExceededException", 3_600],
  ])(
    "that meets a limit, %s, has not failed, and is tried again after %i s",
    async (name, retryAfterSeconds) => {
      refuse(name);
      expect(await failure()).toMatchObject({ name: "RateLimitedError", retryAfterSeconds });
    },
  );

  it.each(["InternalFailure", "ServiceUnavailable", "TimeoutError", "AccessDeniedException", "ECONNRESET"])(
    "is tried again after %s",
    async (name) => {
      refuse(name);
      expect(await failure()).toMatchObject({ name: "Error", message: expect.stringContaining(name) });
    },
  );

  it("keeps addresses out of what it throws, for that is recorded and logged", async () => {
    refuse(
      "MessageRejected",
      "Email address is not verified. The following identities failed the check in region US-EAST-1: ada@example.org",
    );
    const error = await failure();
    expect(error.message).toContain("a…@example.org");
    expect(`${error.message}${error.stack}${String(error.cause)}`).not.toContain("ada@");
  });

  it("stops with the reason of the job's signal", async () => {
    const reason = new Error("the deadline is near");
    ses.on(SendEmailCommand).rejects(Object.assign(new Error("aborted"), { name: "AbortError" }));
    await expect(send(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
