// Finds a deployed stage with the caller's own credentials: its functions know where queues and table are.
import type { App } from "../define-app.ts";
import { VisibleError } from "../jobs/index.ts";
import { QUEUE_VARIABLES } from "../priorities.ts";
import { asAwsError } from "./aws-error.ts";
import { type FunctionConfiguration, listFunctions } from "./doctor/lambda-functions.ts";
import { isOfCredentials, isThrottled } from "./error-kinds.ts";
import { explainError } from "./explained-client.ts";
import type { LambdaAccess } from "./lambda-request.ts";

/** What is read of a function's environment. It may hold secrets too: those are passed over. */
const NAMES = [
  ...Object.values(QUEUE_VARIABLES),
  "DEAD_LETTER_QUEUE_URL",
  "TABLE_NAME",
  "EVENT_SOURCE_MAPPING_IDS",
  "STAGE_CONCURRENCY",
  "LOG_GROUPS",
];
const NEEDED = ["QUEUE_URL", "DEAD_LETTER_QUEUE_URL", "TABLE_NAME"];

/** Every stage has one, and it knows everything that is asked for (`stacks/recovery.ts`). */
const FUNCTION = "RecoverHandlerFunction";
/** SST: 64 characters of Lambda's, without its own random ending, the name of the function and two hyphens. */
const ROOM_FOR_APP_AND_STAGE = 64 - 9 - FUNCTION.length - 2;

/** `second-app-alice-RecoverHandlerFunction-`; SST cuts the app's name where the stage's is long. */
export const functionPrefix = (appName: string, stage: string): string =>
  `${appName.slice(0, Math.max(0, ROOM_FOR_APP_AND_STAGE - stage.length))}-${stage}-${FUNCTION}-`;

/**
 * Needs lambda:ListFunctions.
 * @returns the variables by which `connect` finds the stage.
 * @throws VisibleError `backend-unavailable`: no such stage, with those that are there; what the credentials lack.
 */
export async function findStage(
  access: LambdaAccess,
  { name }: Pick<App, "name">,
  stage: string,
): Promise<Record<string, string>> {
  const region = await access.sqs.config.region();
  const wanted = functionPrefix(name, stage);
  const stages: string[] = [];
  try {
    for await (const fn of listFunctions(access)) {
      if (fn.FunctionName.startsWith(wanted)) return variablesOf(fn, stage);
      const other = stageIn(fn.FunctionName, name);
      if (other) stages.push(other);
    }
  } catch (error) {
    throw error instanceof VisibleError ? error : explain(error, stage, region);
  }
  const others =
    stages.length === 0 ? `no stage of ${name} is there` : `there are ${stages.toSorted().join(", ")}`;
  throw unavailable(
    `there is no stage ${stage} of ${name} in ${region} with these credentials: ${others}; name another, choose the account by AWS_PROFILE, or the region by STAGE_REGION`,
  );
}

function variablesOf(
  { FunctionName, Environment }: FunctionConfiguration,
  stage: string,
): Record<string, string> {
  const variables = Environment?.Variables ?? {};
  const missing = NEEDED.filter((name) => !variables[name]);
  if (missing.length > 0) {
    throw unavailable(
      `the function ${FunctionName} of stage ${stage} does not say ${missing.join(", ")}: its environment cannot be decrypted with these credentials, or another app made it; set ${NEEDED.join(", ")} yourself`,
    );
  }
  const known = NAMES.flatMap((name): [string, string][] => {
    const value = variables[name];
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(known);
}

function stageIn(functionName: string, appName: string): string | undefined {
  const end = functionName.lastIndexOf(`-${FUNCTION}-`);
  return functionName.startsWith(`${appName}-`) && end > appName.length
    ? functionName.slice(appName.length + 1, end)
    : undefined;
}

function explain(error: unknown, stage: string, region: string): VisibleError {
  const { name, message } = explainError(asAwsError(error));
  const said = `the stage ${stage} was not looked for in ${region}: ${name}: ${message}`;
  const remedy = remedyOf(name);
  return unavailable(remedy === undefined ? said : `${said}; ${remedy}`, error);
}

function remedyOf(name: string): string | undefined {
  if (/^AccessDenied/.test(name)) {
    return `allow lambda:ListFunctions, or set ${NEEDED.join(", ")} and EVENT_SOURCE_MAPPING_IDS yourself, as \`sst deploy\` prints them`;
  }
  // It is told in the message.
  if (isOfCredentials(name) || isThrottled(name)) return undefined;
  if (/Credentials/.test(name)) {
    return "log in, and set AWS_PROFILE (or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)";
  }
  return "check the network, AWS_PROFILE and STAGE_REGION";
}

const unavailable = (message: string, cause?: unknown): VisibleError =>
  new VisibleError("backend-unavailable", message, {}, cause === undefined ? undefined : { cause });
