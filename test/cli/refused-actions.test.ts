// The verbs with credentials that lack one right: each names the action, and tells what was done all the same.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { seeToItsEnd } from "../../cli/follow-bulk.ts";
import { operateOnEach } from "../../cli/operate-on-each.ts";
import { jobToItem } from "../../core/aws/dynamo-items.ts";
import { listOf } from "../../core/aws/dynamo-places.ts";
import { StoreError } from "../../core/jobs/index.ts";
import { startBulk } from "../../core/jobs/operate/inspector.ts";
import type { Job } from "../../core/jobs/record/job.ts";
import { cliJob } from "../support/cli-job.ts";
import { startRewritingProxy } from "../support/rewriting-proxy.ts";
import { briefings, verb } from "../support/run-cli.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";
import { startWebServer } from "../support/web-server.ts";

let runtime: VerbsRuntime;
let proxy: Awaited<ReturnType<typeof startRewritingProxy>>;
beforeAll(async () => {
  runtime = await startVerbsRuntime();
  proxy = await startRewritingProxy(runtime.aws.sqsUrl);
});
afterAll(async () => {
  await proxy.close();
  await runtime.close();
});
afterEach(() => proxy.rewrite());

/** SQS refuses this action, and the same of many. [IAM: the batches have no actions of their own] */
function deny(action: string): void {
  const message = `User: arn:aws:iam::1:user/op is not authorized to perform: sqs:${action}`;
  proxy.rewrite(({ target }) =>
    target.startsWith(`AmazonSQS.${action}`)
      ? { status: 400, body: JSON.stringify({ __type: "com.amazon.coral.service#AccessDenied", message }) }
      : undefined,
  );
}

const run = (...args: string[]) =>
  verb([...args, "--data", runtime.dataFolder, "--sqs-port", new URL(proxy.url).port]);

async function aDeadJob(): Promise<Job> {
  const job = cliJob({ status: "dead", cause: "permanent", endedAt: Date.now(), request: {} });
  const { aws } = runtime;
  await aws.backend.store.create(job);
  const MessageBody = JSON.stringify({ v: 1, type: job.type, jobId: job.id });
  await aws.sqs.send(new SendMessageCommand({ QueueUrl: aws.deadLetterQueueUrl, MessageBody }));
  return job;
}

it.each([
  ["archive", "archived"],
  ["retry", "queued"],
])("a dead letter that may not be deleted is not said to be out of sight (%s)", async (name, status) => {
  const { id } = await aDeadJob();
  deny("DeleteMessage");
  expect(await run("jobs", name, id)).toEqual({
    code: 0,
    stdout: `${id} ${status}, its dead letter is left: a redrive of it runs nothing\n`,
    stderr: expect.stringMatching(
      new RegExp(`${id}: its dead letter was not deleted: .*DeleteMessageBatch.*perform: sqs:DeleteMessage`),
    ),
  });
});

it.each(["ReceiveMessage", "DeleteMessage"])(
  "`dead tidy` without %s says that SQS refused it",
  async (action) => {
    const { id } = await aDeadJob();
    await runtime.aws.backend.store.update(id, { set: { archivedAt: Date.now() } }, { status: ["dead"] });
    deny(action);
    const { code, stderr } = await run("dead", "tidy");
    expect(stderr).toContain(`perform: sqs:${action}`);
    expect(code).toBe(5);
  },
);

it.each([
  ["retry", "dead"],
  ["run", "queued"],
] as const)(
  "a message that may not be sent is not said to be out of reach alone (%s)",
  async (name, status) => {
    const job = cliJob({ status, request: {}, ...(status === "dead" && { cause: "lost", endedAt: 1 }) });
    await runtime.aws.backend.store.create(job);
    deny("SendMessage");
    const { code, stderr } = await run("jobs", name, job.id);
    expect(stderr).toMatch(/recover.*\(.*SendMessage.*perform: sqs:SendMessage.*\)/);
    expect(code).toBe(5);
  },
);

