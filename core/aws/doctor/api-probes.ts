// What the API function may look at on AWS. Its role has no rights for the rest: that is for an operator's own credentials.
import { type OpenProbes, ProbeError } from "../../jobs/operate/inspector.ts";
import { createSqsClient } from "../clients.ts";
import type { Environment } from "../env.ts";
import { mappingProbe } from "./mapping-probe.ts";
import { readQueue } from "./queue-probe.ts";

const denied = (right: string) => () =>
  Promise.reject(new ProbeError("denied", `${right} is not in the role of this function`, right));

export function apiProbes(environment: Environment, sqs = createSqsClient()): OpenProbes {
  const { queueUrl, queueUrls, deadLetterQueueUrl, apiTokens, eventSourceMappingIds, lambdaEndpoint } =
    environment;
  return {
    release: "",
    close: () => sqs.destroy(),
    probes: {
      queue: (priority) => readQueue(sqs, queueUrls[priority] ?? queueUrl),
      ...(eventSourceMappingIds && mappingProbe({ sqs, endpoint: lambdaEndpoint }, eventSourceMappingIds)),
      api: async () => ({ name: "this API", hasToken: apiTokens.length > 0, onlyLoopback: false }),
      consumer: denied("lambda:GetFunctionConfiguration"),
      deadLetterQueue: () => readQueue(sqs, deadLetterQueueUrl),
      alarms: denied("cloudwatch:DescribeAlarms"),
      table: denied("dynamodb:DescribeTable"),
    },
  };
}
