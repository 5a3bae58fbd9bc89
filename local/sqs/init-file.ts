// The init file: a JSON file with the queues that exist when the server has started.
import { readFileSync } from "node:fs";
import * as z from "zod";
import { byName } from "../by-name.ts";
import type { Call } from "./actions/call.ts";
import { runAction } from "./actions/index.ts";
import type { Engine } from "./engine/model.ts";
import { queueArn } from "./engine/queues.ts";
import { SqsError } from "./errors.ts";

/** By SQS's names. Numbers and booleans may be JSON numbers and booleans, policies may be JSON objects. */
const Attributes = byName(z.union([z.string(), z.number(), z.boolean(), byName(z.unknown())]));

const Queue = z.strictObject({
  /** A name that ends in `.fifo` makes a FIFO queue; the attribute FifoQueue is not needed. */
  name: z.string(),
  /** In `RedrivePolicy`, `deadLetterTargetArn` may be the name of a queue. */
  attributes: Attributes.default(() => new Map()),
  tags: byName(z.string()).default(() => new Map()),
});

export const InitFile = z.strictObject({
  accountId: z
    .string()
    .regex(/^\d{12}$/, "twelve digits")
    .default("000000000000"),
  region: z.string().default("us-east-1"),
  queues: z.array(Queue),
});
export type InitFile = z.infer<typeof InitFile>;

/** @throws Error one line: the file, the place in it, and what is wrong there */
export function readInitFile(path: string): InitFile {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(
      `${path} can not be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = InitFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${path}: ${issue?.path.join(".") || "the top"}: ${issue?.message}`);
}

/**
 * Creates the queues. A queue that exists gets the file's attributes and tags; its messages and its other attributes
 * stay.
 * @throws Error one line that names the queue
 */
export function createInitialQueues(engine: Engine, init: InitFile, now: number): void {
  const { accountId, region } = init;
  const call: Call = {
    engine,
    identity: { accountId, region, signed: true },
    baseUrl: "http://localhost",
    now,
    inside: false,
    traceHeader: undefined,
  };
  const arnOf = (nameOrArn: string) =>
    nameOrArn.startsWith("arn:") ? nameOrArn : queueArn({ accountId, region, name: nameOrArn });
  // A dead-letter queue may come later in the file than its source, so attributes are set when all queues exist.
  for (const { name, tags } of init.queues) {
    step(name, () => {
      if (!engine.queues.has(arnOf(name))) {
        runAction("CreateQueue", call, {
          QueueName: name,
          Attributes: name.endsWith(".fifo") ? { FifoQueue: "true" } : {},
        });
      }
      if (tags.size > 0) runAction("TagQueue", call, { QueueUrl: name, Tags: tags });
    });
  }
  for (const { name, attributes } of init.queues) {
    step(name, () => {
      const texts = new Map([...attributes].map(([key, value]) => [key, attributeText(key, value, arnOf)]));
      if (texts.size > 0) {
        runAction("SetQueueAttributes", call, { QueueUrl: name, Attributes: texts });
      }
    });
  }
}

function attributeText(key: string, value: unknown, arnOf: (nameOrArn: string) => string): string {
  if (!(value instanceof Map)) return String(value);
  const target = value.get("deadLetterTargetArn");
  const policy = Object.fromEntries(value);
  if (key !== "RedrivePolicy" || target === undefined) return JSON.stringify(policy);
  return JSON.stringify({ ...policy, deadLetterTargetArn: arnOf(String(target)) });
}

function step(queue: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof SqsError) {
      throw new Error(`queue ${queue}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
