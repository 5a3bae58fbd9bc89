// What the embedded AWS answers beside SQS, at the same address: Lambda's event source mappings and functions, CloudWatch's alarm.
import { overrideVariables } from "../core/aws/env.ts";
import type { App } from "../core/define-app.ts";
import type { Backend } from "../core/jobs/index.ts";
import { QUEUE_VARIABLES } from "../core/priorities.ts";
import { alarmArnOf, createAlarmsApi } from "./alarms-api.ts";
import type { CloudWatchAlarm } from "./cloudwatch-alarm.ts";
import { createSwitchApi } from "./consumer-switch.ts";
import { createFunctionsApi, type ShownFunction } from "./lambda/api/functions.ts";
import type { Queues } from "./queues.ts";
import type { SqsServerOptions } from "./sqs/server.ts";

export type ControlPlane = NonNullable<SqsServerOptions["elsewhere"]>;

export type ControlPlaneParts = {
  app: App;
  backend: Backend;
  queues: Queues["queues"];
  /** Of the functions. */
  env: Record<string, string>;
  /** On which the API listens. */
  host: string;
  alarm: CloudWatchAlarm;
  /** Called when the consumer's switch was moved. */
  moved: () => Promise<void>;
};

export const arnOf = (functionName: string): string =>
  `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`;

export function createControlPlane(parts: ControlPlaneParts): ControlPlane {
  const { app, backend, queues, alarm, moved } = parts;
  const moveSwitch = createSwitchApi(app, backend, queues, moved);
  const functions = createFunctionsApi(() => shownFunctions(parts));
  const alarms = createAlarmsApi(
    {
      name: alarm.name,
      state: () => alarm.state,
      queueName: app.deadLetterQueueName,
      actionArn: arnOf("dead-letters"),
    },
    backend.settings,
  );
  return (request, body) => {
    const { method = "GET", url = "/" } = request;
    const target = String(request.headers["x-amz-target"] ?? "");
    const alarmed = alarms(target, body.toString());
    if (alarmed) return reply(alarmed, "application/x-amz-json-1.0");
    const shown = functions({ method, url });
    if (shown) return reply(shown, "application/json");
    return moveSwitch(request, body);
  };
}

const reply = (
  { status, body, headers = {} }: { status: number; body: string; headers?: Record<string, string> },
  contentType: string,
) => Promise.resolve({ status, body, contentType, headers: Object.entries(headers).flat() });

function shownFunctions({ app, backend, env, host, alarm }: ControlPlaneParts): ShownFunction[] {
  const { settings } = backend;
  const environment = { ...shownVariables(app, env), API_HOST: host };
  const show = (
    name: string,
    of: { timeoutSeconds: number; memoryMb: number },
    reservedConcurrency?: number,
  ) => ({
    name,
    arn: arnOf(name),
    handler: `functions/${name}.handler`,
    timeoutSeconds: of.timeoutSeconds,
    memoryMb: of.memoryMb,
    environment,
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
  });
  return [
    show("api", settings.api),
    show("consumer", settings.consumer, settings.consumer.reservedConcurrency),
    { ...show("dead-letters", settings.deadLetters), calledBy: alarmArnOf(alarm.name) },
    show("recover", settings.recover),
  ];
}

/**
 * Whoever reaches the embedded AWS may ask for them, without a signature. So only where things are and which numbers hold is
 * shown; of all others the name, since Lambda would show that they are set.
 */
function shownVariables(app: App, env: Record<string, string>): Record<string, string> {
  const open = [
    ...Object.values(QUEUE_VARIABLES),
    ...Object.values(overrideVariables(app)),
    ...["DEAD_LETTER_QUEUE_URL", "TABLE_NAME", "EVENT_SOURCE_MAPPING_IDS", "LOG_LEVEL", "APP_RELEASE"],
  ];
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, open.includes(name) ? value : "(hidden)"]),
  );
}
