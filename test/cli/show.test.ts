// `show` and `tail`: what an operator is told of one job, and the live stream.
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logLine } from "../../cli/log-line.ts";
import type { Job } from "../../core/jobs/index.ts";
import { fingerprintOf } from "../../core/jobs/operate/inspector.ts";
import { logFileIn } from "../../local/log-file.ts";
import { cliJob, failedAttempt } from "../support/cli-job.ts";
import { start, verb } from "../support/run-cli.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

const HOSTILE = "evil \x1b]52;c;aGk=\x07 \x9b2J \u202etxet\nsecond line";
const harmless = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;

let system: VerbsRuntime;
beforeAll(async () => {
  system = await startVerbsRuntime();
});
afterAll(() => system.close());

const record = async (fields: Partial<Job>): Promise<Job> => {
  const job = cliJob(fields);
  await system.aws.backend.store.create(job);
  return job;
};
const log = (line: object) =>
  appendFileSync(
    logFileIn(system.dataFolder),
    `${JSON.stringify({ level: "info", timestamp: new Date().toISOString(), function: "consumer", ...line })}\n`,
  );
const stackOf = (message: string) => ({
  ...failedAttempt(message),
  error: {
    name: "HttpError",
    message,
    permanent: false,
    stack: `HttpError: ${message}\n    at go (/app/core/go.ts:1:2)`,
  },
});

