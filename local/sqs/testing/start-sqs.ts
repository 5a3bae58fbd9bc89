// The SQS server in a test's own process: in memory, on a free port, emptied between tests, with faults on demand.
import type * as z from "zod";
import { type Clock, systemClock } from "../../clock.ts";
import { refuseUnknownOptions } from "../../known-options.ts";
import { receiptHandle } from "../engine/ids.ts";
import type { Queue } from "../engine/model.ts";
import { queueArn } from "../engine/queues.ts";
import { deleteMessage } from "../engine/receipts.ts";
import { receive } from "../engine/receive.ts";
import type { Fault, FaultKind, FaultOptions } from "../faults.ts";
import type { Perform } from "../in-process.ts";
import { createInitialQueues, InitFile } from "../init-file.ts";
import { parseQueueUrl, queueUrl } from "../queue-url.ts";
import { startServerParts } from "../server.ts";
import { type InspectedMessage, inspectMessage, inspectQueue } from "./inspect.ts";
import { Watches } from "./watches.ts";

/** A queue as in the init file. */
export type TestQueue = z.input<typeof InitFile>["queues"][number];

export type StartSqsOptions = {
  /** Queues that are there from the start and after each reset. A name alone is a queue without attributes. */
  queues?: readonly (string | TestQueue)[];
  /** What delays, visibility timeouts and long polls go by. A `ManualClock` stands still until the test turns it. */
  clock?: Clock;
  /**
   * As on AWS, a queue can be purged once in 60 s only, and a deleted queue's name is taken for 60 s. Default true;
   * false lets tests go on at once.
   */
  cooldowns?: boolean;
  /** Default 0: any free port. */
  port?: number;
};

export type WaitOptions = {
  /** By the real clock. Default 4,000: less than the 5 s that most test runners give a test. */
  timeoutMs?: number;
};

const OPTIONS = { queues: true, clock: true, cooldowns: true, port: true } as const;
const DEFAULT_TIMEOUT_MS = 4_000;
const REGION = "us-east-1";
const ACCOUNT_ID = "000000000000";

/** The ARN of a queue of this name, on every server that `startSqs` starts. */
export const queueArnOf = (name: string): string => queueArn({ accountId: ACCOUNT_ID, region: REGION, name });

export interface TestSqs extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly clock: Clock;
  /** For the constructor of the AWS SDK's client: `new SQSClient(sqs.clientConfig)`. */
  readonly clientConfig: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  /** For a process or a function under test that makes its own client. */
  readonly env: Record<string, string>;
  /** The URL of a queue of this name, whether it exists or not. */
  queueUrl(name: string): string;
  /**
   * The messages of a queue in the order sent. Nothing is received, and no count changes.
   * @param queue its name, URL or ARN
   * @throws Error where there is no such queue
   */
  inspect(queue: string): InspectedMessage[];
  /**
   * Resolves with the messages as soon as `predicate` holds for them. It is asked at once, after each change, and
   * whenever time makes a message visible or takes it away. A queue that does not exist yet has no messages.
   * @throws Error that tells what was there when the time was up
   */
  waitFor(
    queue: string,
    predicate: (messages: InspectedMessage[]) => boolean,
    options?: WaitOptions,
  ): Promise<InspectedMessage[]>;
  /**
   * Takes the next message off the queue, as a consumer would: receives and deletes it. Waits for one. A consumer of
   * the same queue that polls gets it first.
   * @throws Error that tells what was there when the time was up
   */
  nextMessage(queue: string, options?: WaitOptions): Promise<InspectedMessage>;
  /** The next requests that match have this fault. */
  fail(kind: FaultKind, options?: FaultOptions): Fault;
  /**
   * As just started: no queues but those of `queues`, without messages; no faults. Receives that wait are answered with
   * nothing. Receipt handles of before are invalid. The clock is not turned back.
   */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error one line: what is wrong with a queue or the port, and how to mend it */
