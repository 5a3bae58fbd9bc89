// The only reader of process.env: what a function needs from its environment, parsed once, with errors that say how to mend it.
import * as z from "zod";
import { ClaudeSettings, type SecondModel, type TokenPrices } from "../briefings/write/claude-settings.ts";
import { LOG_LEVELS } from "../log-levels.ts";
import type { SettingsOverrides } from "../settings.ts";

const flag = z.enum(["true", "false"]).transform((value) => value === "true");
/** What follows `Bearer ` in a header: a header carries no other characters unchanged, and a space ends the token. */
const Token = z
  .string()
  .min(16, "must have at least 16 characters")
  .regex(/^[\x21-\x7e]*$/, "must be printable ASCII without spaces: no request could carry it otherwise");
const number = z.coerce.number("must be a number above 0").positive("must be a number above 0");

/** "2,10" → prices; a cache write costs 1.25 times the input, a read a tenth, as in Anthropic's price list. */
const prices = z
  .string()
  .regex(/^\d+(?:\.\d+)?,\d+(?:\.\d+)?$/, 'two numbers and a comma, such as "2,10"')
  .transform((value): TokenPrices => {
    const [input = 0, output = 0] = value.split(",").map(Number);
    return { input, output, cacheWrite: 1.25 * input, cacheRead: 0.1 * input };
  });

const Variables = z.object({
  /** Set by Lambda itself, and reserved: nobody else can set it there, and local/ never does. */
  AWS_EXECUTION_ENV: z.string().optional(),
  QUEUE_URL: z.url(),
  DEAD_LETTER_QUEUE_URL: z.url(),
  /** DynamoDB's table of jobs. Absent only in the embedded mode, which brings its own store. */
  TABLE_NAME: z.string().min(1).optional(),
  API_TOKEN: Token.optional(),
  /** Valid beside the other while callers change over to it. */
  API_TOKEN_PREVIOUS: Token.optional(),
  /** The stage's option of the same name: set by stacks/, where the overrides below are refused. */
  STAGE_CONCURRENCY: number.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"]).default("json"),
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  /** Which model writes, how hard it thinks, and what one briefing may cost; defaults in `core/briefings/write/claude-settings.ts`. */
  ANTHROPIC_MODEL: ClaudeSettings.shape.model.unwrap().optional(),
  ANTHROPIC_EFFORT: ClaudeSettings.shape.effort.unwrap().optional(),
  ANTHROPIC_MAX_COST_USD: number.optional(),
  /** US dollars per million tokens, "input,output": needed for a model whose price is not known here. */
  ANTHROPIC_PRICES: prices.optional(),
  /** Asked when the first model declines. */
  ANTHROPIC_SECOND_MODEL: ClaudeSettings.shape.model.unwrap().optional(),
  ANTHROPIC_SECOND_PRICES: prices.optional(),
  /** Lets sources be fetched from loopback, for the demo and for development. Refused on AWS. */
  ALLOW_PRIVATE_SOURCES: flag.default(false),
  /** Set against LocalStack, whose move task keeps a message's id and send time (docs/architecture.md, "A redrive or a copy"). */
  REDRIVE_KEEPS_MESSAGE_ID: flag.default(false),
  BRIEFINGS_TIMEOUT_SECONDS: number.optional(),
  BRIEFINGS_CONCURRENCY: number.optional(),
  BRIEFINGS_MAX_RECEIVE_COUNT: number.optional(),
  BRIEFINGS_BACKOFF_BASE_SECONDS: number.optional(),
  BRIEFINGS_BACKOFF_CAP_SECONDS: number.optional(),
  BRIEFINGS_SWEEP_SECONDS: number.optional(),
  BRIEFINGS_RECOVER_SECONDS: number.optional(),
  BRIEFINGS_RECOVER_MARGIN_SECONDS: number.optional(),
  BRIEFINGS_PROGRESS_SECONDS: number.optional(),
  BRIEFINGS_MAX_BACKLOG: number.optional(),
});
type Variables = z.infer<typeof Variables>;

/** The environment variable of each base value in `core/settings.ts`. */
export const OVERRIDES = {
  timeoutSeconds: "BRIEFINGS_TIMEOUT_SECONDS",
  concurrency: "BRIEFINGS_CONCURRENCY",
  maxReceiveCount: "BRIEFINGS_MAX_RECEIVE_COUNT",
  backoffBaseSeconds: "BRIEFINGS_BACKOFF_BASE_SECONDS",
  backoffCapSeconds: "BRIEFINGS_BACKOFF_CAP_SECONDS",
  sweepSeconds: "BRIEFINGS_SWEEP_SECONDS",
  recoverSeconds: "BRIEFINGS_RECOVER_SECONDS",
  recoverMarginSeconds: "BRIEFINGS_RECOVER_MARGIN_SECONDS",
  progressSeconds: "BRIEFINGS_PROGRESS_SECONDS",
  maxBacklog: "BRIEFINGS_MAX_BACKLOG",
} as const satisfies Record<keyof SettingsOverrides, keyof Variables>;

