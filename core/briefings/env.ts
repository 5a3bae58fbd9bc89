// The environment variables of the briefing domain, read here and nowhere else.
import * as z from "zod";
import { definedOnly, flag, isOnAws, parseVariables, positive } from "../variables.ts";
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
  /** Lets sources be fetched from loopback, for the demo and for development. Refused on AWS. */
  ALLOW_PRIVATE_SOURCES: flag.default(false),
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
export function readBriefingOptions(env: NodeJS.ProcessEnv = process.env): BriefingOptions {
  const variables = parseVariables(Variables, env, "core/briefings/env.ts");
  if (isOnAws(env) && variables.ALLOW_PRIVATE_SOURCES) {
    throw new Error("environment: ALLOW_PRIVATE_SOURCES must not be set on AWS; unset it and deploy again");
  }
  return {
    allowPrivateAddresses: variables.ALLOW_PRIVATE_SOURCES,
    ...definedOnly({
      anthropicApiKey: variables.ANTHROPIC_API_KEY,
      anthropicBaseUrl: variables.ANTHROPIC_BASE_URL,
    }),
    claude: claudeOf(variables),
  };
}

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
  throw new Error(`environment:\n${lines.join("\n")}`);
}
