// What the verbs print, for people and for scripts, of a system whose queue nobody consumes.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { Socket, type SocketConstructorOpts } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliveriesOf } from "../../core/briefings/deliver/deliveries-of.ts";
import { getJob } from "../../core/jobs/index.ts";
import type { DeadLetter, Job } from "../../core/jobs/record/job.ts";
import { cliJob, failedAttempt } from "../support/cli-job.ts";
import { briefings, type Finished, start, verb } from "../support/run-cli.ts";
import type { TestRuntime } from "../support/test-runtime.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

/** Reaches the clipboard, clears the screen, and turns the rest of the line around. */
const HOSTILE = "evil \x1b]52;c;aGk=\x07 \x9b2J \u202etxet";
const SHOWN = "evil \\x1b]52;c;aGk=\\x07 \\x9b2J \\u202etxet";

let aws: TestRuntime;
let dataFolder: string;
let at: VerbsRuntime["at"];
let run: VerbsRuntime["run"];
let close: VerbsRuntime["close"];
beforeAll(async () => {
  ({ aws, dataFolder, at, run, close } = await startVerbsRuntime());
});
afterAll(() => close());

async function record(fields: Partial<Job>): Promise<Job> {
  const job = cliJob(fields);
  await aws.backend.store.create(job);
  return job;
}

/** Nothing that a terminal would obey. */
function expectHarmless({ stdout, stderr }: Finished): void {
  expect(stdout + stderr).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
}

/** Puts a message into the dead-letter queue and lets the alarm see it. */
async function poison(body: string): Promise<string> {
  const { MessageId } = await aws.sqs.send(
    new SendMessageCommand({ QueueUrl: aws.deadLetterQueueUrl, MessageBody: body }),
  );
  await aws.poisoned((line) => line.messageId === MessageId);
  return MessageId ?? "";
}

async function emptyDeadLetterQueue(): Promise<void> {
  const QueueUrl = aws.deadLetterQueueUrl;
  for (;;) {
    const { Messages = [] } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    if (Messages.length === 0) return;
    for (const { ReceiptHandle } of Messages)
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

describe("text from outside", () => {
  const shows = async (finished: Finished, text: string) => {
    expectHarmless(finished);
    expect(finished.stdout + finished.stderr).toContain(text);
  };

  it("is shown by list, not obeyed", async () => {
    await record({ title: HOSTILE });
    await shows(await run("list"), SHOWN);
  });

  it("is shown by show: the title, and the error of an attempt", async () => {
    const attempts = [failedAttempt(HOSTILE)];
    const job = await record({ status: "dead", cause: "exhausted", title: HOSTILE, attempts });
    const shown = await run("show", job.id);
    await shows(shown, `title    ${SHOWN}`);
    await shows(shown, `HttpError: ${SHOWN}`);
  });

  it("is shown by submit --wait, whose job fails with it", async () => {
    const waiting = start(["submit", "--topic", "wind", "--file", "README.md", "--wait", ...at()]);
    await waiting.said(" queued");
    const [id = ""] = /brf_\w+/.exec(waiting.stderr()) ?? [];
    const attempts = [failedAttempt(HOSTILE)];
    await aws.backend.store.update(id, { set: { status: "dead", cause: "exhausted", attempts } }, {});
    const finished = await waiting.finished;
    expect(finished.code).toBe(3);
    await shows(finished, `dead (exhausted) after 1 attempt: HttpError: ${SHOWN}`);
  });

  it("is shown by dead: SQS lets C1 and bidi controls through", async () => {
    await poison("\x9b2J \u202etxet");
    await shows(await run("dead"), "\\x9b2J \\u202etxet");
    await emptyDeadLetterQueue();
  });

  it("is shown where the command line itself is wrong", async () => {
    await shows(await run("show", HOSTILE), SHOWN);
    await shows(await run("list", "--status", HOSTILE), SHOWN);
  });

  it("keeps its value in JSON", async () => {
    const job = await record({ title: HOSTILE, status: "dead", attempts: [failedAttempt(HOSTILE)] });
    const shown = await run("show", job.id, "--json");
    expectHarmless(shown);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      title: HOSTILE,
      attempts: [{ error: { message: HOSTILE } }],
    });
  });
});

