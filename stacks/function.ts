// What every function has in common: architecture, bundling, logs of its own with a retention, and its environment.

import { mapPriorities, queueVariables } from "../core/priorities.ts";
import project from "../package.json" with { type: "json" };
import { bundling } from "./bundling.ts";
import { keepWhenDeleted } from "./kept.ts";
import type { Queued } from "./parts.ts";

/** For every function of the app, those that SST makes itself too. */
export function applyFunctionDefaults(): void {
  $transform(sst.aws.Function, (args) => {
    args.runtime ??= "nodejs24.x";
    args.architecture ??= "arm64";
    args.nodejs ??= bundling;
    args.logging ??= { format: "json", retention: "1 month" };
  });
}

const logGroupName = (name: string): string => `/aws/lambda/${$app.name}-${$app.stage}-${name}`;

/** Whose lines are about jobs. */
const OF_JOBS = ["ApiHandler", "Consumer", "DeadLetterInspector", "RecoverHandler"];

type Permissions = NonNullable<sst.aws.FunctionArgs["permissions"]>;

/**
 * A function whose role may do what `permissions` lists and write its own log, and nothing else.
 * One without `shared` knows neither queues nor table.
 */
export function createFunction(
  name: string,
  shared: Queued | undefined,
  args: Omit<sst.aws.FunctionArgs, "permissions" | "logging"> & { permissions: Permissions },
): sst.aws.Function {
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}Log`,
    { name: logGroupName(name), retentionInDays: 30 },
    keepWhenDeleted(),
  );
  const ownLog = {
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [$interpolate`${logGroup.arn}:*`],
  };
  return new sst.aws.Function(name, {
    ...args,
    environment: $resolve([args.environment ?? {}, shared ? environmentOf(shared) : {}]).apply(
      ([own, common]) => ({
        ...common,
        ...own,
      }),
    ),
    permissions: $resolve(args.permissions).apply((permissions) => [...permissions, ownLog]),
    logging: { format: "json", logGroup: logGroup.name },
    transform: {
      function: (lambda) => {
        // Lambda drops lines below its own level, so that level is the lowest one and LOG_LEVEL decides.
        lambda.loggingConfig = {
          logFormat: "JSON",
          logGroup: logGroup.name,
          applicationLogLevel: "TRACE",
          // Lambda's own lines for each start and end cost as much as ours and repeat its metrics. Lines about failures are kept.
          systemLogLevel: "WARN",
        };
      },
      role: (role) => {
        // AWS's managed policy would let it write every log group of the account.
        role.managedPolicyArns = [];
        // SST 4.17.1 lets the whole account assume the role, which only `sst dev` needs.
        if (!$dev)
          role.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
      },
    },
  });
}

/** The variables that core/aws/env.ts reads in every function. */
const environmentOf = ({ queues, deadLetterQueue, table, options }: Queued) => ({
  ...queueVariables(mapPriorities(queues, ({ url }) => url)),
  DEAD_LETTER_QUEUE_URL: deadLetterQueue.url,
  TABLE_NAME: table.name,
  LOG_LEVEL: "info",
  // No function reads it: `show --log --stage` learns from it where the lines of a job are.
  LOG_GROUPS: OF_JOBS.map(logGroupName).join(","),
  // What the doctor compares with the release of who asks.
  APP_RELEASE: project.version,
  ...(options.concurrency !== undefined && { STAGE_CONCURRENCY: String(options.concurrency) }),
});
