// The engine from a script of one's own: the README's lines, run beside a local system without any AWS variable.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import { generateBriefing } from "../../core/briefings/job.ts";
import { enqueue } from "../../core/jobs/index.ts";
import { connect } from "../../local/connect.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const folder = mkdtempSync(join(tmpdir(), "briefings-connect-"));
const dataFolder = join(folder, "data");
let aws: TestRuntime;
beforeAll(async () => {
  aws = await startTestRuntime({ dataFolder, app });
});
afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

const sqsPort = () => Number(new URL(aws.sqsUrl).port);
const request = {
  topic: "wind",
  sources: [
    { kind: "text" as const, title: "Note", text: "Wind farms doubled their output this year, it said." },
  ],
};

describe("connect", () => {
  it("finds the system that runs here, and enqueues a job that runs", async () => {
    const backend = await connect(app, { data: dataFolder, sqsPort: sqsPort(), env: {} });
    const { job } = await enqueue(backend, generateBriefing, request);
    backend.close();
    expect((await aws.ended(job.id)).status).toBe("succeeded");
  });

  it("reads where that is from two variables of its own", async () => {
    const env = { BRIEFINGS_DATA: dataFolder, BRIEFINGS_SQS_PORT: String(sqsPort()) };
    const backend = await connect(app, { env });
    expect(await backend.deadLetters.depth()).toBe(0);
    backend.close();
  });

  it("says what to start when nothing has run here yet", async () => {
    await expect(connect(app, { data: join(folder, "nowhere"), env: {} })).rejects.toMatchObject({
      code: "backend-unavailable",
      message: expect.stringMatching(/there is no .*jobs\.sqlite: start `npm run dev` first/),
    });
  });

  it("writes every line into the log that it is given, those about counts too, and none to standard output", async () => {
    const lines: string[] = [];
    const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
    const backend = await connect(app, { data: dataFolder, sqsPort: sqsPort(), env: {}, log });
    backend.store.addCounts = () => Promise.reject(new Error("the store is away"));
    const job = { type: generateBriefing.name, at: Date.now(), counters: ["succeeded" as const] };
    backend.stats?.count(job);
    await backend.stats?.flush({ now: true });
    backend.close();
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["counts not written yet"]);
  });

  it("means AWS where TABLE_NAME is set, and names what else that takes", async () => {
    await expect(connect(app, { env: { TABLE_NAME: "jobs" } })).rejects.toThrow("QUEUE_URL is not set");
  });
});

describe("the README's script", () => {
  it("runs as it stands, and its job succeeds", async () => {
    const [, code = ""] =
      /From a script of your own.*?```ts\n(.*?)```/s.exec(readFileSync("README.md", "utf8")) ?? [];
    expect(code).toContain("await connect(app)");
    const script = join(folder, "script.ts");
    // Elsewhere than the project's folder, so that the test leaves nothing there.
    writeFileSync(script, code.replaceAll('"./', `"${pathToFileURL(process.cwd()).href}/`));
    const env = { PATH: process.env.PATH, BRIEFINGS_DATA: dataFolder, BRIEFINGS_SQS_PORT: String(sqsPort()) };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], { env });
    expect(stderr).toBe("");
    const [id = ""] = /brf_\w+/.exec(stdout) ?? [];
    expect((await aws.ended(id)).status).toBe("succeeded");
  });
});