describe("submit --file -", () => {
  it("waits for an input that comes later, on a pipe that another process has set not to block", async () => {
    const { reader, writer } = openPipe(join(dataFolder, "stdin"));
    const args = ["cli/main.ts", "submit", "--topic", "wind", "--file", "-", ...at()];
    const child = spawn(process.execPath, args, { stdio: [reader, "pipe", "pipe"] });
    // The mode belongs to the pipe, not to the process: from now on a plain read of it fails with EAGAIN.
    const sharing = new Socket({ fd: reader, readable: true, manualStart: true } as SocketConstructorOpts);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
      });
    }
    const closed = once(child, "close");
    // Meanwhile the other process comes to its input and finds nothing there.
    await briefings(["--version"]);
    writeSync(writer, "# Wind at sea\n\n");
    await briefings(["--version"]);
    writeSync(writer, "Grid operators ask for more storage.\n");
    closeSync(writer);
    expect(await closed).toEqual([0, null]);
    sharing.destroy();
    const job = await aws.backend.store.get(output.trim());
    expect(job?.request).toMatchObject({
      sources: [{ title: "Wind at sea", text: "# Wind at sea\n\nGrid operators ask for more storage.\n" }],
    });
  });

  it("stops reading at what a request may hold", async () => {
    const { child, finished } = start(["submit", "--topic", "wind", "--file", "-", ...at()]);
    child.stdin.on("error", () => {});
    const endless = Readable.from(forever("Grid operators ask for more storage. ".repeat(1_000)));
    endless.pipe(child.stdin);
    const { code, stderr } = await finished;
    endless.destroy();
    expect(code).toBe(2);
    expect(stderr).toMatch(/^briefings: --file - has more than the \d+ bytes/);
  });

  it("names a file that cannot be read", async () => {
    const { code, stderr } = await run("submit", "--topic", "wind", "--file", "no-such.md");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^briefings: --file no-such\.md cannot be read: ENOENT/);
  });
});

describe("Ctrl+C in submit --wait", () => {
  it("names the job and says that it goes on", async () => {
    const waiting = start(["submit", "--topic", "wind", "--file", "README.md", "--wait", ...at()]);
    await waiting.said(" queued");
    waiting.child.kill("SIGINT");
    const { code, stderr } = await waiting.finished;
    const [id = ""] = /brf_\w+/.exec(stderr) ?? [];
    expect(code).toBe(130);
    expect(stderr).toContain(
      `no longer waiting for job ${id}, which is queued; it goes on: npx briefings show ${id} ${at().join(" ")}\n`,
    );
    expect((await aws.backend.store.get(id))?.status).toBe("queued");
  });

  it("leaves the id on standard output for a script", async () => {
    const waiting = start([
      "submit",
      "--topic",
      "interrupted",
      "--file",
      "README.md",
      "--wait",
      "--json",
      ...at(),
    ]);
    const job = await recorded("interrupted");
    waiting.child.kill("SIGINT");
    const { code, stdout } = await waiting.finished;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: "interrupted", jobId: job.id, exitCode: 130 },
    });
  });
});

describe("list", () => {
  it("shows type, attempts and age of every job", async () => {
    const attempts = [failedAttempt("one"), failedAttempt("two")];
    const job = await record({ attempts, createdAt: Date.now() - 7_500_000, title: "Two attempts" });
    const { stdout } = await run("list");
    expect(stdout).toMatch(/^id +status +attempts +age +type +title$/m);
    expect(stdout).toMatch(new RegExp(`^${job.id} +queued +2 +2h +briefing:generate +Two attempts$`, "m"));
    const { items } = JSON.parse((await run("list", "--json")).stdout);
    expect(items.find((item: Job) => item.id === job.id)).toMatchObject({ attempts: 2 });
  });
});

