// What tells one app built on the engine from another: its name, from which the names of its resources follow, its job types and its numbers.
import * as z from "zod";
import { defineSettings, type Settings, type SettingsOverrides } from "./settings.ts";

/** Plain data, so that it can be handed to an execution environment as JSON. */
const Definition = z.object({
  /** Letters of queues, tables and variables alike; SQS allows 80 characters for a queue, the longest name made of it adds 17. */
  name: z
    .string()
    .max(60, "must have at most 60 characters")
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      "must be words of a-z and 0-9 joined by hyphens, such as second-app",
    ),
  /** One sentence, for `--help`. */
  description: z.string(),
  /** URL of the module that exports `createJobTypes` (`CreateJobTypes` in `core/job-types.ts`). */
  registry: z.url(),
  /** Where `dev` keeps queues and job records, relative to the working directory. */
  dataFolder: z.string().min(1).default(".local"),
  /** Environment variables that the app's own code reads: `dev` hands them on to the functions. */
  variables: z.array(z.string()).readonly().default([]),
  /** A request that the API takes: `dev` shows how to send it. */
  example: z.object({ path: z.string(), body: z.json() }).optional(),
  /** The app's own base values, in place of the defaults of `core/settings.ts`. */
  settings: z.custom<SettingsOverrides>().default({}),
});

export type App = z.infer<typeof Definition> & {
  queueName: string;
  deadLetterQueueName: string;
  /** Of the table that LocalStack holds; on AWS the stack names it. */
  tableName: string;
  /** Before the name of each override: `SECOND_APP_` makes `SECOND_APP_TIMEOUT_SECONDS`. */
  variablePrefix: string;
  /** The name in capitals without hyphens, such as `SecondApp`: CloudWatch's namespace of its metrics, and part of the names in `stacks/`. */
  title: string;
};

/** @throws Error naming the field that is wrong and what it may be. */
export function defineApp(definition: z.input<typeof Definition>): App {
  const parsed = Definition.safeParse(definition);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
    throw new Error(`app ${JSON.stringify(definition.name)}: ${wrong}; change its call of defineApp`);
  }
  const { name } = parsed.data;
  return {
    ...parsed.data,
    queueName: name,
    deadLetterQueueName: `${name}-dead`,
    tableName: `${name}-jobs`,
    variablePrefix: `${name.toUpperCase().replaceAll("-", "_")}_`,
    title: name
      .split("-")
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join(""),
  };
}

/** The app's settings; `overrides` win over the app's own base values. @throws Error as `defineSettings` does. */
export const settingsOf = (app: Pick<App, "settings">, overrides: SettingsOverrides = {}): Settings =>
  defineSettings({ ...app.settings, ...overrides });
