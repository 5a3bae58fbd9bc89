// Checks on the alarm of the dead-letter queue: without it a poisoned message is seen by nobody.
import type { AlarmFacts } from "./facts.ts";
import { type About, about, type Finding } from "./finding.ts";

const DEPLOY = "deploy again: the stack declares it (stacks/dead-letters.ts)";
/** A peek moves messages from the first to the second (docs/architecture.md, decision 2). */
const COUNTS = ["ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible"];

/** @param alarms those on the dead-letter queue, and others. */
export function checkAlarms(alarms: readonly AlarmFacts[], queueName: string): Finding[] {
  const alarm = alarmOn(alarms, queueName);
  if (alarm === undefined) {
    return [
      about("alarm", `queue ${queueName}`).fault(
        "no alarm looks at it: only the sweep sees a poisoned message, and tells nobody",
        DEPLOY,
      ),
    ];
  }
  const where = `alarm ${alarm.name}`;
  const action = about("alarm-action", where);
  const metrics = about("alarm-metrics", where);
  const missing = COUNTS.filter((name) => !looksAt(alarm, queueName, name));
  const remedy = `watch the sum of ${COUNTS.join(" and ")}; ${DEPLOY}`;
  return [
    about("alarm", where).ok(`it looks at ${queueName}`),
    checkAction(alarm, action),
    checkMetrics(missing, metrics, remedy),
  ];
}

function checkMetrics(missing: readonly string[], metrics: About, remedy: string): Finding {
  if (missing.length === 0) return metrics.ok("it watches visible and hidden messages");
  const said = `it does not watch ${missing.join(" and ")}`;
  return missing.length === COUNTS.length
    ? metrics.fault(`${said}: what the redrive policy moves is not seen by other metrics`, remedy)
    : metrics.warning(`${said}: a look at the queue ends the alarm, or it comes late`, remedy);
}

function checkAction({ actionsEnabled, actions }: AlarmFacts, action: About): Finding {
  if (actions.length === 0) return action.fault("it has no action: it fires, and nothing follows", DEPLOY);
  if (!actionsEnabled) {
    return action.fault(
      "its actions are switched off",
      "`aws cloudwatch enable-alarm-actions --alarm-names …`",
    );
  }
  return action.ok(`it calls ${actions.map((arn) => arn.split(":").at(-1)).join(", ")}`);
}

const looksAt = ({ metrics }: AlarmFacts, queueName: string, metric: string): boolean =>
  metrics.some(
    ({ namespace, name, queueName: of }) => namespace === "AWS/SQS" && name === metric && of === queueName,
  );

/** Of several on this queue: the one that sees most. Its age and what was sent to it are not what is in it. */
export function alarmOn(alarms: readonly AlarmFacts[], queueName: string): AlarmFacts | undefined {
  const seen = (alarm: AlarmFacts) =>
    COUNTS.filter((name) => looksAt(alarm, queueName, name)).length * 2 + Math.min(1, alarm.actions.length);
  return alarms
    .filter(({ metrics }) =>
      metrics.some(({ namespace, queueName: of }) => namespace === "AWS/SQS" && of === queueName),
    )
    .toSorted((one, other) => seen(other) - seen(one))[0];
}
