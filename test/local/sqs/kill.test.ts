// kill -9 at any moment: nothing acknowledged is lost, nothing deleted comes back, nothing is there twice.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { bundleProgram } from "../../support/bundle-program.ts";
import { arnOf, temporaryFolder } from "./support.ts";

type Answer = Record<string, unknown> & { Messages?: Received[] };
type Received = { Body: string; ReceiptHandle: string; Attributes?: Record<string, string> };

/** Sixty starts: as one file each takes a third of its time. */
const folder = mkdtempSync(join(tmpdir(), "sqs-kill-"));
let program: string;
beforeAll(async () => {
  program = await bundleProgram(new URL("./server-process.ts", import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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

/** Runs `work` on 8 connections at once, and kills the server after some hundred answers, with 7 calls under way. */
async function killDuring(server: Server, work: (worker: number) => Promise<boolean>): Promise<void> {
  let answers = 100 + Math.floor(Math.random() * 300);
  const enough = Promise.withResolvers<void>();
  const workers = Array.from({ length: 8 }, async (_, worker) => {
    while (await work(worker)) if (answers-- === 0) enough.resolve();
  });
  await enough.promise;
  await server.kill();
  await Promise.all(workers);
}

/** What a client knows of a message: what was acknowledged, and what it asked for and may have happened. */
type Known = { sent: boolean; deleteAsked: boolean; deleted: boolean; received: number };

/** Sends, receives and deletes in one queue, and keeps account of it. */
class Ledger {
  readonly #server: Server;
  readonly #queue: string;
  readonly #known = new Map<string, Known>();
  readonly #handles: Received[] = [];
  /** Receives whose answer never came may have counted for any message. */
  #unknownReceives = 0;
  #next = 0;

  constructor(server: Server, queue: string) {
    this.#server = server;
    this.#queue = queue;
  }

  get size(): number {
    return this.#next;
  }

  async create(): Promise<void> {
    await this.#server.call("CreateQueue", {
      QueueName: this.#queue,
      Attributes: { VisibilityTimeout: "0" },
    });
  }

  /** These three answer false when the server has gone. */
  async send(): Promise<boolean> {
    const names = Array.from({ length: 1 + (this.#next % 3) }, () => `m${this.#next++}`);
    for (const name of names)
      this.#known.set(name, { sent: false, deleteAsked: false, deleted: false, received: 0 });
    const DelaySeconds = this.#next % 5 === 0 ? 900 : 0;
    const Entries = names.map((MessageBody, Id) => ({ Id: String(Id), MessageBody, DelaySeconds }));
    const [MessageBody] = names;
    const answer =
      names.length === 1
        ? await this.#call("SendMessage", { MessageBody, DelaySeconds })
        : await this.#call("SendMessageBatch", { Entries });
    if (answer) for (const name of names) this.#entry(name).sent = true;
    return answer !== null;
  }

  async receive(): Promise<boolean> {
    const answer = await this.#call("ReceiveMessage", { MaxNumberOfMessages: 1 + (this.#next % 10) });
    if (!answer) this.#unknownReceives += 1;
    for (const message of answer?.Messages ?? []) {
      this.#entry(message.Body).received += 1;
      this.#handles.push(message);
    }
    return answer !== null;
  }

  async delete(): Promise<boolean> {
    const message = this.#handles.pop();
    if (!message) return true;
    this.#entry(message.Body).deleteAsked = true;
    const answer = await this.#call("DeleteMessage", { ReceiptHandle: message.ReceiptHandle });
    if (answer) this.#entry(message.Body).deleted = true;
    return answer !== null;
  }

  /** What does not agree with the server. From then on what it has is known. */
  async audit(): Promise<string[]> {
    const problems: string[] = [];
    const found = new Map<string, Received>();
    for (const message of await this.#server.contents(this.#queue)) {
      if (found.has(message.Body)) problems.push(`${message.Body} is there twice`);
      found.set(message.Body, message);
    }
    for (const [name, entry] of this.#known) {
      const message = found.get(name);
      if (entry.deleted && message) problems.push(`${name} was deleted and came back`);
      if (entry.sent && !entry.deleteAsked && !message) problems.push(`${name} was lost`);
      const count = Number(message?.Attributes?.ApproximateReceiveCount ?? entry.received);
      if (count < entry.received || count > entry.received + this.#unknownReceives)
        problems.push(`${name} was received ${entry.received} times, and counts ${count}`);
      entry.sent = message !== undefined;
      entry.deleted = message === undefined;
      entry.deleteAsked = message === undefined;
    }
    return problems;
  }

  #call(action: string, input: object): Promise<Answer | null> {
    return this.#server.call(action, { QueueUrl: this.#queue, ...input });
  }

  #entry(name: string): Known {
    const entry = this.#known.get(name);
    if (!entry) throw new Error(`${name} was never sent`);
    return entry;
  }
}

describe("kill -9", () => {
  it("under mixed load loses nothing and brings nothing back, thirty times", async () => {
    const server = await startServer();
    const ledgers: Ledger[] = [];
    for (let round = 0; round < 30; round++) {
      const ledger = new Ledger(server, `round-${round}`);
      ledgers.push(ledger);
      await ledger.create();
      await killDuring(server, async (worker) =>
        worker < 4 ? ledger.send() : (await ledger.receive()) && (await ledger.delete()),
      );
      await server.start();
      expect(await ledger.audit(), `round ${round}`).toEqual([]);
    }
    // All of it is still so after all the other deaths.
    for (const [round, ledger] of ledgers.entries())
      expect(await ledger.audit(), `round ${round}`).toEqual([]);
    expect(ledgers.reduce((sum, ledger) => sum + ledger.size, 0)).toBeGreaterThan(1000);
  });

  it("during dead-letter moves and move tasks leaves every message in exactly one queue", async () => {
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
    for (let round = 0; round < 15; round++) {
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