describe("show", () => {
  it("shows every attempt with its error, as the runbook promises", async () => {
    const attempts = ["first", "second", "third"].map(failedAttempt);
    const job = await record({ status: "dead", cause: "exhausted", attempts });
    const { code, stdout, stderr } = await run("show", job.id);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/status +dead \(exhausted\) after 3 attempts/);
    for (const [index, text] of ["first", "second", "third"].entries()) {
      expect(stderr).toMatch(
        new RegExp(`^${index + 1} +2026-11-25 21:44:05 +1\\.00 s +failed +HttpError: ${text}$`, "m"),
      );
    }
  });
});

describe("submit --email --webhook", () => {
  const submit = (...args: string[]) => run("submit", "--topic", "wind", "--file", "README.md", ...args);

  it("asks for each delivery, and show says where each stands", async () => {
    const { code, stdout } = await submit(
      ...["--email", "ada@example.org", "--email", "bob@example.org"],
      ...["--webhook", "https://hooks.example.org/x"],
    );
    expect(code).toBe(0);
    const job = await getJob(aws.backend, stdout.trim());
    const deliveries = deliveriesOf(aws.backend, job);
    expect(deliveries.map(({ to }) => to)).toEqual([
      { email: "ada@example.org" },
      { email: "bob@example.org" },
      { webhook: "https://hooks.example.org/x" },
    ]);
    const [first, second] = deliveries.map(({ jobId }) => jobId);
    const error = "SES did not take the e-mail";
    await record({
      id: first,
      type: "deliver:email",
      status: "dead",
      cause: "permanent",
      attempts: [failedAttempt(error)],
    });

    const { stderr } = await run("show", job.id);
    expect(stderr).toMatch(/^delivery +to +status +error$/m);
    expect(stderr).toMatch(
      new RegExp(
        `^${first} +ada@example.org +dead \\(permanent\\) after 1 attempt +HttpError: ${error}$`,
        "m",
      ),
    );
    expect(stderr).toMatch(new RegExp(`^${second} +bob@example.org +absent`, "m"));
    const { deliveries: shown } = JSON.parse((await run("show", job.id, "--json")).stdout);
    expect(shown).toMatchObject([{ jobId: first, job: { status: "dead" } }, { jobId: second }, {}]);
  });

  it.each([
    ["--email", "nobody", /deliver\[0\]\.email: email must be one address/],
    ["--webhook", "http://example.org/", /deliver\[0\]\.webhook: webhook must be an https address/],
  ])("refuses %s %s with exit code 2", async (option, value, message) => {
    const { code, stdout, stderr } = await submit(option, value);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });
});

describe("show of a job that waits", () => {
  it("says why no attempt could begin, and when it is tried again", async () => {
    const at = Date.parse("2026-11-25T21:44:05Z");
    const trouble = { at, reason: "the consumer did not start", nextTryAt: at + 30_000 };
    const job = await record({ trouble, attempts: [] });
    const { stderr } = await run("show", job.id);
    expect(stderr).toMatch(
      /^waits +since 2026-11-25 21:44:05 UTC: the consumer did not start; next try at 2026-11-25 21:44:35 UTC$/m,
    );
  });
});

