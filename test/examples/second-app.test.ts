// A second app on the generic parts: it runs on the embedded AWS, and everything of it bears its own name.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListQueuesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { generateBriefing } from "../../core/briefings/job.ts";
import { enqueue, getJob, getResult } from "../../core/jobs/index.ts";
import { app } from "../../examples/second-app/app.ts";
import { countWords } from "../../examples/second-app/count-words.ts";
import { connect } from "../../local/connect.ts";
import { createLogOutput, type LogLine } from "../../local/log-output.ts";
import { type Runtime, startRuntime } from "../../local/runtime.ts";
import { startWorker } from "../../worker/worker.ts";

const folder = mkdtempSync(join(tmpdir(), "second-app-"));
const dataFolder = join(folder, "data");
const output = createLogOutput({ format: "none" });
const lines: LogLine[] = [];
output.listen((line) => void lines.push(line));
const start = (options: { consumer?: boolean; dataFolder?: string } = {}) =>
  startRuntime({
    app,
    dataFolder,
    sqsPort: 0,
    apiPort: 0,
    alarmSeconds: 3_600,
    overrides: { maxReceiveCount: 2, backoffBaseSeconds: 0.01, backoffCapSeconds: 0.01 },
    output,
    logLevel: "info",
    ...options,
  });

let runtime: Runtime;
beforeAll(async () => {
  runtime = await start();
});
afterAll(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The first such line, also one that has been written already: a warm job ends before its caller goes on. */
const written = async (msg: string, fits: (line: LogLine) => boolean = () => true) =>
  lines.find((line) => line.msg === msg && fits(line)) ??
  (await output.next((line) => line.msg === msg && fits(line)));
const env = () => ({
  SECOND_APP_DATA: dataFolder,
  SECOND_APP_SQS_PORT: new URL(runtime.sqsUrl).port,
  // The first app's variables mean nothing here.
  BRIEFINGS_DATA: join(folder, "nowhere"),
});

describe("the second app", () => {
  it("runs a job of its own type and keeps its result", async () => {
    const { job } = await enqueue(runtime.backend, countWords, { text: "to be or not to be" });
    await written("job succeeded", (line) => line.jobId === job.id);
    const result = await getResult(runtime.backend, countWords, job.id);
    expect(result).toEqual({ counts: { to: 2, be: 2, or: 1, not: 1 } });
    expect(await getJob(runtime.backend, job.id)).toMatchObject({ type: "text:count", status: "succeeded" });
  });

  it("takes its job type over HTTP, and names it in its API's description", async () => {
    const { path = "", body } = app.example ?? {};
    const answer = await fetch(`${runtime.apiUrl}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(202);
    const { id } = z.object({ id: z.string() }).parse(await answer.json());
    await written("job succeeded", (line) => line.jobId === id);
    const job = await (await fetch(`${runtime.apiUrl}/jobs/${id}`)).json();
    expect(job).toMatchObject({ type: "text:count", result: { counts: { to: 2 } } });
    expect(await (await fetch(`${runtime.apiUrl}/openapi.json`)).text()).toContain("/jobs/text:count");
  });

  it("has queues of its own name, and keeps its files in its own folder", async () => {
    const { QueueUrls = [] } = await runtime.sqs.send(new ListQueuesCommand({}));
    const names = QueueUrls.map((url) => url.split("/").at(-1));
    expect(names.toSorted()).toEqual(["second-app", "second-app-dead"]);
    expect([runtime.queueUrl, runtime.deadLetterQueueUrl]).toEqual(QueueUrls.toSorted());
    expect(readdirSync(dataFolder).filter((file) => file.endsWith(".sqlite"))).toEqual([
      "jobs.sqlite",
      "sqs.sqlite",
    ]);
    expect(app.dataFolder).toBe(".local/second-app");
    expect(app.tableName).toBe("second-app-jobs");
    expect(app.title).toBe("SecondApp");
  });

  it("has base values of its own, in its execution environments too", async () => {
    expect(runtime.settings.consumer.timeoutSeconds).toBe(30);
    expect(runtime.backend.settings.consumer.timeoutSeconds).toBe(30);
    expect(runtime.backend.settings.queue.visibilityTimeoutSeconds).toBe(180);
  });

  it("is found by connect through variables of its own name", async () => {
    const backend = await connect(app, { env: env() });
    const { job } = await enqueue(backend, countWords, { text: "word" });
    backend.close();
    await written("job succeeded", (line) => line.jobId === job.id);
    const nowhere = { ...env(), SECOND_APP_DATA: join(folder, "nowhere") };
    await expect(connect(app, { env: nowhere })).rejects.toThrow("SECOND_APP_DATA");
    const wrong = { ...env(), SECOND_APP_TIMEOUT_SECONDS: "soon", BRIEFINGS_TIMEOUT_SECONDS: "soon" };
    const mistakes = await connect(app, { env: wrong }).catch(String);
    expect(mistakes).toContain('SECOND_APP_TIMEOUT_SECONDS="soon"');
    expect(mistakes).not.toContain("BRIEFINGS_");
  });

  it("does not know the first app's job type", async () => {
    const request = { topic: "wind", sources: [{ kind: "text" as const, title: "Note", text: "Wind." }] };
    await expect(enqueue(runtime.backend, generateBriefing, request)).rejects.toThrow(/briefing:generate/);
  });

  it("says of a poisoned message why it is in second-app-dead", async () => {
    await runtime.sqs.send(
      new SendMessageCommand({ QueueUrl: runtime.queueUrl, MessageBody: "no job message" }),
    );
    const poisoned = () => lines.find((line) => line.msg === "message poisoned");
    // The sweep, called until the message has used up its receives.
    while (!poisoned()) await runtime.functions.deadLetters.invoke({});
    expect(poisoned()).toMatchObject({ cause: "unreadable" });
  });

  it("is consumed by a worker as well", async () => {
    const aws = await start({ consumer: false, dataFolder: join(folder, "worker") });
    const worker = await startWorker({ app, env: aws.env, host: "127.0.0.1", healthPort: 0, output });
    const { job } = await enqueue(aws.backend, countWords, { text: "one two" });
    await written("job succeeded", (line) => line.jobId === job.id);
    expect(await getResult(aws.backend, countWords, job.id)).toEqual({ counts: { one: 1, two: 1 } });
    await worker.close(1_000);
    await aws.close();
  });
});

it("runs as its README says", () => {
  const text = execFileSync(process.execPath, ["examples/second-app/main.ts"], { encoding: "utf8" });
  expect(text).toMatch(/\/second-app ran txt_\w+\n\{ counts: \{ to: 2, be: 2, or: 1, not: 1 \} \}/);
});
