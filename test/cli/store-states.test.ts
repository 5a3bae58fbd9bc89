// What the verbs say, and with which exit code, when the job store's file cannot serve.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineSettings } from "../../core/settings.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { verb } from "../support/run-cli.ts";

const root = mkdtempSync(join(tmpdir(), "briefings-states-"));
let folders = 0;
let data: string;
let file: string;
beforeEach(() => {
  data = join(root, String(++folders));
  file = join(data, "jobs.sqlite");
  mkdirSync(data);
  vi.stubEnv("QUEUE_URL", undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function briefings(...args: string[]): Promise<{ code: number | null; said: string }> {
  const { code, stderr } = await verb([...args, "--data", data]);
  return { code, said: stderr.trimEnd() };
}

async function makeStore(): Promise<void> {
  const store = createSqliteStore({ file, make: true, settings: defineSettings(), now: Date.now });
  await store.ping();
  store.close();
}

const dev = ["dev", "--port", "0", "--sqs-port", "0", "--no-watch"];
const worker = ["worker", "--health-port", "0"];
const newer = () => {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA user_version = 99; CREATE TABLE items (new TEXT)");
  db.close();
};
const garbage = () => writeFileSync(file, "somebody's notes\n".repeat(500));

describe("a job store", () => {
  it.each([
    ["of a newer release", newer, 10, /newer release.*update/],
    ["that is damaged", garbage, 11, /damaged or no job store.*restore a copy/],
  ])("%s is refused by every verb in its own words", async (_, spoil, code, words) => {
    spoil();
    for (const args of [["list"], ["show", "brf_1"], ["dead"], ["cancel", "brf_1"], worker, dev]) {
      const answer = await briefings(...args);
      expect({ args, ...answer }).toEqual({ args, code, said: expect.stringMatching(words) });
      expect(answer.said).toMatch(/^briefings: job store .*jobs\.sqlite [^\n]*$/);
    }
  });

  it.each([["list"], ["worker", "--health-port", "0"]])(
    "that is missing sends `%s` to `npm run dev`, and none is made",
    async (...args) => {
      expect(await briefings(...args)).toEqual({
        code: 5,
        said: expect.stringMatching(/jobs\.sqlite.*npm run dev.*--data/),
      });
    },
  );

  // Root may write everything, unless this right is taken from it. As another user it might not reach this folder.
  const isRoot = process.getuid?.() === 0;
  const bound = ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"];
  const canBind = isRoot && spawnSync("env", [...bound, "true"]).status === 0;

  it.skipIf(process.platform === "win32" || (isRoot && !canBind))(
    "that this user may not write says which permission is missing",
    async () => {
      await makeStore();
      chmodSync(file, 0o444);
      chmodSync(data, 0o555);
      const words = [process.execPath, "cli/main.ts", "cancel", "brf_1", "--data", data];
      const child = spawn("env", isRoot ? [...bound, ...words] : words);
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
      expect({ code, said }).toEqual({
        code: 9,
        said: expect.stringMatching(/give this user write permission/),
      });
      chmodSync(data, 0o755);
    },
  );

  it("that another process has locked is not called lost or damaged", async () => {
    await makeStore();
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    expect((await briefings("list", "--json")).code).toBe(0);
    // Its patience passes as fast as it looks at the clock.
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => (now += 2_000));
    for (const args of [worker, dev]) {
      const answer = await briefings(...args);
      expect(answer).toEqual({ code: 7, said: expect.stringMatching(/is locked by another process/) });
      expect(answer.said).not.toMatch(/move it away|empty|damaged/);
    }
    other.close();
  });
});
