// The four functions of the system as local Lambda functions, with the numbers that the settings give them.
import type { Logger } from "pino";
import { overrideVariables } from "../core/aws/env.ts";
import type { App } from "../core/define-app.ts";
import { mapPriorities, type PerPriority, queueVariables } from "../core/priorities.ts";
import type { Settings, SettingsOverrides } from "../core/settings.ts";
import { disturbServices } from "./chaos/calls.ts";
import { createEnvironmentFaults } from "./chaos/environments.ts";
import type { Chaos } from "./chaos.ts";
import type { Clock } from "./clock.ts";
import { LambdaFunction } from "./lambda/lambda-function.ts";
import type { LogOutput } from "./log-output.ts";
import type { LocalServices } from "./services.ts";
import { appVariable } from "./setup.ts";

export type FunctionName = "api" | "consumer" | "deadLetters" | "recover";
export type Functions = Record<FunctionName, LambdaFunction>;

/** AWS's default limit for an account; what is not reserved shares it. */
const ACCOUNT_CONCURRENCY = 1_000;
/** One environment takes all requests. Ten threads that start at once take half a gigabyte, and on a busy machine none starts in time. */
const API_INVOCATIONS_PER_ENVIRONMENT = ACCOUNT_CONCURRENCY;

type Parts = {
  env: Record<string, string>;
  services: LocalServices;
  clock: Clock;
  log: Logger;
  output: LogOutput;
  chaos?: Chaos | undefined;
};

export function createFunctions(settings: Settings, parts: Parts): Functions {
  const { env, services, clock, log, output, chaos } = parts;
  const create = (name: FunctionName, functionName: string = name) =>
    new LambdaFunction({
      functionName,
      module: new URL(`../functions/${functionName}.ts`, import.meta.url).href,
      setup: new URL("./setup.ts", import.meta.url).href,
      timeoutSeconds: settings[name].timeoutSeconds,
      memoryMb: settings[name].memoryMb,
      reservedConcurrency: name === "consumer" ? settings.consumer.reservedConcurrency : ACCOUNT_CONCURRENCY,
      ...(name === "api" ? { invocationsPerEnvironment: API_INVOCATIONS_PER_ENVIRONMENT } : {}),
      env,
      ...servicesOf(name),
      clock,
      log,
      onLog: output.write,
    });
  const servicesOf = (functionName: FunctionName) => {
    if (!chaos) return { services };
    if (functionName === "api") return { services: disturbServices(chaos, services, { functionName }) };
    const { abortMarginSeconds } = settings.consumer;
    return { faults: createEnvironmentFaults(chaos, functionName, { services, abortMarginSeconds }) };
  };
  return {
    api: create("api"),
    consumer: create("consumer"),
    deadLetters: create("deadLetters", "dead-letters"),
    recover: create("recover"),
  };
}

export type FunctionEnvironment = {
  app: App;
  queues: PerPriority<{ url: string }>;
  deadLetterQueueUrl: string;
  logLevel: string;
  apiToken?: string | undefined;
  overrides?: SettingsOverrides | undefined;
};

/** What each function finds in its process.env: the same variables as on AWS. */
export function functionVariables(options: FunctionEnvironment): Record<string, string> {
  const names = overrideVariables(options.app);
  const overrides = Object.entries(options.overrides ?? {}).flatMap(([setting, value]) =>
    value === undefined ? [] : [[names[setting as keyof SettingsOverrides], String(value)]],
  );
  return {
    ...appVariable(options.app),
    ...queueVariables(mapPriorities(options.queues, ({ url }) => url)),
    DEAD_LETTER_QUEUE_URL: options.deadLetterQueueUrl,
    LOG_LEVEL: options.logLevel,
    ...(options.apiToken === undefined ? {} : { API_TOKEN: options.apiToken }),
    ...Object.fromEntries(overrides),
  };
}
