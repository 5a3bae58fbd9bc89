// The command line as a user runs it: the demo, and `dev` with the verbs beside it.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { briefings } from "../support/run-cli.ts";

describe("briefings demo", () => {
  it("makes a briefing from the sample sites, shows a poisoned message caught, and exits 0", async () => {
    const { code, stdout } = await briefings(["demo"]);
    expect(code).toBe(0);
    expect(stdout).toContain("# Briefing: tidal power in the Corran Strait");
    expect(stdout).toMatch(/"msg": "message poisoned"[^}]*"cause": "unreadable"/);
    expect(stdout).toContain("What to try next");
  });
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

describe("briefings dev", () => {
  const folder = mkdtempSync(join(tmpdir(), "briefings-cli-"));
  const data = join(folder, "data");
  let child: ChildProcess;
  let apiPort: number;
  let sqsPort: number;
  const shared = () => ["--data", data, "--sqs-port", String(sqsPort)];

  beforeAll(async () => {
    [apiPort, sqsPort] = [await freePort(), await freePort()];
    const args = ["cli/main.ts", "dev", ...shared(), "--port", String(apiPort)];
    child = spawn(process.execPath, args, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, LOG_LEVEL: "info" },
    });
    if (!child.stderr) throw new Error("stderr is a pipe");
    for await (const line of createInterface({ input: child.stderr })) if (line.includes("Try:")) break;
  });
  afterAll(async () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("serves a briefing that `submit --wait` asks for, and `show` and `list` find it again", async () => {
    const note = join(folder, "note.md");
    writeFileSync(
      note,
      "# Wind\n\nWind farms off the coast doubled their output this year, the grid operator said. It asks for more storage before winter comes.\n",
    );
    const submitted = await briefings([
      "submit",
      "--topic",
      "wind farms",
      "--file",
      note,
      "--wait",
      ...shared(),
    ]);
    expect(submitted).toMatchObject({ code: 0 });
    expect(submitted.stdout).toContain("Wind farms off the coast doubled their output");
    expect(submitted.stderr).toContain("succeeded");

    const listed = await briefings(["list", "--json", ...shared()]);
    const [job] = JSON.parse(listed.stdout).items;
    expect(job).toMatchObject({ status: "succeeded", title: "wind farms" });
    const shown = await briefings(["show", job.id, "--format", "html", ...shared()]);
    expect(shown.code).toBe(0);
    expect(shown.stdout.toLowerCase()).toContain("<!doctype html>");
  });

  it("tells scripts what went wrong by the exit code", async () => {
    const codes = await Promise.all([
      briefings(["show", "brf_none", ...shared()]),
      briefings(["submit", "--topic", "no sources", ...shared()]),
      briefings(["list", "--data", join(folder, "nowhere")]),
      briefings(["list", "--limit", "1000"]),
      briefings(["no-such-verb"]),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([4, 2, 5, 2, 2]);
  });

  it("gives the README's pipes the answer alone, without npm's banner", async () => {
    const [, command = ""] =
      /`(npx briefings list --json) \| jq/.exec(readFileSync("README.md", "utf8")) ?? [];
    const [npx = "", ...args] = command.split(" ");
    const env = { ...process.env, npm_config_offline: "true", npm_config_cache: join(folder, "npm") };
    const { stdout } = await promisify(execFile)(npx, [...args, ...shared()], { env });
    expect(JSON.parse(stdout)).toEqual({ items: expect.any(Array), read: expect.any(Number) });
  });

  it("says in one line what is wrong when its ports or its data folder are taken", async () => {
    const taken = await Promise.all([
      briefings(["dev", "--data", data, "--port", "0", "--sqs-port", "0"]),
      briefings(["dev", "--data", join(folder, "b"), "--port", String(apiPort), "--sqs-port", "0"]),
      briefings(["dev", "--data", join(folder, "c"), "--port", "0", "--sqs-port", String(sqsPort)]),
      briefings(["dev", "--data", join(folder, "d")], { env: { BRIEFINGS_CONCURRENCY: "none" } }),
    ]);
    expect(taken.map(({ code }) => code)).toEqual([1, 1, 1, 2]);
    const [inUse, apiTaken, sqsTaken, badSetting] = taken.map(({ stderr }) => stderr);
    expect(inUse).toMatch(/in use by another process.*--data/);
    expect(apiTaken).toMatch(new RegExp(`port ${apiPort} .* --port`));
    expect(sqsTaken).toMatch(new RegExp(`port ${sqsPort} .* --sqs-port`));
    expect(badSetting).toContain('BRIEFINGS_CONCURRENCY="none"');
  });

  it("refuses what a web page could send it", async () => {
    const url = `http://127.0.0.1:${apiPort}/health`;
    const statuses = await Promise.all(
      [{}, { origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }].map((headers) =>
        fetch(url, { headers }).then((response) => response.status),
      ),
    );
    expect(statuses).toEqual([200, 403, 403]);
    // A page of another server of this machine, for which a browser asks nobody before it posts.
    const headers = { origin: "http://127.0.0.1:8080", "sec-fetch-site": "same-site" };
    const pause = `http://127.0.0.1:${apiPort}/consumer/pause`;
    expect((await fetch(pause, { method: "POST", headers })).status).toBe(403);
    const consumer = await fetch(`http://127.0.0.1:${apiPort}/consumer`);
    expect(await consumer.json()).toMatchObject({ paused: false });
  });

  it("ends cleanly on SIGINT", async () => {
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
