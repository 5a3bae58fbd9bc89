// The definition of an app that is built on the engine: its name, from which the names of its resources follow, its job types and its settings.
import * as z from "zod";
import { mapPriorities, type PerPriority, PriorityWeights } from "./priorities.ts";
import { defineSettings, type Settings, type SettingsOverrides } from "./settings.ts";

/** Plain data, because execution environments get it as JSON. */
const Definition = z.object({
  /** Queues, tables and variables are named after it. SQS allows 80 characters for the name of a queue. */
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
  example: z.object({ path: z.string(), body: z.unknown() }).optional(),
  /** The app's own base values, in place of the defaults of `core/settings.ts`. */
  settings: z.custom<SettingsOverrides>().default({}),
  /**
   * Priorities beside `default`, with their weights: `{ high: 3, default: 2 }`. Each is a queue of its own. Without any there
   * is one queue.
   */
  priorities: PriorityWeights.default({ default: 1 }),
});

export type App = z.infer<typeof Definition> & {
  queueName: string;
  /** Of each priority: `second-app`, `second-app-high`. */
  queueNames: PerPriority<string>;
  deadLetterQueueName: string;
  /** Name of DynamoDB's table at LocalStack. On AWS the stack names the table. */
  tableName: string;
  /** Prefix of the variables that override settings: `SECOND_APP_`, as in `SECOND_APP_TIMEOUT_SECONDS`. */
  variablePrefix: string;
  /** The name in Pascal case, such as `SecondApp`: the CloudWatch namespace of the app's metrics, and part of resource names in `stacks/`. */
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
    queueNames: mapPriorities(parsed.data.priorities, (_, priority) =>
      priority === "default" ? name : `${name}-${priority}`,
    ),
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
export const settingsOf = (
  app: Pick<App, "settings"> & Partial<Pick<App, "priorities">>,
  overrides: SettingsOverrides = {},
): Settings => defineSettings({ ...app.settings, ...overrides }, app.priorities);
