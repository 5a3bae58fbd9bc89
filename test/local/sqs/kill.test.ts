// kill -9 at any moment: nothing acknowledged is lost, nothing deleted comes back, nothing is there twice.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { arnOf, temporaryFolder } from "./support.ts";

type Answer = Record<string, unknown> & { Messages?: Received[] };
type Received = { Body: string; ReceiptHandle: string; Attributes?: Record<string, string> };

const program = fileURLToPath(new URL("./server-process.ts", import.meta.url));

class Server {
  readonly #agent = new Agent({ keepAlive: true });
  #process: ChildProcess | null = null;
  #url = "";
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async start(...args: string[]): Promise<void> {
    const child = spawn(process.execPath, [program, this.#file, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#process = child;
    const lines = createInterface({ input: child.stdout });
    const [url] = await Promise.race([
      once(lines, "line"),
      once(child, "exit").then(() => Promise.reject(new Error("the server did not start"))),
    ]);
    this.#url = String(url);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  /** Null where no answer came: the server was killed meanwhile, and the outcome is unknown. */
  call(action: string, input: object): Promise<Answer | null> {
    const body = JSON.stringify(input);
    return new Promise((resolve) => {
      const headers = { "X-Amz-Target": `AmazonSQS.${action}`, "Content-Length": Buffer.byteLength(body) };
      const call = request(this.#url, { method: "POST", agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString() || "{}");
          if (response.statusCode === 200) resolve(answer);
          else throw new Error(`${action}: ${JSON.stringify(answer)}`);
        });
        response.on("error", () => resolve(null));
      });
      call.on("error", () => resolve(null));
      call.end(body);
    });
  }

  /** Everything in the queue: visible, delayed and in flight. */
  async contents(queue: string): Promise<Received[]> {
    const query = new URLSearchParams({ QueueUrl: queue, ShowInvisible: "true", ShowDelayed: "true" });
    const headers = { "X-Amz-Target": "AmazonSQS.ReceiveMessage" };
    const response = await fetch(`${this.#url}/_aws/sqs/messages?${query}`, {
      method: "POST",
      headers,
      body: JSON.stringify(Object.fromEntries(query)),
    });
    return ((await response.json()) as Answer).Messages ?? [];
  }
}

async function startServer(): Promise<Server> {
  const server = new Server(join(temporaryFolder(), "sqs.db"));
  onTestFinished(() => server.kill());
  await server.start();
  return server;
}

/** Runs `work` on 8 connections at once until the server has been killed, some 20 to 60 ms later. */
async function killDuring(server: Server, work: (worker: number) => Promise<boolean>): Promise<void> {
  const workers = Array.from({ length: 8 }, async (_, worker) => {
    while (await work(worker));
  });
  await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 40));
  await server.kill();
  await Promise.all(workers);
}

/** What a client knows of a message: what was acknowledged, and what was asked for and may have happened. */
type Known = {
  sent: boolean;
  deleteAsked: boolean;
  deleted: boolean;
  received: number;
};

