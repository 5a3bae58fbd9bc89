// Checks that the alarm may call its function: without it CloudWatch fires, Lambda refuses, and nobody is told.
import type { AlarmFacts, PolicyStatement, Probes } from "./facts.ts";
import { about, ask, type Finding } from "./finding.ts";

const CLOUDWATCH = "lambda.alarms.cloudwatch.amazonaws.com";
const ALLOWING = ["lambda:InvokeFunction", "lambda:*", "*"];
const DEPLOY = "deploy again: the stack declares the permission (stacks/dead-letters.ts)";

/** One finding for each function that the alarm calls. */
export async function checkAlarmPermission(
  { functionPolicy: probe }: Probes,
  alarm: AlarmFacts | undefined,
): Promise<Finding[]> {
  const functions = (alarm?.actions ?? []).filter(
    (arn) => arn.startsWith("arn:") && arn.includes(":lambda:"),
  );
  if (alarm === undefined || probe === undefined) return [];
  const found = functions.map(async (arn) => {
    const where = `function ${arn.split(":function:").at(-1)}`;
    const otherwise = { check: "alarm-permission", where, remedy: DEPLOY } as const;
    const { facts, findings } = await ask(() => probe(arn), otherwise);
    if (!facts) return findings;
    const permission = about("alarm-permission", where);
    return [
      facts.some((statement) => allows(statement, alarm.arn))
        ? permission.ok(`alarm ${alarm.name} may call it`)
        : permission.fault(
            `its resource policy does not let alarm ${alarm.name} call it: the alarm fires, and no dead letter is looked at`,
            DEPLOY,
          ),
    ];
  });
  return (await Promise.all(found)).flat();
}

function allows({ effect, principals, actions, sourceArns }: PolicyStatement, alarmArn: string): boolean {
  return (
    effect === "Allow" &&
    principals.some((one) => one === CLOUDWATCH || one === "*") &&
    actions.some((one) => ALLOWING.includes(one)) &&
    (sourceArns === undefined || sourceArns.some((pattern) => isLike(pattern, alarmArn)))
  );
}

/** As IAM's ArnLike: `*` stands for any text, `?` for one character. */
function isLike(pattern: string, arn: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "s").test(arn);
}
