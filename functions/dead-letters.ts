// The dead-letter inspector: called by the CloudWatch alarm and by the schedule of the sweep, it logs each poisoned message once.
import type { Context } from "aws-lambda";
import { type Inspected, inspectDeadLetters } from "../core/jobs/care/index.ts";
import { inspectionMetrics, metricsText, queueNameOf } from "../core/metrics.ts";
import { type FunctionSetup, onAws } from "./backend.ts";

export function createHandler({ app, backend, environment }: FunctionSetup) {
  const owner = { namespace: app.title, queueName: queueNameOf(environment.queueUrl) };
  const { reserveSeconds, releaseMs } = backend.settings.deadLetters;
  return async (event: unknown, context: Context): Promise<Inspected> => {
    const log = backend.log.child({ requestId: context.awsRequestId });
    const hasTime = (peeked: number) =>
      context.getRemainingTimeInMillis() > reserveSeconds * 1000 + peeked * releaseMs;
    // The alarm has seen a new one; the sweep looks whether there is any.
    const unlessUnchanged = callerOf(event) === "schedule";
    const inspected = await inspectDeadLetters({ ...backend, log }, hasTime, { unlessUnchanged });
    const { poisoned } = inspected;
    if (environment.onAws && poisoned > 0) {
      process.stdout.write(metricsText(inspectionMetrics({ ...owner, at: backend.now(), poisoned })));
    }
    log[inspected.seen > 0 ? "info" : "debug"](
      { ...inspected, calledBy: callerOf(event) },
      "dead-letter queue inspected",
    );
    return inspected;
  };
}

export const handler = onAws("dead-letters", createHandler);

/** CloudWatch's event has `alarmData`; anything else is the schedule. */
function callerOf(event: unknown): "alarm" | "schedule" {
  return typeof event === "object" && event !== null && "alarmData" in event ? "alarm" : "schedule";
}