describe("kill -9", () => {
  it("under mixed load loses nothing and brings nothing back, thirty times", {
    timeout: 60_000,
  }, async () => {
    const server = await startServer();
    await server.call("CreateQueue", { QueueName: "q", Attributes: { VisibilityTimeout: "0" } });
    const known = new Map<string, Known>();
    let next = 0;
    /** Receives whose answer never came may have counted for any message. */
    let unknownReceives = 0;
    const handles: Received[] = [];

    const sendSome = async () => {
      const names = Array.from({ length: 1 + (next % 3) }, () => `m${next++}`);
      for (const name of names)
        known.set(name, { sent: false, deleteAsked: false, deleted: false, received: 0 });
      const Entries = names.map((MessageBody, Id) => ({ Id: String(Id), MessageBody }));
      const [only] = names;
      const answer =
        names.length === 1
          ? await server.call("SendMessage", {
              QueueUrl: "q",
              MessageBody: only,
              DelaySeconds: next % 5 === 0 ? 900 : 0,
            })
          : await server.call("SendMessageBatch", { QueueUrl: "q", Entries });
      if (answer) for (const name of names) Object.assign(known.get(name) ?? {}, { sent: true });
      return answer !== null;
    };
    const receiveSome = async () => {
      const answer = await server.call("ReceiveMessage", {
        QueueUrl: "q",
        MaxNumberOfMessages: 1 + (next % 10),
      });
      if (!answer) unknownReceives += 1;
      for (const message of answer?.Messages ?? []) {
        const entry = known.get(message.Body);
        if (entry) entry.received += 1;
        handles.push(message);
      }
      return answer !== null;
    };
    const deleteOne = async () => {
      const message = handles.pop();
      const entry = message && known.get(message.Body);
      if (!message || !entry) return true;
      entry.deleteAsked = true;
      const answer = await server.call("DeleteMessage", {
        QueueUrl: "q",
        ReceiptHandle: message.ReceiptHandle,
      });
      if (answer) entry.deleted = true;
      return answer !== null;
    };

    for (let round = 0; round < 30; round++) {
      await killDuring(server, async (worker) => {
        if (worker < 4) return sendSome();
        return (await receiveSome()) && (await deleteOne());
      });
      await server.start();
      const problems: string[] = [];
      const found = new Map<string, Received>();
      for (const message of await server.contents("q")) {
        if (found.has(message.Body)) problems.push(`${message.Body} is there twice`);
        found.set(message.Body, message);
      }
      for (const [name, entry] of known) {
        const message = found.get(name);
        if (entry.deleted && message) problems.push(`${name} was deleted and came back`);
        if (entry.sent && !entry.deleteAsked && !message) problems.push(`${name} was lost`);
        const count = Number(message?.Attributes?.ApproximateReceiveCount ?? entry.received);
        if (count < entry.received || count > entry.received + unknownReceives)
          problems.push(`${name} was received ${entry.received} times, and counts ${count}`);
        if (message) entry.sent = true;
        else known.delete(name);
      }
      expect(problems, `round ${round}`).toEqual([]);
      handles.length = 0;
    }
    expect(next).toBeGreaterThan(1000);
  });

  it("during dead-letter moves and move tasks leaves every message in exactly one queue", {
    timeout: 60_000,
  }, async () => {
    const server = await startServer();
    const deadLetterTargetArn = arnOf("dead");
    await server.call("CreateQueue", { QueueName: "dead" });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    await server.call("CreateQueue", {
      QueueName: "q",
      Attributes: { RedrivePolicy, VisibilityTimeout: "0" },
    });
    const names = Array.from({ length: 300 }, (_, index) => `m${index}`);
    for (let start = 0; start < names.length; start += 10) {
      const Entries = names
        .slice(start, start + 10)
        .map((MessageBody, Id) => ({ Id: String(Id), MessageBody }));
      await server.call("SendMessageBatch", { QueueUrl: "q", Entries });
    }
    let redriven = 0;
    let moved = 0;
    for (let round = 0; round < 20; round++) {
      const { Results } = Object(
        await server.call("ListMessageMoveTasks", { SourceArn: deadLetterTargetArn }),
      );
      if (Results?.[0]?.Status !== "RUNNING") {
        await server.call("StartMessageMoveTask", {
          SourceArn: deadLetterTargetArn,
          MaxNumberOfMessagesPerSecond: 500,
        });
        redriven += 1;
      }
      await killDuring(
        server,
        async () =>
          (await server.call("ReceiveMessage", { QueueUrl: "q", MaxNumberOfMessages: 10 })) !== null,
      );
      await server.start("frozen");
      const dead = await server.contents("dead");
      const everywhere = [...(await server.contents("q")), ...dead].map((message) => message.Body);
      expect(everywhere.sort()).toEqual([...names].sort());
      for (const message of dead) expect(message.Attributes?.DeadLetterQueueSourceArn).toBe(arnOf("q"));
      if (dead.length > 0) moved += 1;
      await server.kill();
      await server.start();
    }
    // Both ways were taken.
    expect(redriven).toBeGreaterThan(0);
    expect(moved).toBeGreaterThan(0);
  });
});
