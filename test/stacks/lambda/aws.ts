// A small AWS for the bundles: SQS, DynamoDB, SES and event source mappings on loopback behind one address, which writes down every action.
import { createServer, request as forward, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { createSqsClient } from "../../../core/aws/clients.ts";
import { deadLetterQueueAttributes, queueAttributes } from "../../../core/aws/queue-definition.ts";
import { defineSettings } from "../../../core/settings.ts";
import { startSqsServer } from "../../../local/sqs/server.ts";
import { openDynamoStore } from "../../core/aws/open-dynamo-store.ts";

export type SmallAws = Awaited<ReturnType<typeof startSmallAws>>;

export async function startSmallAws(names: { queue: string; deadLetterQueue: string; table: string }) {
  const sqs = await startSqsServer({ port: 0 });
  const dynamo = await openDynamoStore(Date.now, names.table);
  const dynamoEndpoint = await dynamo.client.config.endpoint?.();
  /** `sqs:SendMessage`, in the order of the requests. */
  const actions: string[] = [];

  /** The messages that SES took. */
  const mails: Buffer[] = [];

  const proxy = createServer((request, response) => {
    if (request.url === "/v2/email/outbound-emails") {
      // Of a message that is composed already SES asks for both rights.
      actions.push("ses:SendEmail", "ses:SendRawEmail");
      void takeMail(request).then((mail) => {
        mails.push(mail);
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ MessageId: `0100-${mails.length}` }));
      });
      return;
    }
    if (request.url?.startsWith("/2015-03-31/event-source-mappings/")) {
      actions.push(`lambda:${request.method === "GET" ? "Get" : "Update"}EventSourceMapping`);
      response.end(JSON.stringify({ State: "Enabled" }));
      return;
    }
    const [service = "", action = ""] = String(request.headers["x-amz-target"]).split(".");
    const toDynamo = service.startsWith("DynamoDB");
    actions.push(`${toDynamo ? "dynamodb" : "sqs"}:${action}`);
    const { port = 0 } = toDynamo ? (dynamoEndpoint ?? {}) : new URL(sqs.url);
    const { method, url, headers } = request;
    const onward = forward(
      { host: "127.0.0.1", port, method, path: url, headers: { ...headers, host: `127.0.0.1:${port}` } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  const endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;

  const client = createSqsClient({
    region: "us-east-1",
    endpoint: sqs.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const settings = defineSettings();
  const create = async (QueueName: string, Attributes: Record<string, string>) => {
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
    const asked = { QueueUrl, AttributeNames: ["QueueArn" as const] };
    const answer = await client.send(new GetQueueAttributesCommand(asked));
    return { url: QueueUrl, arn: answer.Attributes?.QueueArn ?? "" };
  };
  const dead = await create(names.deadLetterQueue, deadLetterQueueAttributes(settings));
  const queue = await create(names.queue, queueAttributes(settings, dead.arn));

  return {
    endpoint,
    queueUrl: queue.url,
    queueArn: queue.arn,
    deadLetterQueueUrl: dead.url,
    store: dynamo.store,
    actions,
    mails,
    send: (QueueUrl: string, MessageBody: string) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody })),
    /** As Lambda's poller does. */
    async receive(QueueUrl: string) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ["All"] }),
      );
      return Messages[0];
    },
    /** Takes one message out. */
    async remove(QueueUrl: string) {
      const ReceiptHandle = (await this.receive(QueueUrl))?.ReceiptHandle;
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
    async close() {
      client.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await dynamo.close();
      await sqs.close();
    },
  };
}

async function takeMail(request: IncomingMessage): Promise<Buffer> {
  const { Content } = SendEmail.parse(JSON.parse(await text(request)));
  return Buffer.from(Content.Raw.Data, "base64");
}

const SendEmail = z.object({ Content: z.object({ Raw: z.object({ Data: z.string() }) }) });