describe("show", () => {
  it("tells why a job waits, its payload, what it failed of, its stack and what happened", async () => {
    const job = await record({
      ...{ status: "retrying", nextAttemptAt: Date.now() + 3_600_000, request: { topic: "Wind", n: 3 } },
      ...{ attempts: [stackOf("first"), stackOf("https://a.example/7 answered 503")] },
    });
    const { stdout, stderr, code } = await system.run("show", job.id);
    expect(code).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^failed of +HttpError: https:\/\/a\.example\/7 answered 503, at go core\/go\.ts$/m,
    );
    expect(stderr).toContain(
      `fingerprint  ${fingerprintOf(job)}, of all like HttpError: <url> answered <n>\n`,
    );
    expect(stderr).toMatch(/^payload +\{"topic":"Wind","n":3\}$/m);
    expect(stderr).toMatch(
      /^backoff .*, in (59m|1h) +attempt 2 failed \(2 of 5 count\): its message is hidden$/m,
    );
    expect(stderr).toMatch(/^2026-11-25 21:44:00 +\d+[dhms] +created/m);
    expect(stderr).toContain(
      "stack of attempt 2\n  HttpError: https://a.example/7 answered 503\n      at go",
    );
    expect(stderr).not.toContain("stack of attempt 1");
    expect((await system.run("show", job.id, "--stacks")).stderr).toContain(
      "stack of attempt 1\n  HttpError: first",
    );
  });

  it("says that a job is archived, and how often and when its payload was edited", async () => {
    const at = Date.parse("2026-11-26T07:00:00Z");
    const edit = { at, request: { topic: "Wnd" }, requestHash: "a".repeat(64) };
    const job = await record({
      ...{ status: "dead", cause: "exhausted", endedAt: at, archivedAt: at + 60_000 },
      edits: [edit, { ...edit, at: at + 1_000 }],
    });
    const { stderr } = await system.run("show", job.id);
    expect(stderr).toMatch(/^status +dead \(exhausted\) after 1 attempt, archived$/m);
    expect(stderr).toMatch(
      /^archived +2026-11-26 07:01:00 UTC: in no inbox; `npx briefings jobs unarchive brf_\w+ --data \S+ --sqs-port \d+` puts it back, `jobs retry` runs it$/m,
    );
    expect(stderr).toMatch(/^edited +2 times, the last at 2026-11-26 07:00:01 UTC$/m);
    expect(stderr).toMatch(/^2026-11-26 07:00:00 .* payload edited/m);
    expect(stderr).toMatch(/^2026-11-26 07:01:00 .* archived +-$/m);
  });

  it("says that the consumer is paused", async () => {
    const job = await record({ status: "queued", attempts: [] });
    await system.run("pause");
    const { stderr } = await system.run("show", job.id);
    await system.run("resume");
    expect(stderr).toMatch(/^paused consumer .*the consumer is paused/m);
  });

  it("shows the log lines of the job, the last of many", async () => {
    const job = await record({ attempts: [] });
    for (let index = 0; index < 25; index++)
      log({ jobId: job.id, jobType: job.type, msg: "job looked at", index });
    log({ jobId: "brf_other", msg: `about ${job.id}` });
    const { stderr } = await system.run("show", job.id);
    expect(stderr).toContain("log, the last 20 lines\n");
    expect(stderr).toContain("consumer  job looked at  index=24\n");
    expect(stderr).not.toContain("index=4\n");
    expect(stderr).not.toContain("about");
    expect((await system.run("show", job.id, "--log")).stderr).toContain("index=0\n");
  });

  it("as JSON is all of it in one document", async () => {
    const job = await record({
      status: "dead",
      cause: "exhausted",
      endedAt: Date.now(),
      attempts: [stackOf("no")],
    });
    log({ jobId: job.id, msg: "job dead" });
    const { stdout, stderr } = await system.run("show", job.id, "--json");
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      ...job,
      failure: { errorName: "HttpError", fingerprint: fingerprintOf(job) },
      waits: [],
      timeline: [
        { event: "created" },
        { event: "attempt started" },
        { event: "attempt ended" },
        { event: "ended" },
      ],
      log: { entries: [{ message: "job dead" }], isCut: false },
    });
  });

  it("--raw is the record as the store keeps it", async () => {
    const job = await record({ request: null, requestBytes: 9_000 });
    const { stdout } = await system.run("show", job.id, "--raw");
    expect(JSON.parse(stdout)).toEqual(await system.aws.backend.store.get(job.id));
  });

  it("shows the control characters of whatever came from outside", async () => {
    const job = await record({
      ...{ status: "queued", title: HOSTILE, request: { topic: HOSTILE }, attempts: [stackOf(HOSTILE)] },
      trouble: { at: Date.now(), reason: HOSTILE },
      steps: [{ name: HOSTILE, key: "k", at: Date.now(), bytes: 1 }],
    });
    log({ jobId: job.id, msg: HOSTILE, field: HOSTILE, err: { type: HOSTILE, message: HOSTILE } });
    for (const args of [[], ["--json"], ["--raw"], ["--stacks", "--log"]]) {
      const { stdout, stderr } = await system.run("show", job.id, ...args);
      expect(stdout + stderr).not.toMatch(harmless);
    }
  });

  it("--follow tells each event until the job has ended", async () => {
    const job = await record({ status: "running", attempts: [] });
    const following = start(["show", job.id, "--follow", ...system.at()]);
    await following.said("now running");
    await system.aws.backend.store.update(
      job.id,
      { set: { status: "dead", cause: "permanent", endedAt: Date.now(), attempts: [failedAttempt("over")] } },
      {},
    );
    const { stderr, code } = await following.finished;
    expect(code).toBe(3);
    expect(stderr).toMatch(/UTC {2}created\n/);
    expect(stderr).toMatch(/UTC {2}attempt ended: attempt 1 failed: HttpError: over\n/);
    expect(stderr).toMatch(/UTC {2}ended: dead \(permanent\)\n/);
  });
});

