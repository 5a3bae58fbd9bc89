// The two ways to the embedded SQS, over HTTP and in process, and the second one from another thread.
import { MessageChannel } from "node:worker_threads";
import { SQSClient } from "@aws-sdk/client-sqs";
import { servicesOver } from "../../../local/services.ts";
import { createInProcessClient } from "../../../local/sqs/in-process-client.ts";
import { startTestServer } from "../../../local/sqs/testing/start-sqs.ts";
import { answerCalls } from "../../../local/thread-calls.ts";
import { CLIENT_QUEUES, describeSqsClient } from "../../contracts/sqs-client.ts";

async function open() {
  const { sqs, perform } = await startTestServer({ queues: CLIENT_QUEUES });
  const wire = new SQSClient(sqs.clientConfig);
  const close = async () => {
    wire.destroy();
    await sqs.close();
  };
  return { sqs, perform, wire, close };
}

describeSqsClient("the SDK's, over HTTP", async () => {
  const { sqs, wire, close } = await open();
  return { sqs, client: wire, close };
});

describeSqsClient("in process", async () => {
  const { sqs, perform, wire, close } = await open();
  return { sqs, client: createInProcessClient(perform, wire), close };
});

describeSqsClient("of another thread", async () => {
  const { sqs, perform, wire, close } = await open();
  const { port1, port2 } = new MessageChannel();
  answerCalls(port1, { sqs: { perform } });
  const services = servicesOver({ port: port2, names: ["sqs"] });
  if (!services.sqs) throw new Error("the service is named");
  return {
    sqs,
    client: createInProcessClient(services.sqs.perform, wire),
    async close() {
      port2.close();
      await close();
    },
  };
});
