// The log that `dev` keeps: bounded, read for one job, followed into its next file, and never a reason to fail.
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { keepLog, logFileIn, logFiles, openLogFile } from "../../local/log-file.ts";
import { createLogOutput } from "../../local/log-output.ts";
import { createJobLog, followLog, lastLines } from "../../local/log-reader.ts";
import { temporaryFolder } from "./sqs/support.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = logFileIn(folder);
});

const AT = Date.parse("2026-11-24T08:00:00.000Z");
const line = (jobId: string, msg: string, more: object = {}) =>
  `${JSON.stringify({ level: "info", timestamp: new Date(AT).toISOString(), function: "consumer", jobId, msg, ...more })}\n`;
const read = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : "");

describe("the log file", () => {
  it("has every line once it is closed, also those without a line break", () => {
    const log = openLogFile(file);
    log.write("one\n");
    log.write("two");
    log.close();
    expect(read(file)).toBe("one\ntwo\n");
  });

  it("is written soon, while the process runs", async () => {
    const log = openLogFile(file);
    onTestFinished(log.close);
    log.write("one\n");
    while (read(file) === "") await new Promise((resolve) => setTimeout(resolve, 5));
    expect(read(file)).toBe("one\n");
  });

  it("begins anew when it is full, and keeps three older ones", () => {
    for (let index = 0; index < 12; index++) {
      const log = openLogFile(file, { mostBytes: 20 });
      log.write(`line ${String(index).padStart(2, "0")}\n`);
      log.close();
    }
    const files = logFiles(file);
    expect(files).toHaveLength(4);
    expect(files.map(read)).toEqual([
      ...["line 10\nline 11\n", "line 08\nline 09\n", "line 06\nline 07\n", "line 04\nline 05\n"],
    ]);
    expect(Math.max(...files.map((each) => statSync(each).size))).toBeLessThanOrEqual(20);
    expect(lastLines(file, 5, (text) => text)).toEqual([
      "line 07",
      "line 08",
      "line 09",
      "line 10",
      "line 11",
    ]);
  });

  it("that cannot be written is told of once, and stops nothing", () => {
    mkdirSync(file);
    const printed: string[] = [];
    const stream = Object.assign(Object.create(process.stdout), {
      write: (text: string) => Boolean(printed.push(text)),
    });
    const output = keepLog(createLogOutput({ format: "json", stream }), file);
    output.write(line("brf_1", "job started"));
    output.close();
    output.write(line("brf_1", "job succeeded"));
    output.close();
    expect(printed.map((text) => JSON.parse(text).msg)).toEqual([
      "job started",
      "log not kept",
      "job succeeded",
    ]);
  });
});

describe("the log lines of a job", () => {
  it("are its own, oldest first, from older files too, and not before a time", async () => {
    writeFileSync(logFiles(file)[1] ?? "", line("brf_1", "job enqueued") + line("brf_2", "job enqueued"));
    writeFileSync(
      file,
      line("brf_2", "about brf_1") +
        "not JSON brf_1\n" +
        line("brf_1", "job failed", {
          level: "WARN",
          timestamp: "2026-11-24T08:00:01Z",
          retryInSeconds: 30,
        }) +
        '{"jobId":"brf_1","msg":"cut',
    );
    const log = createJobLog(file);
    const failed = {
      ...{ at: AT + 1_000, level: "warn", message: "job failed", function: "consumer" },
      fields: { retryInSeconds: 30 },
    };
    const enqueued = { at: AT, level: "info", message: "job enqueued", function: "consumer", fields: {} };
    expect(await log.linesOf("brf_1", { from: 0, limit: 10 })).toEqual({
      entries: [enqueued, failed],
      isCut: false,
    });
    expect(await log.linesOf("brf_1", { from: 0, limit: 1 })).toEqual({ entries: [failed], isCut: true });
    expect(await log.linesOf("brf_1", { from: AT + 1, limit: 10 })).toMatchObject({ entries: [failed] });
    expect(await log.linesOf("brf_", { from: 0, limit: 10 })).toEqual({ entries: [], isCut: false });
  });

  it("are none while nothing was logged yet in a folder that is there", async () => {
    const log = createJobLog(join(folder, "none.jsonl"));
    expect(await log.linesOf("brf_1", { from: 0, limit: 1 })).toEqual({ entries: [], isCut: false });
  });

  it("are not there without a log, and the error says who keeps one", async () => {
    await expect(
      createJobLog(join(folder, "nowhere", "log.jsonl")).linesOf("brf_1", { from: 0, limit: 1 }),
    ).rejects.toMatchObject({
      code: "log-unavailable",
      message: expect.stringContaining("`dev` keeps its log there"),
    });
  });
});

describe("a log that is followed", () => {
  it("gives what is written from now on, whole lines only, through a change of file", async () => {
    appendFileSync(file, "before\n");
    const stop = new AbortController();
    const lines: string[] = [];
    let wake = () => {};
    const log = followLog(file);
    const followed = log.follow(
      (text) => {
        lines.push(text);
        wake();
      },
      { signal: stop.signal, pollMs: 2 },
    );
    const until = async (count: number) => {
      while (lines.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    };
    appendFileSync(file, "one\ntw");
    await until(1);
    appendFileSync(file, "o\n");
    await until(2);
    const full = openLogFile(file, { mostBytes: 1 });
    full.write("three\n");
    full.close();
    await until(3);
    expect(lines).toEqual(["one", "two", "three"]);
    stop.abort();
    await followed;
  });

  it("tells what is past once, and nothing of it again, whatever is written meanwhile", async () => {
    appendFileSync(logFiles(file)[1] ?? "", "oldest\n");
    appendFileSync(file, "before\n");
    const log = followLog(file);
    appendFileSync(file, "after\n");
    const full = openLogFile(file, { mostBytes: 1 });
    full.write("next\n");
    full.close();
    expect(log.past(10, (text) => text)).toEqual(["oldest", "before"]);
    const stop = new AbortController();
    const lines: string[] = [];
    const both = Promise.withResolvers<void>();
    const followed = log.follow(
      (text) => {
        if (lines.push(text) === 2) both.resolve();
      },
      { signal: stop.signal, pollMs: 2 },
    );
    await both.promise;
    expect(lines).toEqual(["after", "next"]);
    stop.abort();
    await followed;
  });

  it("waits for a file that is not there yet", async () => {
    const stop = new AbortController();
    const first = Promise.withResolvers<string>();
    const followed = followLog(file).follow(first.resolve, { signal: stop.signal, pollMs: 2 });
    openLogFile(file).write("first\n");
    expect(await first.promise).toBe("first");
    stop.abort();
    await followed;
  });
});