describe("tail", () => {
  const data = () => ["--data", system.dataFolder];
  const past = (...args: string[]) => verb(["tail", "--no-follow", ...args, ...data()]);

  it("shows what happened to jobs, and leaves out the rest", async () => {
    log({ jobId: "tst_1", jobType: "test:work", msg: "job started", waitedMs: 5 });
    log({ msg: "request answered", status: 200 });
    log({
      level: "warn",
      jobId: "tst_1",
      jobType: "test:work",
      msg: "job failed",
      err: { type: "HttpError", message: "no", stack: "x" },
      retryInSeconds: 30,
    });
    log({ msg: "breaker opened", jobType: "test:work" });
    const { stdout } = await past("--lines", "3");
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.slice(24)),
    ).toEqual([
      "info  tst_1 test:work  job started  waited=5 ms",
      "warn  tst_1 test:work  job failed  HttpError: no  retryIn=30 s",
      "info  test:work  breaker opened",
    ]);
    expect((await past("--lines", "2", "--all")).stdout).not.toContain("job started");
  });

  it.each([
    [["--id", "tst_8"], ["tst_8"]],
    [
      ["--type", "test:a,test:b"],
      ["tst_7", "tst_8"],
    ],
    [["--event", "DEAD", "--lines", "1"], ["tst_8"]],
    [["--level", "error", "--lines", "1"], ["tst_8"]],
    [["--text", "Needle"], ["tst_7"]],
    [["--text", "needle", "--event", "dead"], []],
  ])("takes %j", async (args, expected) => {
    log({ jobId: "tst_7", jobType: "test:a", msg: "job started", note: "a needle" });
    log({ level: "error", jobId: "tst_8", jobType: "test:b", msg: "job dead" });
    const { stdout } = await past(...args, "--json");
    const ids = stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).jobId]));
    expect([...new Set(ids)]).toEqual(expected);
  });

  it("follows what comes, until it is told to stop", async () => {
    const following = start(["tail", "--lines", "0", "--event", "enqueued", "--json", ...data()]);
    const seen = new Promise<string>((resolve) => following.child.stdout.once("data", resolve));
    // It looks at the file from the moment in which it has opened it, which nothing tells: so the line comes again.
    const again = setInterval(() => log({ jobId: "tst_9", msg: "job enqueued" }), 20);
    expect(JSON.parse((await seen).split("\n")[0] ?? "")).toMatchObject({ jobId: "tst_9" });
    clearInterval(again);
    following.child.kill("SIGINT");
    expect((await following.finished).code).toBe(0);
  });

  it("has what the command line itself did", async () => {
    const payload = {
      topic: "Wind",
      sources: [{ kind: "text", title: "Note", text: "Grid operators ask for more storage." }],
    };
    const { stdout } = await system.run(
      "jobs",
      "enqueue",
      "briefing:generate",
      "--payload",
      JSON.stringify(payload),
    );
    expect((await past("--id", stdout.trim(), "--event", "enqueued")).stdout).toContain("job enqueued");
  });

  it("shows nothing, and no error, before anything was logged", async () => {
    const empty = mkdtempSync(join(tmpdir(), "briefings-fresh-"));
    const { code, stdout, stderr } = await verb(["tail", "--no-follow", "--data", empty]);
    rmSync(empty, { recursive: true });
    expect([code, stdout, stderr]).toEqual([0, "", ""]);
  });

  it("says numbers for people: durations with a unit, times as times", () => {
    const fields = {
      ...{ retryInSeconds: 12.345678, durationMs: 352.4, waitedMs: 5, processAt: 1_764_107_045_123 },
      ...{ attempts: 3, ratio: 0.123456789, snoozed: { until: 1_764_107_045_123, waitedMs: 61_000 } },
    };
    const line = logLine({ at: 0, level: "info", message: "job failed", fields }, "job");
    expect(line).toMatch(
      /retryIn=12 s {2}duration=0\.35 s {2}waited=5 ms {2}processAt=2025-11-25T21:44:05Z {2}attempts=3 {2}ratio=0\.12 {2}snoozed=\{"until":"2025-11-25T21:44:05Z","waited":"61 s"\}$/,
    );
  });

  it("says where the log is kept when there is none", async () => {
    const { code, stderr } = await verb(["tail", "--data", "nowhere"]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/there is no nowhere\/log\.jsonl: start `npm run dev`/);
  });

  it("prints one harmless line for one line, whatever it holds", () => {
    const fields = {
      jobId: HOSTILE,
      jobType: "t",
      err: { type: HOSTILE, message: HOSTILE },
      more: { deep: HOSTILE },
    };
    const line = logLine({ at: 0, level: "info", message: HOSTILE, fields }, "job");
    expect(line).not.toMatch(harmless);
    expect(line).not.toContain("\n");
  });
});
