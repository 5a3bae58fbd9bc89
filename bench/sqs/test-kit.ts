// What a test pays for the server in its own process: the start, and a reset between tests.
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startSqs } from "../../local/sqs/testing/index.ts";
import type { Row } from "../report.ts";
import { spawnChild } from "./processes.ts";
import { median } from "./statistics.ts";

const child = fileURLToPath(new URL("./start-in-process.ts", import.meta.url));

export async function measureTestKit(times: number): Promise<Row[]> {
  const starts: [number, number][] = [];
  for (let time = 0; time < times; time++) {
    const { stdout } = spawnChild(process.execPath, [child], { stdio: ["ignore", "pipe", "inherit"] });
    if (stdout) starts.push(JSON.parse(await text(stdout)));
  }
  const row = (name: string, value: number): Row => ({ name, variant: "startSqs", value, unit: "ms" });
  return [
    row("import of the TypeScript sources, and start", median(starts.map(([both]) => both))),
    row("start", median(starts.map(([, start]) => start))),
    row("reset, nothing sent", await resetMs(times, 0)),
    row("reset, 10,000 messages", await resetMs(times, 10_000)),
  ];
}

async function resetMs(times: number, messages: number): Promise<number> {
  const sqs = await startSqs({ queues: ["orders", "orders-dead"] });
  const client = new SQSClient(sqs.clientConfig);
  const QueueUrl = sqs.queueUrl("orders");
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: "x" }));
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    for (let sent = 0; sent < messages; sent += 10) {
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
    const before = performance.now();
    await sqs.reset();
    taken.push(performance.now() - before);
  }
  client.destroy();
  await sqs.close();
  return median(taken);
}
