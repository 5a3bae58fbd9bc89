// The standalone worker beside queues that nobody else consumes.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import { enqueueGenerateBriefing } from "../../core/briefings/enqueue.ts";
import { pauseConsumer, resumeConsumer } from "../../core/jobs/index.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const dataFolder = mkdtempSync(join(tmpdir(), "briefings-worker-"));
const text = "Wind farms off the coast doubled their output this year, the grid operator said on Monday.";

let aws: TestRuntime;
let worker: ChildProcess;
let errors = "";

beforeAll(async () => {
  aws = await startTestRuntime({ dataFolder, consumer: false, app });
});
afterAll(async () => {
  worker.kill("SIGKILL");
  await aws.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

/** Of the test's own runtime, whose port is free to choose. */
const options = () => ["--data", dataFolder, "--sqs-port", new URL(aws.sqsUrl).port];

function start(args: string[]): ChildProcess {
  return spawn(process.execPath, ["cli/main.ts", "worker", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LOG_LEVEL: "info" },
  });
}

async function fails(args: string[], code = 1): Promise<string> {
  const child = start(args);
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  expect(await once(child, "close")).toEqual([code, null]);
  return stderr;
}

describe("briefings worker", () => {
  it("runs what waits, and says at its health endpoint that it does", async () => {
    const { job } = await enqueueGenerateBriefing(aws.backend, {
      topic: "wind",
      sources: [{ kind: "text", title: "Note", text }],
    });
    worker = start([...options(), "--health-port", "0"]);
    if (!worker.stdout || !worker.stderr) throw new Error("its output is piped");
    worker.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    for await (const line of createInterface({ input: worker.stdout })) {
      if (JSON.parse(line).msg === "job succeeded") break;
    }
    expect((await aws.backend.store.get(job.id))?.status).toBe("succeeded");
    const url = /health at (\S+)/.exec(errors)?.[1] ?? "";
    expect(await (await fetch(url)).json()).toMatchObject({ status: "ok" });
  });

  it("obeys the consumer's switch, and is healthy while it is paused", async () => {
    if (!worker.stdout) throw new Error("its output is piped");
    await pauseConsumer(aws.backend);
    for await (const line of createInterface({ input: worker.stdout })) {
      if (JSON.parse(line).msg === "receiving stopped") break;
    }
    const url = /health at (\S+)/.exec(errors)?.[1] ?? "";
    expect(await (await fetch(url)).json()).toMatchObject({ status: "ok", paused: true });
    await resumeConsumer(aws.backend);
  });

  it("refuses to start on a health port that is taken, and takes no message", async () => {
    const taken = new URL(aws.apiUrl).port;
    expect(await fails([...options(), "--health-port", taken])).toMatch(
      new RegExp(`port ${taken} .* is taken.* --health-port\\n$`),
    );
  });

  it("refuses to start without the job records, instead of spending receives", async () => {
    const nowhere = ["--data", join(dataFolder, "nowhere"), "--sqs-port", new URL(aws.sqsUrl).port];
    expect(await fails([...nowhere, "--health-port", "0"], 5)).toMatch(
      /^briefings: job store .* does not exist: start `npm run dev`/,
    );
  });

  it("ends cleanly on SIGTERM", async () => {
    worker.kill("SIGTERM");
    expect(await once(worker, "exit")).toEqual([0, null]);
  });
});
