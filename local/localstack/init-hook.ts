// Writes docker/localstack/init.sh, which LocalStack runs when it is ready: node local/localstack/init-hook.ts
// It creates what provision.ts creates, in the spelling of `awslocal`, so that a container alone is usable.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { deadLetterAlarmForLocalStack } from "../../core/aws/dead-letter-alarm.ts";
import { TTL_ATTRIBUTE, tableDefinition } from "../../core/aws/dynamo-table.ts";
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../../core/aws/queue-definition.ts";
import { defineSettings, type Settings } from "../../core/settings.ts";
import { ALARM_NAME, TABLE_NAME } from "./provision.ts";

export const INIT_HOOK = path.resolve(import.meta.dirname, "../../docker/localstack/init.sh");

/** LocalStack's only account, in the region of docker-compose.yml. */
const arnOf = (queueName: string) => `arn:aws:sqs:us-east-1:000000000000:${queueName}`;
const quoted = (value: unknown) => `'${JSON.stringify(value)}'`;

export function initHook(settings: Settings): string {
  const { queue, deadLetterQueue } = settings;
  const dead = deadLetterQueueAttributes(settings);
  const live = queueAttributes(settings, arnOf(deadLetterQueue.name));
  const allow = { RedriveAllowPolicy: JSON.stringify(redriveAllowPolicy(arnOf(queue.name))) };
  const ttl = { AttributeName: TTL_ATTRIBUTE, Enabled: true };
  const alarm = { AlarmName: ALARM_NAME, ...deadLetterAlarmForLocalStack(settings, deadLetterQueue.name) };
  return `#!/bin/sh
# Written by local/localstack/init-hook.ts from core/settings.ts: change those, then run it. A test compares.
set -eu

queue() {
  awslocal sqs create-queue --queue-name "$1" >/dev/null
  url=$(awslocal sqs get-queue-url --queue-name "$1" --query QueueUrl --output text)
  awslocal sqs set-queue-attributes --queue-url "$url" --attributes "$2"
}

queue ${deadLetterQueue.name} ${quoted(dead)}
queue ${queue.name} ${quoted(live)}
queue ${deadLetterQueue.name} ${quoted(allow)}

awslocal cloudwatch put-metric-alarm --cli-input-json ${quoted(alarm)}

# Where LocalStack runs without DynamoDB, as from its Python package, the queues alone are made.
case "\${SERVICES:-dynamodb}" in
*dynamodb*)
  if awslocal dynamodb create-table --cli-input-json ${quoted(tableDefinition(TABLE_NAME))} >/dev/null; then
    awslocal dynamodb update-time-to-live --table-name ${TABLE_NAME} --time-to-live-specification ${quoted(ttl)} >/dev/null
  else
    # It is there already, or the hook fails.
    awslocal dynamodb describe-table --table-name ${TABLE_NAME} >/dev/null
  fi
  ;;
esac
echo "queues, table and alarm are ready"
`;
}

if (import.meta.main) writeFileSync(INIT_HOOK, initHook(defineSettings()), { mode: 0o755 });
