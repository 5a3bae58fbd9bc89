// The alarm Lambda: called by the CloudWatch alarm and by the sweep's schedule, it logs each poisoned message once.
import type { Context } from "aws-lambda";
import { type Inspected, inspectDeadLetters } from "../core/jobs/dead-letters.ts";
import { type FunctionSetup, onAws } from "./backend.ts";

/** Time left for releasing what was peeked. */
const RESERVE_MS = 10_000;

export function createHandler({ backend }: FunctionSetup) {
  return async (event: unknown, context: Context): Promise<Inspected> => {
    const log = backend.log.child({ requestId: context.awsRequestId });
    const hasTime = () => context.getRemainingTimeInMillis() > RESERVE_MS;
    const inspected = await inspectDeadLetters({ ...backend, log }, hasTime);
    log[inspected.seen > 0 ? "info" : "debug"](
      { ...inspected, calledBy: callerOf(event) },
      "dead-letter queue inspected",
    );
    return inspected;
  };
}

export const handler = onAws("alarm", createHandler);

/** CloudWatch's event has `alarmData`; anything else is the schedule. Both mean the same: look now. */
function callerOf(event: unknown): "alarm" | "schedule" {
  return typeof event === "object" && event !== null && "alarmData" in event ? "alarm" : "schedule";
}
