// What a stage has for deliveries: nothing, a sender of its own, a verified identity, secrets of webhooks.
import { describe, expect, inject, it } from "vitest";
import { type Evaluated, evaluateStage, functionOf, ofType, roleStatements } from "./evaluated.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const BEFORE = `whsec_${Buffer.alloc(32, 6).toString("base64")}`;
const IDENTITY = "aws:sesv2/emailIdentity:EmailIdentity";
const roles = [
  "ApiHandlerRole",
  "AuthorizerRole",
  "ConsumerRole",
  "DeadLetterInspectorRole",
  "RecoverHandlerRole",
];
const handlers = ["api", "authorizer", "consumer", "dead-letters", "recover"].map(
  (name) => `functions/${name}.handler`,
);

const variablesOf = (stack: Evaluated, handler: string) =>
  (functionOf(stack, handler).environment as { variables: Record<string, string> }).variables;
const sesGrants = (stack: Evaluated) =>
  roles.flatMap((role) =>
    roleStatements(stack, role)
      .filter(({ Action }) => Action.some((action) => action.startsWith("ses:")))
      .map((statement) => ({ role, ...statement })),
  );

describe("a stage without e-mail and webhooks", () => {
  const stack = inject("stages").production;

  it("has no identity, lets nobody send, and tells its API so", () => {
    expect(ofType(stack, IDENTITY)).toEqual([]);
    expect(sesGrants(stack)).toEqual([]);
    expect(variablesOf(stack, "functions/api.handler").DELIVERY_CHANNELS).toBe("none");
  });
});

describe("a stage with EMAIL_FROM", () => {
  it("gets an identity of that address, which the consumer alone may send from, and from no other", async () => {
    const stack = await evaluateStage("mailing", { env: { EMAIL_FROM: "news@example.com" } });
    expect(ofType(stack, IDENTITY).map(({ inputs }) => inputs.emailIdentity)).toEqual(["news@example.com"]);
    expect(sesGrants(stack)).toEqual([
      {
        role: "ConsumerRole",
        Effect: "Allow",
        Action: ["ses:SendEmail", "ses:SendRawEmail"],
        Resource: [
          "arn:aws:ses:us-east-1:111122223333:identity/news@example.com",
          expect.stringMatching(/^arn:aws:ses:us-east-1:111122223333:configuration-set\/[\w-]+$/),
        ],
        Condition: { StringEquals: { "ses:FromAddress": ["news@example.com"] } },
      },
    ]);
    for (const handler of handlers) {
      const expected = handler === "functions/consumer.handler" ? "news@example.com" : undefined;
      expect(variablesOf(stack, handler).EMAIL_FROM).toBe(expected);
    }
    expect(variablesOf(stack, "functions/api.handler").DELIVERY_CHANNELS).toBe("email");
  });

  it.each([
    ["example.com", ["identity/example.com", "configuration-set/their-set"]],
    ["plain.example.com", ["identity/plain.example.com"]],
  ])("may use an identity that is there, and makes none: %s", async (identity, resources) => {
    const env = { EMAIL_FROM: `news@${identity}`, EMAIL_IDENTITY: identity };
    const stack = await evaluateStage("mailing", { env });
    expect(ofType(stack, IDENTITY)).toEqual([]);
    expect(sesGrants(stack).map(({ Resource }) => Resource)).toEqual([
      resources.map((resource) => `arn:aws:ses:us-east-1:111122223333:${resource}`),
    ]);
    expect(stack.warnings.filter((warning) => warning.includes("EMAIL_IDENTITY"))).toEqual([]);
  });

  it("warns at the deploy of an identity that is not verified", async () => {
    const env = { EMAIL_FROM: "news@new.example.com", EMAIL_IDENTITY: "new.example.com" };
    const stack = await evaluateStage("mailing", { env });
    expect(stack.warnings).toContainEqual(
      expect.stringMatching(/EMAIL_IDENTITY=new.example.com is not verified/),
    );
  });

  it("refuses an identity that does not cover the sender", async () => {
    const env = { EMAIL_FROM: "news@example.com", EMAIL_IDENTITY: "ample.com" };
    await expect(evaluateStage("mailing", { env })).rejects.toThrow(
      /EMAIL_IDENTITY=ample.com does not cover/,
    );
  });
});

describe("a stage with the secret WebhookSecret", () => {
  it("gives it to the consumer alone, with the one before it", async () => {
    const env = { SST_SECRET_WebhookSecret: SECRET, SST_SECRET_WebhookSecretPrevious: BEFORE };
    const stack = await evaluateStage("hooked", { env });
    for (const handler of handlers) {
      const { WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS } = variablesOf(stack, handler);
      const expected = handler === "functions/consumer.handler" ? [SECRET, BEFORE] : [undefined, undefined];
      expect([WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS]).toEqual(expected);
    }
    expect(variablesOf(stack, "functions/api.handler").DELIVERY_CHANNELS).toBe("webhook");
    expect(JSON.stringify(stack.outputs)).not.toContain("whsec_");
  });

  it("warns of one that the consumer would refuse to start with", async () => {
    const stack = await evaluateStage("hooked", { env: { SST_SECRET_WebhookSecret: "whsec_short" } });
    expect(stack.warnings).toContainEqual(
      expect.stringMatching(/the secret WebhookSecret must be whsec_ and 24 to 64/),
    );
  });

  it("and EMAIL_FROM delivers by both", async () => {
    const env = { SST_SECRET_WebhookSecret: SECRET, EMAIL_FROM: "news@example.com" };
    const stack = await evaluateStage("both", { env });
    expect(variablesOf(stack, "functions/api.handler").DELIVERY_CHANNELS).toBe("email,webhook");
  });
});
