// How the doctor looks at an endpoint from outside: clients of all the services that are there.
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { clientConfig, createDynamoClient, createSqsClient } from "../core/aws/clients.ts";
import { readAlarms } from "../core/aws/doctor/alarm-probe.ts";
import { readClock } from "../core/aws/doctor/clock-probe.ts";
import { readFunctionPolicy } from "../core/aws/doctor/function-policy.ts";
import { functionProbes, RELEASE_VARIABLE } from "../core/aws/doctor/lambda-probes.ts";
import { mappingProbe } from "../core/aws/doctor/mapping-probe.ts";
import { readQueue } from "../core/aws/doctor/queue-probe.ts";
import { readTable } from "../core/aws/doctor/table-probe.ts";
import { readEnvironment, readOverrides } from "../core/aws/env.ts";
import { explained } from "../core/aws/explained-client.ts";
import { type App, settingsOf } from "../core/define-app.ts";
import type { OpenProbes } from "../core/jobs/operate/inspector.ts";
import { clientOptions } from "./setup.ts";

/**
 * LocalStack has neither our functions nor an alarm that acts: the local scheduler calls them there. A worker has no
 * functions either. `settings` are those by which the functions run, which a `dev` with other numbers tells in their environment.
 * @param env as `endpointVariables` gives it.
 */
export async function openProbes(app: App, env: NodeJS.ProcessEnv): Promise<OpenProbes> {
  const environment = readEnvironment(app, env);
  const { queueUrl, queueUrls, deadLetterQueueUrl, tableName, eventSourceMappingIds, lambdaEndpoint } =
    environment;
  const sqs = explained(createSqsClient(clientOptions(env, "AWS_ENDPOINT_URL_SQS")));
  const dynamo =
    tableName === undefined
      ? undefined
      : explained(createDynamoClient(clientOptions(env, "AWS_ENDPOINT_URL_DYNAMODB")));
  const cloudwatch = environment.redriveKeepsMessageId
    ? undefined
    : explained(new CloudWatchClient(clientConfig(clientOptions(env, "AWS_ENDPOINT_URL_CLOUDWATCH"))));
  const access = { sqs, endpoint: lambdaEndpoint };
  const { variables, ...functions } = functionProbes(access, queueUrl);
  const deployed = eventSourceMappingIds ? await variables() : {};
  return {
    settings: settingsOf(app, { ...environment.overrides, ...readOverrides(app, deployed) }),
    // The code of a function that runs here is of this release; the command line says its own.
    release: env[RELEASE_VARIABLE] ?? "",
    probes: {
      queue: (priority) => readQueue(sqs, queueUrls[priority] ?? queueUrl),
      deadLetterQueue: () => readQueue(sqs, deadLetterQueueUrl),
      clock: () => readClock(env.AWS_ENDPOINT_URL_SQS ?? env.AWS_ENDPOINT_URL ?? queueUrl),
      ...(eventSourceMappingIds && {
        ...mappingProbe(access, eventSourceMappingIds),
        ...functions,
        functionPolicy: (functionArn) => readFunctionPolicy(access, functionArn),
      }),
      ...(dynamo && tableName !== undefined && { table: () => readTable(dynamo, tableName) }),
      ...(cloudwatch && { alarms: (queueName) => readAlarms(cloudwatch, queueName) }),
    },
    close() {
      for (const client of [sqs, dynamo, cloudwatch]) client?.destroy();
    },
  };
}