/** Both streams, until the test ends. */
function tellingTo(): () => string {
  let told = "";
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, "write").mockImplementation((chunk) => {
      told += chunk;
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  return () => told;
}

it("an operation whose store fails half-way is not said to be over", async () => {
  await aDeadJob();
  const { backend } = runtime.aws;
  const started = await startBulk(backend, { operation: "archive", filter: { status: ["dead"] } });
  const get = () => Promise.reject(new StoreError("store-unavailable", "Rate exceeded"));
  const told = tellingTo();
  const there = { ...backend, store: { ...backend.store, get } };
  await expect(seeToItsEnd(there, started, { here: true, wait: true })).rejects.toThrow("Rate exceeded");
  expect(told()).toMatch(
    new RegExp(
      `^${started.id} is not given up: it goes on by its own job\\nhow far it is: .*jobs bulk ${started.id}.*; to end it: .*cancel ${started.id}`,
    ),
  );
});

it("of several jobs, what was done before the store failed is told, and the rest is not tried", async () => {
  const [first, second, third] = [await aDeadJob(), await aDeadJob(), await aDeadJob()];
  const { backend } = runtime.aws;
  const update: typeof backend.store.update = (id, ...given) =>
    id === second.id
      ? Promise.reject(new StoreError("store-unavailable", "Rate exceeded"))
      : backend.store.update(id, ...given);
  const told = tellingTo();
  const ids = [first.id, second.id, third.id];
  const there = { ...backend, store: { ...backend.store, update } };
  const code = await operateOnEach(there, "archive", ids, { letters: false });
  expect(told()).toBe(
    `${first.id} archived, its dead letter is deleted\n${second.id}: Rate exceeded\n${third.id}: not tried, since ${second.id} failed so\n`,
  );
  expect(code).toBe(5);
});

/** A table with one job, which may be listed, and no record of which may be read. */
async function atTableWithoutRecords(job: Job, ...args: string[]) {
  const denied = { __type: "com.amazon#AccessDeniedException", message: "not authorized: dynamodb:GetItem" };
  await using server = await startWebServer(async (request, response) => {
    const asked = (await buffer(request)).toString();
    const isRead = String(request.headers["x-amz-target"]).endsWith("GetItem");
    const Items = asked.includes(`"${listOf(job.id, job.status)}"`) ? [jobToItem(job)] : [];
    response.writeHead(isRead ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(isRead ? denied : { Items, Count: Items.length, Attributes: {} }));
  });
  const queue = `${server.url}/000000000000/jobs`;
  const env = {
    ...{ TABLE_NAME: "jobs", QUEUE_URL: queue, DEAD_LETTER_QUEUE_URL: `${queue}-dead` },
    ...{ AWS_ENDPOINT_URL: server.url, AWS_REGION: "us-east-1" },
    ...{ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
  };
  return await briefings(args, { env });
}

it("a list of which no record may be read says so, beside what it knows", async () => {
  const job = cliJob({ status: "queued" });
  const { code, stdout, stderr } = await atTableWithoutRecords(job, "list");
  expect(stderr).toMatch(
    /^attempts and edits are partly unknown: GetItem on table jobs failed: .*dynamodb:GetItem/m,
  );
  expect(stdout).toMatch(new RegExp(`^${job.id} +queued +- `, "m"));
  expect(code).toBe(0);
});

it("`queues` without the numbers names the verb that counts messages all the same", async () => {
  const { code, stderr } = await atTableWithoutRecords(cliJob({}), "queues");
  expect(stderr).toContain("messages are counted without the job records too: npx briefings queues list\n");
  expect(stderr).toMatch(/BatchGetItem on table jobs failed: AccessDeniedException/);
  expect(code).toBe(5);
});

it("an export and an import that stop half-way say how far they came", async () => {
  const job = cliJob({ status: "succeeded", endedAt: 1 });
  const exported = await atTableWithoutRecords(job, "jobs", "export");
  expect(exported.stderr).toMatch(/^not all were written: it stopped after 0 jobs$/m);
  expect(exported.code).toBe(5);

  const folder = mkdtempSync(join(tmpdir(), "briefings-import-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "jobs.jsonl");
  const line = JSON.stringify({ kind: "job", v: 1, job });
  writeFileSync(file, `\n${line}\n`);
  const imported = await atTableWithoutRecords(job, "jobs", "import", file);
  expect(imported.stderr).toMatch(/^stopped at line 2, 0 imported: import it again, /m);
  expect(imported.code).toBe(5);
});
