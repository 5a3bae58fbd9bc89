// The consumer's switch on this machine: a document in the job store, so that it holds over a restart and a worker obeys it too;
// and Lambda's API in front of it, so that it is moved as on AWS.
import { createHash } from "node:crypto";
import type { App } from "../core/define-app.ts";
import { type Backend, createDocumentSwitch } from "../core/jobs/index.ts";
import { eachPriority } from "../core/priorities.ts";
import { createConsumerMappingsApi } from "./lambda/api/consumer-mappings.ts";
import type { Queues } from "./queues.ts";
import type { SqsServerOptions } from "./sqs/server.ts";

/** Of the mapping of this queue: the same for each start, so that other processes know it. */
function mappingId(queueName: string): string {
  const hash = createHash("sha256").update(queueName).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** By these a process finds the switch, and the alarm: the APIs of Lambda and CloudWatch are at the address of SQS. */
export const switchVariables = (app: App, sqsUrl: string): Record<string, string> => ({
  AWS_ENDPOINT_URL_LAMBDA: sqsUrl,
  AWS_ENDPOINT_URL_CLOUDWATCH: sqsUrl,
  EVENT_SOURCE_MAPPING_IDS: eachPriority(app.queueNames)
    .map(([, name]) => mappingId(name))
    .join(","),
});

/** What a local consumer asks: always the document, which the API moves too. */
export const isPausedBy = (backend: Backend) => async (): Promise<boolean> =>
  (await createDocumentSwitch(backend).read()).paused;

/** @param moved called when the switch was moved by the API. */
export function createSwitchApi(
  app: App,
  backend: Backend,
  queues: Queues["queues"],
  moved: () => Promise<void>,
): NonNullable<SqsServerOptions["elsewhere"]> {
  const document = createDocumentSwitch(backend);
  const { batchSize, shares, leastConcurrency } = backend.settings.consumer;
  const answer = createConsumerMappingsApi({
    functionArn: "arn:aws:lambda:us-east-1:000000000000:function:consumer",
    mappings: eachPriority(queues).map(([priority, { arn }]) => ({
      uuid: mappingId(app.queueNames[priority] ?? ""),
      queueArn: arn,
      batchSize,
      maximumConcurrency: shares[priority] ?? leastConcurrency,
    })),
    async read() {
      const { paused, since } = await document.read();
      return { enabled: !paused, since };
    },
    async set(enabled) {
      await (enabled ? document.resume() : document.pause());
      await moved();
    },
  });
  return ({ method = "GET", url = "/" }, body) => {
    const answered = answer({ method, url, body: body.toString() });
    return answered?.then(({ status, body, headers = {} }) => ({
      status,
      body,
      contentType: "application/json",
      headers: Object.entries(headers).flat(),
    }));
  };
}
