// How this stage delivers briefings: by SES, from one verified identity, and by webhooks that a secret signs.
import type { StageOptions } from "./stage-options.ts";

/** Without an option or a secret the stage refuses to deliver so, and nothing is made for it. */
export function createDelivery({ emailFrom, emailIdentity }: StageOptions) {
  const secrets = $resolve({
    WEBHOOK_SECRET: new sst.Secret("WebhookSecret", "").value.apply(warnWhenRefused("WebhookSecret")),
    // Signs beside the other, while receivers change over: docs/runbook.md, Rotate the secret of webhooks.
    WEBHOOK_SECRET_PREVIOUS: new sst.Secret("WebhookSecretPrevious", "").value.apply(
      warnWhenRefused("WebhookSecretPrevious"),
    ),
  });
  return {
    /** Of the function that delivers. */
    environment: secrets.apply(
      (signing): Record<string, string> => ({
        ...(emailFrom !== undefined && { EMAIL_FROM: emailFrom }),
        ...Object.fromEntries(Object.entries(signing).filter(([, secret]) => secret !== "")),
      }),
    ),
    permissions:
      emailFrom === undefined
        ? []
        : [
            {
              // Version 2 of the API asks for SendRawEmail too, for a message that is composed already.
              actions: ["ses:SendEmail", "ses:SendRawEmail"],
              resources: identityArns(emailFrom, emailIdentity),
              conditions: [{ test: "StringEquals", variable: "ses:FromAddress", values: [emailFrom] }],
            },
          ],
    /** Of the function that takes requests: it knows what can be delivered by, and no secret. */
    channels: secrets.apply(({ WEBHOOK_SECRET }) => {
      const channels = [
        ...(emailFrom === undefined ? [] : ["email"]),
        ...(WEBHOOK_SECRET === "" ? [] : ["webhook"]),
      ];
      return { DELIVERY_CHANNELS: channels.join(",") || "none" };
    }),
  };
}

export type Delivery = ReturnType<typeof createDelivery>;

/** The identity, and its configuration set where it has one: SES asks for the right to both. */
function identityArns(emailFrom: string, emailIdentity: string | undefined): $util.Input<string[]> {
  if (emailIdentity === undefined) {
    // SES sends the address a link, and e-mails from it once that was followed.
    const { identity, configurationSet } = new sst.aws.Email("Email", { sender: emailFrom }).nodes;
    return $resolve([identity.arn, configurationSet.arn]);
  }
  // The deploy fails for an identity that is not in this account and region.
  return aws.sesv2
    .getEmailIdentityOutput({ emailIdentity })
    .apply(({ arn, configurationSetName, verifiedForSendingStatus }) => {
      if (!verifiedForSendingStatus) {
        void $util.log.warn(
          `EMAIL_IDENTITY=${emailIdentity} is not verified, so SES will refuse every e-mail: see its page in the SES console`,
        );
      }
      const set = arn.replace(/:identity\/.*/, `:configuration-set/${configurationSetName}`);
      return configurationSetName ? [arn, set] : [arn];
    });
}

/** What core/briefings/deliver/sign-webhook.ts accepts: 24 to 64 bytes in base64. */
const ACCEPTED_SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

const warnWhenRefused = (name: string) => (secret: string) => {
  if (secret !== "" && !ACCEPTED_SECRET.test(secret)) {
    void $util.log.warn(
      `the secret ${name} must be whsec_ and 24 to 64 bytes in base64, so the consumer will refuse to start: npx sst secret set ${name} "whsec_$(openssl rand -base64 32)"`,
    );
  }
  return secret;
};
