// `briefings dev` while its code changes: it says what it takes up, and where a mistake is.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A copy of the project, since the tests beside this one run the code that is changed here. */
const folder = mkdtempSync(join(tmpdir(), "briefings-code-"));
let dev: ChildProcess;
let lines: AsyncIterator<string>;

beforeAll(async () => {
  for (const part of ["cli", "core", "dashboard", "functions", "local", "package.json"]) {
    cpSync(part, join(folder, part), { recursive: true });
  }
  symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  const args = ["cli/main.ts", "dev", "--port", "0", "--sqs-port", "0"];
  dev = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    // An invocation soon after each change.
    env: { ...process.env, LOG_LEVEL: "info", BRIEFINGS_RECOVER_SECONDS: "0.5" },
  });
  if (!dev.stdout) throw new Error("its output is piped");
  lines = createInterface({ input: dev.stdout })[Symbol.asyncIterator]();
  await next("following changes of the code");
});
afterAll(async () => {
  const exit = once(dev, "exit");
  dev.kill("SIGKILL");
  await exit;
  rmSync(folder, { recursive: true, force: true });
});

/** The next log line with this event. */
async function next(msg: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`dev ended before it logged "${msg}"`);
    const line = JSON.parse(value);
    if (line.msg === msg) return line;
  }
}

describe("briefings dev", () => {
  it("says that changed code was taken up, and names the file", async () => {
    appendFileSync(join(folder, "core/jobs/record/states.ts"), "// A change.\n");
    expect(await next("code changed, the next invocation runs it")).toMatchObject({
      files: ["core/jobs/record/states.ts"],
    });
  });

  it("names file and line of a syntax error, at the next invocation", async () => {
    appendFileSync(join(folder, "functions/recover.ts"), "export function broken( {\n");
    await next("code changed, the next invocation runs it");
    expect(await next("invocation failed")).toMatchObject({
      invoked: "recover",
      errorMessage: expect.stringMatching(/^functions\/recover\.ts:\d+: /),
    });
  });
});
