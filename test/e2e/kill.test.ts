// kill -9 of the whole process: every accepted job ends, and succeeds once.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import { createSqsClient } from "../../core/aws/clients.ts";
import { overrideVariables } from "../../core/aws/env.ts";
import type { Backend } from "../../core/jobs/backend.ts";
import { enqueueByName } from "../../core/jobs/index.ts";
import type { SettingsOverrides } from "../../core/settings.ts";
import type { LogLine } from "../../local/log-output.ts";
import { appVariable, createSetup } from "../../local/setup.ts";
import { countNotes, testApp } from "../support/test-runtime.ts";

// Visibility 6 s; a job is overdue after 7.
const SHORT = {
  timeoutSeconds: 1,
  maxReceiveCount: 50,
  backoffBaseSeconds: 0.01,
  backoffCapSeconds: 0.01,
  recoverSeconds: 0.5,
  recoverMarginSeconds: 1,
};

type Process = {
  child: ChildProcess;
  apiUrl: string;
  sqsUrl: string;
  queueUrl: string;
  lines: LogLine[];
  until(fits: () => boolean): Promise<void>;
};

let running: ChildProcess | undefined;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "briefings-kill-"));
});
afterEach(() => {
  running?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function start(sqsPort: number, overrides: SettingsOverrides = SHORT): Promise<Process> {
  const script = fileURLToPath(new URL("../support/runtime-process.ts", import.meta.url));
  const options = JSON.stringify({ dataFolder: join(folder, "data"), overrides, sqsPort });
  const child = spawn(process.execPath, [script, options], { stdio: ["ignore", "pipe", "inherit"] });
  running = child;
  const lines: LogLine[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(JSON.parse(line)));
  const until = async (fits: () => boolean) => {
    while (!fits()) await once(reader, "line");
  };
  const listening = () => lines.find((line) => line.msg === "listening");
  await until(() => listening() !== undefined);
  return {
    child,
    lines,
    until,
    apiUrl: String(listening()?.apiUrl),
    sqsUrl: String(listening()?.sqsUrl),
    queueUrl: String(listening()?.queueUrl),
  };
}

async function kill({ child }: Process): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function openBackend(
  { sqsUrl, queueUrl }: Process,
  overrides: SettingsOverrides = SHORT,
): Promise<Backend> {
  const names = overrideVariables(app);
  const environment = Object.entries(overrides).map(([name, value]) => [
    names[name as keyof typeof overrides],
    String(value),
  ]);
  const { backend } = await createSetup("test", {
    ...Object.fromEntries(environment),
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL_SQS: sqsUrl,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    QUEUE_URL: queueUrl,
    DEAD_LETTER_QUEUE_URL: `${queueUrl}-dead`,
    JOB_STORE_FILE: join(folder, "data", "jobs.sqlite"),
    ...appVariable(testApp()),
    LOG_LEVEL: "silent",
  });
  return backend;
}

describe("kill -9 of the whole process", () => {
  it("with jobs pending, running and retrying, then a restart: every accepted job ends, and succeeds once", async () => {
    const first = await start(0);
    const backend = await openBackend(first);
    const submit = (name: string) =>
      enqueueByName(backend, `test:${name}`, { folder }).then(({ job }) => job.id);

    const retrying = await Promise.all(Array.from({ length: 5 }, () => submit("fail-once")));
    await first.until(() => first.lines.filter((line) => line.msg === "job failed").length >= 3);
    const gated = await Promise.all(Array.from({ length: 8 }, () => submit("gate")));
    await first.until(() =>
      first.lines.some((line) => line.msg === "job started" && line.jobType === "test:gate"),
    );
    await kill(first);

    // The queue is gone: accepted by nobody, but on record, and recovered later.
    const refused = submit("gate");
    await expect(refused).rejects.toMatchObject({ code: "queue-unavailable" });
    const pending = await backend.store.list({ status: "pending", order: "newest", limit: 10 });
    expect(pending.items).toHaveLength(1);
    const ids = [...retrying, ...gated, ...pending.items.map((job) => job.id)];

    const before = await Promise.all(ids.map((id) => backend.store.get(id)));
    const open = before.filter((job) => job?.status !== "succeeded").map((job) => job?.id);
    expect(open).toEqual(expect.arrayContaining([...gated, ...pending.items.map((job) => job.id)]));

    writeFileSync(join(folder, "gate"), "");
    const second = await start(Number(new URL(first.sqsUrl).port));
    const endings = () =>
      second.lines.filter((line) => line.msg === "job succeeded").map((line) => line.jobId);
    await second.until(() => open.every((id) => endings().includes(id)));

    for (const id of ids) {
      const job = await backend.store.get(id);
      expect(job?.status).toBe("succeeded");
      expect(job?.attempts.filter((attempt) => attempt.outcome === "succeeded")).toHaveLength(1);
      // Side effects happen at least once: an attempt that ran out of time after its own was recorded as failed.
      expect(countNotes(folder).get(`end ${id}`)).toBeGreaterThanOrEqual(1);
    }
    backend.store.close();
  });

  it("does not make the jobs that ran wait for the visibility timeout, nor touch what others have in flight", async () => {
    // The numbers of AWS: a visibility timeout of half an hour, a backoff of ten minutes.
    const overrides = { backoffBaseSeconds: 600, backoffCapSeconds: 600 };
    const first = await start(0, overrides);
    const backend = await openBackend(first, overrides);
    const submit = (name: string) =>
      enqueueByName(backend, `test:${name}`, { folder }).then(({ job }) => job.id);
    const client = createSqsClient({
      region: "us-east-1",
      endpoint: first.sqsUrl,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: "of-somebody-else" }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "in flight at a client" }));
    const { Messages: theirs } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 1_800 }),
    );
    expect(theirs).toHaveLength(1);

    const backsOff = await submit("fail-once");
    await first.until(() => first.lines.some((line) => line.msg === "job failed"));
    const running = [await submit("gate"), await submit("gate")];
    const started = () =>
      first.lines.filter(({ msg, jobType }) => msg === "job started" && jobType === "test:gate");
    await first.until(() => started().length === 2);
    await kill(first);

    writeFileSync(join(folder, "gate"), "");
    const second = await start(Number(new URL(first.sqsUrl).port), overrides);
    const endings = () =>
      second.lines.filter((line) => line.msg === "job succeeded").map((line) => line.jobId);
    await second.until(() => running.every((id) => endings().includes(id)));
    for (const id of running) {
      const job = await backend.store.get(id);
      expect(job?.attempts.map(({ outcome }) => outcome)).toEqual(["killed", "succeeded"]);
      // By the message that it had, and not because `recover` sent another.
      expect(job?.resends).toBe(0);
      expect(job?.attempts[1]).toMatchObject({ messageId: job?.attempts[0]?.messageId, receiveCount: 2 });
    }
    const { Messages: none = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(none).toEqual([]);
    expect(await backend.store.get(backsOff)).toMatchObject({ status: "retrying" });
    expect(await backend.queue.inFlight()).toBe(1);
    client.destroy();
    backend.store.close();
  });

  it("in the middle of a burst of requests: every job that was answered 202 has its record and its message", async () => {
    const first = await start(0);
    const accepted: string[] = [];
    const post = async () => {
      for (;;) {
        const response = await fetch(`${first.apiUrl}/jobs/test:gate`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ folder }),
        });
        if (response.status === 202) accepted.push(String(Object(await response.json()).id));
      }
    };
    // Each ends as the process does.
    const posting = Promise.allSettled(Array.from({ length: 10 }, post));
    while (accepted.length < 60) await new Promise((resolve) => setImmediate(resolve));
    await kill(first);
    await posting;

    writeFileSync(join(folder, "gate"), "");
    const second = await start(Number(new URL(first.sqsUrl).port));
    const backend = await openBackend(second);
    const endings = () =>
      second.lines.filter((line) => line.msg === "job succeeded").map((line) => line.jobId);
    await second.until(() => accepted.every((id) => endings().includes(id)));
    for (const id of accepted) {
      // By its own message: `recover` has sent none for it.
      expect(await backend.store.get(id)).toMatchObject({ status: "succeeded", resends: 0 });
    }
    backend.store.close();
  });
});
