// A job type of one's own: the engine, its SQLite store, and the queues of the embedded SQS.

import { type Backend, createRegistry, defineJob, logJobs } from "lambda-sqs-jobs";
import { createDeadLetterQueue, createJobQueue, createSqsClient } from "lambda-sqs-jobs/aws";
import { defineSettings } from "lambda-sqs-jobs/settings";
import { createSqliteCache, createSqliteStore, openSqliteItems } from "lambda-sqs-jobs/sqlite";
import { pino } from "pino";
import * as z from "zod";

export const report = defineJob({
  name: "report:monthly",
  idPrefix: "rep",
  payload: z.strictObject({ month: z.string() }),
  async run({ month }) {
    return { pages: month.length };
  },
});

export function createBackend(env: Record<string, string | undefined> = process.env): Backend {
  const settings = defineSettings({ timeoutSeconds: 5 });
  const client = createSqsClient({
    region: "us-east-1",
    endpoint: env.AWS_ENDPOINT_URL_SQS ?? "",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const storage = { file: env.JOBS_FILE ?? "", make: true, settings, now: Date.now };
  const items = openSqliteItems(storage);
  return {
    settings,
    store: createSqliteStore(storage, items),
    cache: createSqliteCache(items),
    queue: createJobQueue({ client, queueUrl: env.QUEUE_URL ?? "" }),
    deadLetters: createDeadLetterQueue({ client, queueUrl: env.DEAD_LETTER_QUEUE_URL ?? "" }),
    registry: createRegistry([report], settings),
    hooks: [logJobs],
    log: pino({ level: "silent" }),
    now: Date.now,
    random: Math.random,
  };
}
