// What the pages of queues, schedules, briefings and settings show in pictures, and their addresses.
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { putScheduleByName, runScheduleNow } from "../../core/jobs/index.ts";
import { sendTestMessage } from "../../core/jobs/operate/inspector.ts";
import type { World } from "./world.ts";

export async function seedPages(
  { aws, backend }: World,
  briefing: { id: string },
): Promise<Record<string, string>> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ endpoint: aws.sqsUrl, region: "us-east-1", credentials });
  await client.send(new CreateQueueCommand({ QueueName: "orders-dead" }));
  const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:orders-dead";
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });
  await client.send(new CreateQueueCommand({ QueueName: "orders", Attributes: { RedrivePolicy } }));
  await client.send(new CreateQueueCommand({ QueueName: "events.fifo", Attributes: { FifoQueue: "true" } }));
  client.destroy();
  const attributes = [{ name: "kind", type: "String", value: "order" }];
  const order = { order: "A-1042", customer: "Northwind", lines: [{ item: "kettle", price: 3_900 }] };
  await sendTestMessage(backend, "orders", { body: JSON.stringify(order), attributes });
  await sendTestMessage(backend, "orders", { body: "a message in words" });
  await sendTestMessage(backend, "orders", { body: JSON.stringify({ order: "A-1043" }), delaySeconds: 900 });

  const schedule = (id: string, type: string, payload: unknown, cron: string, zone: string) =>
    putScheduleByName(backend, id, { type, payload, cron, zone, overlap: "allow" });
  const request = {
    topic: "offshore wind",
    sources: [{ kind: "feed", url: "https://example.org/feed.xml" }],
  };
  await schedule("morning-briefing", "briefing:generate", request, "0 7 * * 1-5", "Europe/Berlin");
  await schedule("monthly-invoices", "order:invoice", { order: "all" }, "0 6 1 * *", "America/New_York");
  await schedule("health-ping", "shop:ping", { number: 1 }, "*/15 * * * *", "UTC");
  for (let runs = 0; runs < 3; runs++) await runScheduleNow(backend, "health-ping");
  return {
    queues: "/queues",
    queue: "/queues/orders",
    "queue-send": "/queues/orders/send",
    schedules: "/schedules",
    schedule: "/schedules/health-ping",
    "schedule-edit": "/schedules/morning-briefing/edit",
    briefings: "/briefings",
    briefing: `/briefings/${briefing.id}`,
    "briefing-new": "/briefings/new",
    settings: "/settings",
  };
}
