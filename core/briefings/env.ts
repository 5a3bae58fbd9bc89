// The environment variables of the briefing domain, read here and nowhere else.
import * as z from "zod";
import { definedOnly, flag, isOnAws, parseVariables, positive } from "../variables.ts";
import { ClaudeSettings } from "./write/claude-settings.ts";

const Variables = z.object({
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  /** Which model writes, how hard it thinks, and what one briefing may cost; defaults in `write/claude-settings.ts`. */
  ANTHROPIC_MODEL: ClaudeSettings.shape.model.unwrap().optional(),
  ANTHROPIC_EFFORT: ClaudeSettings.shape.effort.unwrap().optional(),
  ANTHROPIC_MAX_COST_USD: positive.optional(),
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
  claude?: Pick<z.input<typeof ClaudeSettings>, "model" | "effort" | "maxCostUsd">;
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
    claude: definedOnly({
      model: variables.ANTHROPIC_MODEL,
      effort: variables.ANTHROPIC_EFFORT,
      maxCostUsd: variables.ANTHROPIC_MAX_COST_USD,
    }),
  };
}
