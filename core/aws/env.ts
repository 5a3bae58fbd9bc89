// Reads the engine's environment variables. Within core/ and functions/, process.env is read here and in the domain's own env.ts.
import * as z from "zod";
import type { App } from "../define-app.ts";
import { LOG_LEVELS } from "../log-levels.ts";
import { mapPriorities, type PerPriority, QUEUE_VARIABLES } from "../priorities.ts";
import { BaseSettings, type SettingsOverrides } from "../settings.ts";
import { definedOnly, flag, isOnAws, parseVariables, positive, SettingError } from "../variables.ts";

/** What follows `Bearer ` in a header: a header carries no other characters unchanged, and a space ends the token. */
const Token = z
  .string()
  .min(16, "must have at least 16 characters")
  .regex(/^[\x21-\x7e]*$/, "must be printable ASCII without spaces: no request could carry it otherwise");

const Variables = z.object({
  QUEUE_URL: z.url(),
  /** Those of the app's further priorities. */
  HIGH_PRIORITY_QUEUE_URL: z.url().optional(),
  LOW_PRIORITY_QUEUE_URL: z.url().optional(),
  DEAD_LETTER_QUEUE_URL: z.url(),
  /** DynamoDB's table of jobs. Absent only in the embedded mode, which brings its own store. */
  TABLE_NAME: z.string().min(1).optional(),
  API_TOKEN: Token.optional(),
  /** Valid beside the other while callers change over to it. */
  API_TOKEN_PREVIOUS: Token.optional(),
  /** The stage's option of the same name: set by stacks/, where the overrides below are refused. */
  STAGE_CONCURRENCY: positive.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"]).default("json"),
  /** The consumer's event source mappings, joined by commas. Absent where a worker consumes: it obeys a document in the job store. */
  EVENT_SOURCE_MAPPING_IDS: z
    .string()
    .transform((ids) => ids.split(",").map((id) => id.trim()))
    .pipe(z.array(z.uuid("must be UUIDs joined by commas")).min(1))
    .optional(),
  /** Where Lambda's API is, as for any AWS SDK; without them at AWS. */
  AWS_ENDPOINT_URL_LAMBDA: z.url().optional(),
  AWS_ENDPOINT_URL: z.url().optional(),
  /** Set by Lambda: no two execution environments have the same. */
  AWS_LAMBDA_LOG_STREAM_NAME: z.string().optional(),
  /** Set against LocalStack, whose move task keeps a message's id and send time (docs/architecture.md, "A redrive or a copy"). */
  REDRIVE_KEEPS_MESSAGE_ID: flag.default(false),
});
type Variables = z.infer<typeof Variables>;
const FILE = "core/aws/env.ts";

type Named = Pick<App, "variablePrefix"> & Partial<Pick<App, "priorities">>;
type OverrideNames = Record<keyof SettingsOverrides, string>;

/** The environment variable of each base value in `core/settings.ts`: the app's prefix and the value's name, as in `SECOND_APP_TIMEOUT_SECONDS`. */
export const overrideVariables = ({ variablePrefix }: Named): OverrideNames => {
  const nameOf = (setting: string) =>
    variablePrefix + setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const names = Object.keys(BaseSettings.shape).map((setting) => [setting, nameOf(setting)]);
  return Object.fromEntries(names) as OverrideNames;
};

const overridesShape = (app: Named) =>
  Object.fromEntries(Object.values(overrideVariables(app)).map((name) => [name, positive.optional()]));

export type Environment = ReturnType<typeof readEnvironment>;

/** @throws Error with one line for each variable that is wrong: its name, its value and the remedy. */
export function readEnvironment(app: Named, env: NodeJS.ProcessEnv = process.env) {
  const variables = parseVariables(Variables.and(z.object(overridesShape(app))), env, FILE);
  const overrides = readOverrides(app, env);
  const onAws = isOnAws(env);
  if (onAws) refuseOnAws(app, variables, overrides);
  return {
    onAws,
    queueUrl: variables.QUEUE_URL,
    queueUrls: queueUrlsOf(app, variables),
    deadLetterQueueUrl: variables.DEAD_LETTER_QUEUE_URL,
    tableName: variables.TABLE_NAME,
    apiTokens: tokensOf(variables),
    logLevel: variables.LOG_LEVEL,
    eventSourceMappingIds: variables.EVENT_SOURCE_MAPPING_IDS,
    lambdaEndpoint: variables.AWS_ENDPOINT_URL_LAMBDA ?? variables.AWS_ENDPOINT_URL,
    logStream: variables.AWS_LAMBDA_LOG_STREAM_NAME,
    redriveKeepsMessageId: variables.REDRIVE_KEEPS_MESSAGE_ID,
    overrides: {
      ...definedOnly({ concurrency: variables.STAGE_CONCURRENCY }),
      ...overrides,
    },
  };
}

/** @throws Error naming the variable of a priority whose queue is missing. */
function queueUrlsOf({ priorities = { default: 1 } }: Named, variables: Variables): PerPriority<string> {
  return mapPriorities(priorities, (_, priority) => {
    const url = variables[QUEUE_VARIABLES[priority]];
    if (url !== undefined) return url;
    throw new SettingError(
      `environment: ${QUEUE_VARIABLES[priority]} is not set; the app has the priority ${priority} (defineApp), so name its queue`,
    );
  });
}

/** For the case that `readEnvironment` has thrown: the variables that are set, unchecked. */
export function readRemains(env: NodeJS.ProcessEnv = process.env): {
  queueUrls: PerPriority<string> | undefined;
  tableName: string | undefined;
} {
  const { default: name, ...others } = QUEUE_VARIABLES;
  const more = Object.entries(others).flatMap(([priority, variable]) => {
    const url = env[variable];
    return url ? [[priority, url]] : [];
  });
  const url = env[name];
  return {
    queueUrls: url ? { ...Object.fromEntries(more), default: url } : undefined,
    tableName: env.TABLE_NAME || undefined,
  };
}

/** What the authorizer needs, and nothing else. */
export const readApiTokens = (env: NodeJS.ProcessEnv = process.env): string[] => {
  const names = { API_TOKEN: true, API_TOKEN_PREVIOUS: true } as const;
  return tokensOf(parseVariables(Variables.pick(names), env, FILE));
};

const tokensOf = (variables: Pick<Variables, "API_TOKEN" | "API_TOKEN_PREVIOUS">): string[] =>
  [variables.API_TOKEN, variables.API_TOKEN_PREVIOUS].filter((token) => token !== undefined);

/** Only the settings' overrides, for a process that needs no queue yet. */
export function readOverrides(app: Named, env: NodeJS.ProcessEnv = process.env): SettingsOverrides {
  const variables = parseVariables(z.object(overridesShape(app)), env, FILE);
  const entries = Object.entries(overrideVariables(app)).map(
    ([setting, name]) => [setting, variables[name]] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function refuseOnAws(app: Named, { TABLE_NAME }: Variables, overrides: SettingsOverrides): void {
  const names = overrideVariables(app);
  const refused = Object.keys(overrides).map((setting) => names[setting as keyof SettingsOverrides]);
  if (refused.length > 0) {
    throw new SettingError(
      `environment: ${refused.join(", ")} must not be set on AWS; change core/settings.ts and deploy instead`,
    );
  }
  if (!TABLE_NAME)
    throw new SettingError("environment: TABLE_NAME is not set; link the jobs table in stacks/");
}
