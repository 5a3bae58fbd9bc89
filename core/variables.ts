// Parses environment variables. All mistakes are reported at once, each with its name, its value and the remedy.
import * as z from "zod";

/** An environment variable, or an override of a setting, is wrong: whoever starts the process can mend it. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

export const positive = z.coerce.number("must be a number above 0").positive("must be a number above 0");
export const flag = z.enum(["true", "false"]).transform((value) => value === "true");

/** Whether this process is a Lambda function on AWS: Lambda itself sets the variable, and it is reserved there. */
export const isOnAws = (env: NodeJS.ProcessEnv): boolean =>
  env.AWS_EXECUTION_ENV?.startsWith("AWS_Lambda_") ?? false;

/**
 * An empty variable means what an absent one does, as in a shell.
 * @param file says what each variable is for.
 * @throws Error with one line for each variable that is wrong: its name, its value and the remedy.
 */
export function parseVariables<T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv, file: string): T {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const value = given[name];
    return value === undefined ? `  ${name} is not set` : `  ${name}=${shown(name, value)}: ${issue.message}`;
  });
  throw new SettingError(
    `environment:\n${lines.join("\n")}\nSet or unset these variables; ${file} says what each is for.`,
  );
}

const shown = (name: string, value: string): string =>
  /TOKEN|KEY|SECRET/.test(name) ? "(hidden)" : JSON.stringify(value);

/** Without what is not set: an absent option means its default. */
export function definedOnly<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
