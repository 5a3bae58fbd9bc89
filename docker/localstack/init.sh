#!/bin/sh
# Written by docker/localstack/write-init.ts from core/app.ts and core/settings.ts: change those, then run it. A test compares.
set -eu

queue() {
  awslocal sqs create-queue --queue-name "$1" >/dev/null
  url=$(awslocal sqs get-queue-url --queue-name "$1" --query QueueUrl --output text)
  awslocal sqs set-queue-attributes --queue-url "$url" --attributes "$2"
}

queue briefings-dead '{"MessageRetentionPeriod":"1209600","SqsManagedSseEnabled":"true"}'
queue briefings '{"VisibilityTimeout":"1800","MessageRetentionPeriod":"691200","ReceiveMessageWaitTimeSeconds":"20","SqsManagedSseEnabled":"true","RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:briefings-dead\",\"maxReceiveCount\":5}"}'
queue briefings-dead '{"RedriveAllowPolicy":"{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"arn:aws:sqs:us-east-1:000000000000:briefings\"]}"}'

awslocal cloudwatch put-metric-alarm --cli-input-json '{"AlarmName":"briefings-dead-letters","EvaluationPeriods":1,"DatapointsToAlarm":1,"Threshold":0,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching","Namespace":"AWS/SQS","MetricName":"ApproximateNumberOfMessagesVisible","Dimensions":[{"Name":"QueueName","Value":"briefings-dead"}],"Period":60,"Statistic":"Maximum"}'

# Where LocalStack runs without DynamoDB, as from its Python package, the queues alone are made.
case "${SERVICES:-dynamodb}" in
*dynamodb*)
  if awslocal dynamodb create-table --cli-input-json '{"TableName":"briefings-jobs","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"list","AttributeType":"S"},{"AttributeName":"listKey","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"GlobalSecondaryIndexes":[{"IndexName":"by-list","KeySchema":[{"AttributeName":"list","KeyType":"HASH"},{"AttributeName":"listKey","KeyType":"RANGE"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["status","type","title","tenant","priority","groupId","createdAt","sentAt","nextAttemptAt","endedAt","cause","errorKey","archivedAt","expiresAtSeconds","entry","value","valueRevision"]}}]}' >/dev/null; then
    awslocal dynamodb update-time-to-live --table-name briefings-jobs --time-to-live-specification '{"AttributeName":"expiresAtSeconds","Enabled":true}' >/dev/null
  else
    # It is there already, or the hook fails.
    awslocal dynamodb describe-table --table-name briefings-jobs >/dev/null
  fi
  ;;
esac
echo "queues, table and alarm are ready"