export const startSqs = async (options: StartSqsOptions = {}): Promise<TestSqs> =>
  (await startTestServer(options)).sqs;

/** The same, with the actions for callers in this process: the embedded AWS. */
export async function startTestServer(
  options: StartSqsOptions = {},
): Promise<{ sqs: TestSqs; perform: Perform }> {
  refuseUnknownOptions("startSqs", options, OPTIONS);
  const { queues = [], clock = systemClock, cooldowns = true, port = 0 } = options;
  if (!Array.isArray(queues)) throw new Error('startSqs: queues is a list, such as ["orders"]');
  const init = InitFile.parse({
    queues: queues.map((queue) => (typeof queue === "string" ? { name: queue } : queue)),
  });
  const watches = new Watches(clock);
  const parts = await startServerParts({ port, clock, cooldowns, init }, () => watches.schedule());
  const { server, perform, engine, pollers, moveTasks, faults } = parts;

  const find = (address: string): Queue | undefined => {
    if (address.startsWith("arn:")) return engine.queues.get(address);
    const { accountId = ACCOUNT_ID, region = REGION, name = "" } = parseQueueUrl(address) ?? {};
    return engine.queues.get(queueArn({ accountId, region, name }));
  };
  const inspect = (queue: Queue) => inspectQueue(engine, queue, clock.now());
  const describe = (address: string): string => {
    const queue = find(address);
    if (!queue) {
      const names = [...engine.queues.values()].map(({ name }) => name);
      return `there is no queue ${address}; the queues are: ${names.join(", ") || "none"}`;
    }
    const messages = inspect(queue).map(
      ({ body, state, receiveCount }) => `${state}, received ${receiveCount} times: ${body.slice(0, 80)}`,
    );
    return [`queue ${address} has ${messages.length} messages`, ...messages.slice(0, 10)].join("\n  ");
  };
  const take = (queue: Queue): InspectedMessage | undefined => {
    const now = clock.now();
    const [delivery] = receive(engine, queue, { max: 1 }, now);
    if (!delivery) return undefined;
    const { message, receivedAt } = delivery;
    const inspected = inspectMessage(engine, queue, message);
    deleteMessage(engine, queue, receiptHandle(engine, queue, message, receivedAt), now);
    pollers.serve();
    return inspected;
  };

  const close = async () => {
    watches.fail("the server was closed while a test still waited for a queue");
    await server.close();
  };
  const sqs: TestSqs = {
    url: server.url,
    clock,
    clientConfig: {
      endpoint: server.url,
      region: REGION,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    },
    env: {
      AWS_ENDPOINT_URL_SQS: server.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    queueUrl: (name) => queueUrl(server.url, { accountId: ACCOUNT_ID, region: REGION, name }),
    inspect(address) {
      const queue = find(address);
      if (!queue) throw new Error(`inspect: ${describe(address)}`);
      return inspect(queue);
    },
    waitFor(address, predicate, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      const look = () => {
        const queue = find(address);
        const messages = queue ? inspect(queue) : [];
        return predicate(messages) ? messages : undefined;
      };
      const explain = () => `waitFor: not within ${timeoutMs} ms; ${describe(address)}`;
      return watches.until(() => find(address), look, timeoutMs, explain);
    },
    nextMessage(address, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      const look = () => {
        const queue = find(address);
        return queue && take(queue);
      };
      const explain = () => `nextMessage: none within ${timeoutMs} ms; ${describe(address)}`;
      return watches.until(() => find(address), look, timeoutMs, explain);
    },
    fail: (kind, faultOptions) => faults.add(kind, faultOptions),
    async reset() {
      watches.fail("the server was reset while a test still waited for a queue");
      faults.clear();
      moveTasks.stop();
      pollers.endAll();
      engine.queues.clear();
      engine.deletedAt.clear();
      engine.moveTasks.length = 0;
      createInitialQueues(engine, init, clock.now());
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return { sqs, perform };
}
