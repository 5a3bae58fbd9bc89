// A port or a data folder that cannot be had: the error names the process that has it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import { defineSettings } from "../../core/settings.ts";
import { systemClock } from "../../local/clock.ts";
import { startEmbeddedCloud } from "../../local/cloud.ts";
import { explainPort } from "../../local/taken-error.ts";

const folder = mkdtempSync(join(tmpdir(), "briefings-holder-"));
let other: ChildProcess;
let port: number;

// As a `dev` that outlived its npm: it has a port, and the queues' file for itself.
const script = `
  import { createServer } from "node:http";
  import { DatabaseSync } from "node:sqlite";
  const db = new DatabaseSync(process.argv[1]);
  db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
  const server = createServer().listen(0, "127.0.0.1", () => console.log(server.address().port));
`;
beforeAll(async () => {
  const args = ["--input-type=module", "-e", script, join(folder, "sqs.sqlite"), "\u001b[31mred"];
  other = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  if (!other.stdout) throw new Error("its output is piped");
  const [line] = await once(createInterface({ input: other.stdout }), "line");
  port = Number(line);
});
afterAll(() => {
  other.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const start = (options: { port: number; dataFolder?: string }) =>
  startEmbeddedCloud(app, defineSettings(), {
    host: "127.0.0.1",
    allowHosts: [],
    clock: systemClock,
    ...options,
  }).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));

describe("what another process has", () => {
  it("is named with that process when it is a port", async () => {
    expect(await start({ port })).toMatch(
      new RegExp(
        `^port ${port} on 127\\.0\\.0\\.1 is taken by process ${other.pid} \\(.*node.*\\): end it with \`kill ${other.pid}\`, or choose another with --sqs-port$`,
      ),
    );
  });

  it("is named with that process when it is the data folder", async () => {
    expect(await start({ port: 0, dataFolder: folder })).toMatch(
      new RegExp(
        `sqs\\.sqlite is in use by another process: process ${other.pid} \\(.*\\): end it with \`kill ${other.pid}\`, or choose another folder with --data$`,
      ),
    );
  });

  it("is told without the control characters of its command line", async () => {
    expect(await start({ port })).not.toMatch(/\p{Cc}/u);
  });
});

it("another error stays as it is", () => {
  const error = new Error("something else");
  expect(explainPort(error, 1, "127.0.0.1", "--port")).toBe(error);
});
