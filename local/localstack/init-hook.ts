// The text of docker/localstack/init.sh, which LocalStack runs when it is ready: it creates what provision.ts creates, in
// the spelling of `awslocal`, so that a container alone is usable.
import { deadLetterAlarmForLocalStack } from "../../core/aws/dead-letter-alarm.ts";
import { TTL_ATTRIBUTE, tableDefinition } from "../../core/aws/dynamo-table.ts";
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../../core/aws/queue-definition.ts";
import type { App } from "../../core/define-app.ts";
import { eachPriority } from "../../core/priorities.ts";
import type { Settings } from "../../core/settings.ts";
import { alarmNameOf } from "./provision.ts";

/** LocalStack's only account, in the region of docker-compose.yml. */
const arnOf = (queueName: string) => `arn:aws:sqs:us-east-1:000000000000:${queueName}`;
const quoted = (value: unknown) => `'${JSON.stringify(value)}'`;

export function initHook(app: App, settings: Settings): string {
  const { deadLetterQueueName, tableName } = app;
  const names = eachPriority(app.queueNames).map(([, name]) => name);
  const dead = deadLetterQueueAttributes(settings);
  const live = queueAttributes(settings, arnOf(deadLetterQueueName));
  const allow = { RedriveAllowPolicy: JSON.stringify(redriveAllowPolicy(...names.map(arnOf))) };
  const ttl = { AttributeName: TTL_ATTRIBUTE, Enabled: true };
  const alarm = {
    AlarmName: alarmNameOf(app),
    ...deadLetterAlarmForLocalStack(settings, deadLetterQueueName),
  };
  return `#!/bin/sh
# Written by docker/localstack/write-init.ts from core/app.ts and core/settings.ts: change those, then run it. A test compares.
set -eu

queue() {
  awslocal sqs create-queue --queue-name "$1" >/dev/null
  url=$(awslocal sqs get-queue-url --queue-name "$1" --query QueueUrl --output text)
  awslocal sqs set-queue-attributes --queue-url "$url" --attributes "$2"
}

queue ${deadLetterQueueName} ${quoted(dead)}
${names.map((name) => `queue ${name} ${quoted(live)}`).join("\n")}
queue ${deadLetterQueueName} ${quoted(allow)}

awslocal cloudwatch put-metric-alarm --cli-input-json ${quoted(alarm)}

# Where LocalStack runs without DynamoDB, as from its Python package, the queues alone are made.
case "\${SERVICES:-dynamodb}" in
*dynamodb*)
  if awslocal dynamodb create-table --cli-input-json ${quoted(tableDefinition(tableName))} >/dev/null; then
    awslocal dynamodb update-time-to-live --table-name ${tableName} --time-to-live-specification ${quoted(ttl)} >/dev/null
  else
    # It is there already, or the hook fails.
    awslocal dynamodb describe-table --table-name ${tableName} >/dev/null
  fi
  ;;
esac
echo "queues, table and alarm are ready"
`;
}