export type Environment = ReturnType<typeof readEnvironment>;

/** Whether this process is a Lambda function on AWS. */
export const isOnAws = (env: NodeJS.ProcessEnv): boolean =>
  env.AWS_EXECUTION_ENV?.startsWith("AWS_Lambda_") ?? false;

/** @throws Error with one line for each variable that is wrong: its name, its value and the remedy. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env) {
  const variables = parse(Variables, env);
  const onAws = isOnAws(env);
  if (onAws) refuseOnAws(variables);
  return {
    onAws,
    queueUrl: variables.QUEUE_URL,
    deadLetterQueueUrl: variables.DEAD_LETTER_QUEUE_URL,
    tableName: variables.TABLE_NAME,
    apiTokens: tokensOf(variables),
    logLevel: variables.LOG_LEVEL,
    redriveKeepsMessageId: variables.REDRIVE_KEEPS_MESSAGE_ID,
    briefings: {
      allowPrivateAddresses: variables.ALLOW_PRIVATE_SOURCES,
      ...given({
        anthropicApiKey: variables.ANTHROPIC_API_KEY,
        anthropicBaseUrl: variables.ANTHROPIC_BASE_URL,
      }),
      claude: claudeOf(variables),
    },
    overrides: {
      ...given({ concurrency: variables.STAGE_CONCURRENCY }),
      ...overridesOf(variables),
    },
  };
}

/** What is left to work with when `readEnvironment` has thrown: nothing is checked. */
export const readRemains = (
  env: NodeJS.ProcessEnv = process.env,
): { queueUrl: string | undefined; tableName: string | undefined } => ({
  queueUrl: env.QUEUE_URL || undefined,
  tableName: env.TABLE_NAME || undefined,
});

/** What the authorizer needs, and nothing else. */
export const readApiTokens = (env: NodeJS.ProcessEnv = process.env): string[] => {
  const names = { API_TOKEN: true, API_TOKEN_PREVIOUS: true } as const;
  return tokensOf(parse(Variables.pick(names), env));
};

const tokensOf = (variables: Pick<Variables, "API_TOKEN" | "API_TOKEN_PREVIOUS">): string[] =>
  [variables.API_TOKEN, variables.API_TOKEN_PREVIOUS].filter((token) => token !== undefined);

/** @throws Error when a model has no price: what a briefing may cost could not be kept. */
function claudeOf(variables: Variables) {
  const second = variables.ANTHROPIC_SECOND_MODEL;
  const claude = given({
    model: variables.ANTHROPIC_MODEL,
    effort: variables.ANTHROPIC_EFFORT,
    maxCostUsd: variables.ANTHROPIC_MAX_COST_USD,
    prices: variables.ANTHROPIC_PRICES,
    secondModel:
      second === undefined ? undefined : given({ model: second, prices: variables.ANTHROPIC_SECOND_PRICES }),
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

/** Only the settings' overrides, for a process that needs no queue yet. */
export function readOverrides(env: NodeJS.ProcessEnv = process.env): SettingsOverrides {
  const names = Object.fromEntries(Object.values(OVERRIDES).map((name) => [name, true as const]));
  return overridesOf(parse(Variables.pick(names as Record<keyof Variables, true>), env) as Variables);
}

function overridesOf(variables: Variables): SettingsOverrides {
  const entries = Object.entries(OVERRIDES).map(([setting, name]) => [setting, variables[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Without what is not set: an absent option means its default. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function parse<T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): T {
  // An empty variable means what an absent one does, as in a shell.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const value = given[name];
    return value === undefined ? `  ${name} is not set` : `  ${name}=${shown(name, value)}: ${issue.message}`;
  });
  throw new Error(
    `environment:\n${lines.join("\n")}\nSet or unset these variables; core/aws/env.ts says what each is for.`,
  );
}

const shown = (name: string, value: string): string =>
  /TOKEN|KEY/.test(name) ? "(hidden)" : JSON.stringify(value);

function refuseOnAws(variables: Variables): void {
  const refused = Object.values(OVERRIDES).filter((name) => variables[name] !== undefined) as string[];
  if (variables.ALLOW_PRIVATE_SOURCES) refused.push("ALLOW_PRIVATE_SOURCES");
  if (refused.length > 0) {
    throw new Error(
      `environment: ${refused.join(", ")} must not be set on AWS; change core/settings.ts and deploy instead`,
    );
  }
  if (!variables.TABLE_NAME)
    throw new Error("environment: TABLE_NAME is not set; link the jobs table in stacks/");
}