describe("dead list", () => {
  it("shows reason and body of what could not be read, and whether it is still there", async () => {
    const body = '{"v":1,"type":"briefing:generate","jobId":';
    const messageId = await poison(body);
    const there = await run("dead", "list");
    expect(there.stdout).toMatch(/^message +cause +now +seen +job +why +body$/m);
    const row = (answer: string) =>
      new RegExp(
        `^${messageId} +unreadable +${answer} +\\d+s +- +the body is not JSON +\\{"v":1,"type"`,
        "m",
      );
    expect(there.stdout).toMatch(row("in-queue"));

    await emptyDeadLetterQueue();
    const gone = await run("dead", "list");
    expect(gone.stdout).toMatch(row("removed"));
    const { items } = JSON.parse((await run("dead", "list", "--json")).stdout);
    expect(items.find((item: DeadLetter) => item.messageId === messageId)).toMatchObject({
      cause: "unreadable",
      reason: "the body is not JSON",
      body,
      inQueue: "no",
      fate: "removed",
    });
  });

  it("shows the recorded dead letters although the queue is away, and says so", async () => {
    const { code, stdout, stderr } = await verb(["dead", "list", "--data", dataFolder, "--sqs-port", "1"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/unreadable +unknown/);
    expect(stderr).toMatch(
      /^the dead-letter queue was not looked at, so what became of them is partly unknown: /,
    );
  });
});

describe("redrive", () => {
  it("says how many messages move, in the right number, or that there are none", async () => {
    await emptyDeadLetterQueue();
    expect((await run("redrive")).stdout).toBe("the dead-letter queue has no messages to move back\n");
    await poison("garbage");
    expect((await run("redrive")).stdout).toMatch(/^moving 1 message back; its job runs again/);
    await emptyDeadLetterQueue();
    expect(JSON.parse((await run("redrive", "--json")).stdout)).toEqual({ messages: 0 });
  });
});

describe("--json", () => {
  it("makes cancel answer in JSON", async () => {
    const job = await record({});
    const { stdout } = await run("cancel", job.id, "--json");
    expect(JSON.parse(stdout)).toEqual({ id: job.id, status: "cancelled" });
  });

  it.each([
    ["there is no such job", ["show", "brf_none"], 4, "job-not-found"],
    ["nothing can be cancelled", ["cancel", "brf_none"], 4, "job-not-found"],
    ["the request is wrong", ["submit", "--topic", "no sources"], 2, "invalid-request"],
    ["an option is wrong", ["list", "--limit", "0"], 2, "usage"],
    ["an option is unknown", ["redrive", "--no-such-option"], 2, "usage"],
  ])("tells an error in JSON: %s", async (_, [name = "", ...args], exitCode, code) => {
    const { code: exited, stdout, stderr } = await run(name, ...args, "--json");
    expect(exited).toBe(exitCode);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code, exitCode, message: expect.any(String) } });
    expect(stderr).toMatch(/^briefings: .+\n$/);
  });
});

describe("standard output that cannot be written", () => {
  it.skipIf(!existsSync("/dev/full"))("is said in a line, without a stack", () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, ["cli/main.ts", "list", "--json", ...at()], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    closeSync(full);
    expect([status, stderr]).toEqual([
      1,
      "briefings: standard output cannot be written: ENOSPC: no space left on device, write\n",
    ]);
  });
});

describe("a wrong setting", () => {
  it.each([
    [{ LOG_LEVEL: "loud" }, 'LOG_LEVEL="loud"'],
    [{ EMAIL_FROM: "nobody" }, 'EMAIL_FROM="nobody"'],
    [{ BRIEFINGS_TIMEOUT_SECONDS: "100000" }, "imeoutSeconds"],
  ])("in the environment, %j, is a wrong command line", async (env, named) => {
    const { code, stdout, stderr } = await briefings(["list", "--json", ...at()], { env });
    expect(code).toBe(2);
    expect(stderr).toContain(named);
    expect(JSON.parse(stdout).error).toMatchObject({ code: "wrong-setting", exitCode: 2 });
  });
});

describe("pause and resume", () => {
  it("on this machine say nothing of AWS", async () => {
    const paused = await run("pause");
    const resumed = await run("resume");
    expect([paused.stdout, resumed.stdout]).toEqual(["consumer paused\n", "consumer running\n"]);
    expect(paused.stderr + resumed.stderr).not.toMatch(/AWS|Lambda|EVENT_SOURCE/);
  });
});

describe("--version", () => {
  it("prints the package's version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await briefings(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

/** The job with this topic, once it is recorded. */
async function recorded(title: string): Promise<{ id: string }> {
  for (;;) {
    const { items } = await aws.backend.store.list({ order: "newest", limit: 100 });
    const job = items.find((item) => item.title === title && item.status === "queued");
    if (job) return job;
    await setImmediate();
  }
}

/** A named pipe, both ends open. */
function openPipe(path: string): { reader: number; writer: number } {
  execFileSync("mkfifo", [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reader, writer: openSync(path, "w") };
}

function* forever(text: string): Generator<string> {
  for (;;) yield text;
}
