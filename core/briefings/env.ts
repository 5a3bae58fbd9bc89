// The environment variables of the briefing domain, read here and nowhere else.
import { join } from "node:path";
import * as z from "zod";
import { definedOnly, flag, isOnAws, parseVariables, positive, SettingError } from "../variables.ts";
import { type Channel, EmailAddress } from "./deliver/delivery.ts";
import type { DeliveryOptions } from "./deliver/options.ts";
import { WebhookSecret } from "./deliver/sign-webhook.ts";
import { ClaudeSettings, type SecondModel, type TokenPrices } from "./write/claude-settings.ts";

/** "2,10" → prices; a cache write costs 1.25 times the input, a read a tenth, as in Anthropic's price list. */
const prices = z
  .string()
  .regex(/^\d+(?:\.\d+)?,\d+(?:\.\d+)?$/, 'two numbers and a comma, such as "2,10"')
  .transform((value): TokenPrices => {
    const [input = 0, output = 0] = value.split(",").map(Number);
    return { input, output, cacheWrite: 1.25 * input, cacheRead: 0.1 * input };
  });

const Variables = z.object({
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  /** Which model writes, how hard it thinks, and what one briefing may cost; defaults in `write/claude-settings.ts`. */
  ANTHROPIC_MODEL: ClaudeSettings.shape.model.unwrap().optional(),
  ANTHROPIC_EFFORT: ClaudeSettings.shape.effort.unwrap().optional(),
  ANTHROPIC_MAX_COST_USD: positive.optional(),
  /** US dollars per million tokens, "input,output": needed for a model whose price is not known here. */
  ANTHROPIC_PRICES: prices.optional(),
  /** Asked when the first model declines. */
  ANTHROPIC_SECOND_MODEL: ClaudeSettings.shape.model.unwrap().optional(),
  ANTHROPIC_SECOND_PRICES: prices.optional(),
  /** Lets sources be fetched from loopback and webhooks be posted to it, for the demo and for development. Refused on AWS. */
  ALLOW_PRIVATE_SOURCES: flag.default(false),
  /** The sender of briefings that are delivered by e-mail. On AWS, and without DATA_FOLDER, SES sends them. */
  EMAIL_FROM: EmailAddress.optional(),
  /** The folder of `dev`'s data, which `dev` sets: e-mails become files in its folder `mail`. Not read on AWS. */
  DATA_FOLDER: z.string().min(1).optional(),
  /** Signs webhooks: `whsec_` and base64. */
  WEBHOOK_SECRET: WebhookSecret.optional(),
  /** Signs beside the other while receivers change over to it. */
  WEBHOOK_SECRET_PREVIOUS: WebhookSecret.optional(),
  /** Set by stacks/ for a function that takes requests and delivers nothing itself: `email`, `webhook`, both or none. */
  DELIVERY_CHANNELS: z
    .string()
    .regex(/^(?:none|email|webhook|email,webhook)$/, "must be none, email, webhook or email,webhook")
    .optional(),
});

export const BRIEFING_VARIABLES: readonly string[] = Object.keys(Variables.shape);

export type BriefingOptions = {
  /** Lets sources be fetched from loopback. Refused on AWS. */
  allowPrivateAddresses: boolean;
  /** Turns the Claude generator on. */
  anthropicApiKey?: string;
  anthropicBaseUrl?: string;
  claude?: Pick<z.input<typeof ClaudeSettings>, "model" | "effort" | "maxCostUsd" | "prices" | "secondModel">;
};

/** @throws Error with one line for each variable that is wrong: its name, its value and the remedy. */
export function readBriefingOptions(
  env: NodeJS.ProcessEnv = process.env,
): BriefingOptions & { delivery: DeliveryOptions } {
  const variables = parseVariables(Variables, env, "core/briefings/env.ts");
  if (isOnAws(env) && variables.ALLOW_PRIVATE_SOURCES) {
    throw new SettingError(
      "environment: ALLOW_PRIVATE_SOURCES must not be set on AWS; unset it and deploy again",
    );
  }
  return {
    allowPrivateAddresses: variables.ALLOW_PRIVATE_SOURCES,
    ...definedOnly({
      anthropicApiKey: variables.ANTHROPIC_API_KEY,
      anthropicBaseUrl: variables.ANTHROPIC_BASE_URL,
    }),
    claude: claudeOf(variables),
    delivery: deliveryOf(variables, isOnAws(env)),
  };
}

/** A sender for the files of a laptop, which nobody sends. `.invalid` is no domain, and never will be (RFC 2606). */
const LOCAL_SENDER = "briefings@localhost.invalid";

function deliveryOf(variables: z.infer<typeof Variables>, onAws: boolean): DeliveryOptions {
  const { EMAIL_FROM, DATA_FOLDER, WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS, DELIVERY_CHANNELS } = variables;
  const folder = onAws || DATA_FOLDER === undefined ? undefined : join(DATA_FOLDER, "mail");
  const from = EMAIL_FROM ?? (folder && LOCAL_SENDER);
  const email = from === undefined ? undefined : { from, ...(folder === undefined ? {} : { folder }) };
  const webhook = WEBHOOK_SECRET && {
    secrets: [WEBHOOK_SECRET, ...(WEBHOOK_SECRET_PREVIOUS ? [WEBHOOK_SECRET_PREVIOUS] : [])] as const,
    allowPrivateAddresses: variables.ALLOW_PRIVATE_SOURCES,
  };
  const own: Channel[] = [...(email ? ["email" as const] : []), ...(webhook ? ["webhook" as const] : [])];
  return {
    ...(email ? { email } : {}),
    ...(webhook ? { webhook } : {}),
    channels: DELIVERY_CHANNELS === undefined ? own : channelsIn(DELIVERY_CHANNELS),
  };
}

const channelsIn = (list: string): Channel[] =>
  (["email", "webhook"] as const).filter((channel) => list.split(",").includes(channel));

/** @throws Error when a model has no price: what a briefing may cost could not be kept. */
function claudeOf(variables: z.infer<typeof Variables>) {
  const second = variables.ANTHROPIC_SECOND_MODEL;
  const claude = definedOnly({
    model: variables.ANTHROPIC_MODEL,
    effort: variables.ANTHROPIC_EFFORT,
    maxCostUsd: variables.ANTHROPIC_MAX_COST_USD,
    prices: variables.ANTHROPIC_PRICES,
    secondModel:
      second === undefined
        ? undefined
        : definedOnly({ model: second, prices: variables.ANTHROPIC_SECOND_PRICES }),
  });
  const parsed = ClaudeSettings.safeParse(claude);
  if (parsed.success) return claude as typeof claude & { secondModel?: SecondModel };
  const lines = parsed.error.issues.map(({ path, message }) => {
    const isSecond = path[0] === "secondModel";
    const name = isSecond ? "ANTHROPIC_SECOND_MODEL" : "ANTHROPIC_MODEL";
    return `  ${name}=${JSON.stringify(variables[name])}: ${message}; ${isSecond ? "ANTHROPIC_SECOND_PRICES" : "ANTHROPIC_PRICES"}="input,output" gives them`;
  });
  throw new SettingError(`environment:\n${lines.join("\n")}`);
}
