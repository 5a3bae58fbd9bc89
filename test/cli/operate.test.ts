// What an operator does from the command line: one job, some, all that match; the inbox; edit, replay, export and import.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fingerprintOf } from "../../core/jobs/record/fingerprint.ts";
import type { Job } from "../../core/jobs/record/job.ts";
import { aBriefing } from "../core/briefings/briefing-fixtures.ts";
import { cliJob, failedAttempt } from "../support/cli-job.ts";
import { briefings, start } from "../support/run-cli.ts";
import type { TestRuntime } from "../support/test-runtime.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

let aws: TestRuntime;
let at: VerbsRuntime["at"];
let run: VerbsRuntime["run"];
let close: VerbsRuntime["close"];
let dataFolder: string;
let folder: string;
beforeAll(async () => {
  ({ aws, at, run, close, dataFolder } = await startVerbsRuntime());
  folder = mkdtempSync(join(tmpdir(), "briefings-operate-"));
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const QueueUrl of [aws.deadLetterQueueUrl, aws.queueUrl]) await empty(QueueUrl);
});

const text =
  "A plant feeds four thousand homes. It opened on Monday, after six years of work on its turbines. ".repeat(
    3,
  );
const request = {
  topic: "Wind",
  sources: [{ kind: "text", title: "A source", text }],
  generator: "extractive",
};

/** Each with a topic of its own, so that a test means only its own jobs. */
let made = 0;
async function given(fields: Partial<Job> = {}, topic = `Topic ${++made}`): Promise<Job> {
  const job = cliJob({
    ...{ status: "dead", cause: "exhausted", endedAt: Date.now(), title: topic },
    request: { ...request, topic },
    ...fields,
  });
  const errorKey = fingerprintOf(job);
  await aws.backend.store.create({ ...job, ...(job.status === "dead" && errorKey && { errorKey }) });
  if (job.status === "dead") await letterOf(job);
  return job;
}

const send = (QueueUrl: string, MessageBody: string) =>
  aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
const letterOf = ({ id, type }: Pick<Job, "id" | "type">) =>
  send(aws.deadLetterQueueUrl, JSON.stringify({ v: 1, type, jobId: id }));

async function empty(QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await aws.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { ReceiptHandle, Body = "" } of Messages) {
      bodies.push(Body);
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
const statusOf = async ({ id }: Pick<Job, "id">) => (await aws.backend.store.get(id))?.status;

describe("one job", () => {
  it("is retried, archived and deleted, and its dead letter goes with it", async () => {
    const retried = await given();
    expect((await run("jobs", "retry", retried.id)).stdout).toBe(
      `${retried.id} queued, its dead letter is deleted\n`,
    );
    const archived = await given();
    const answer = await run("jobs", "archive", archived.id, "--json");
    expect(JSON.parse(answer.stdout)).toEqual({ id: archived.id, status: "archived", deadLetter: "deleted" });
    const back = await run("jobs", "unarchive", archived.id);
    expect(back.stdout).toBe(`${archived.id} dead\n`);
    expect((await aws.backend.store.get(archived.id))?.archivedAt).toBeUndefined();
    const deleted = await given();
    expect((await run("jobs", "delete", deleted.id, "--yes")).stdout).toBe(
      `${deleted.id} deleted, its dead letter is deleted\n`,
    );
    expect(await empty(aws.deadLetterQueueUrl)).toEqual([]);
    expect(await empty(aws.queueUrl)).toEqual([
      JSON.stringify({ v: 1, type: retried.type, jobId: retried.id, generation: 1 }),
    ]);
  });

  it("is not deleted before somebody was asked", async () => {
    const job = await given();
    const { code, stderr } = await run("jobs", "delete", job.id);
    expect([code, stderr]).toEqual([
      2,
      `briefings: nobody can be asked whether to delete ${job.id}; add --yes\n`,
    ]);
    expect(await statusOf(job)).toBe("dead");
  });

  it("that cannot be retried says why, and how", async () => {
    const redrives = Array.from({ length: 10 }, (_, index) => ({ at: index }));
    const often = await given({ redrives });
    const refused = await run("jobs", "retry", often.id);
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("--max-redrives")]);
    expect((await run("jobs", "retry", often.id, "--max-redrives", "11")).code).toBe(0);
    expect((await run("jobs", "retry", "brf_none")).code).toBe(4);
  });

  it("of several is answered for each", async () => {
    const [waits, ended] = [await given({ status: "queued" }), await given({ status: "succeeded" })];
    const { code, stdout, stderr } = await run("jobs", "cancel", waits.id, ended.id);
    expect([code, stdout]).toEqual([3, `${waits.id} cancelled\n`]);
    expect(stderr).toBe(`${ended.id}: job ${ended.id} is succeeded; there is nothing to cancel\n`);
    const json = await run("jobs", "cancel", waits.id, ended.id, "--json");
    expect(JSON.parse(json.stdout).items).toMatchObject([{ error: { code: "job-ended" } }, { error: {} }]);
  });
});

describe("all that match", () => {
  const some = async (count: number, fields: Partial<Job> = {}) => {
    const topic = `Many ${++made}`;
    const jobs = [];
    for (let number = 0; number < count; number++) jobs.push(await given(fields, topic));
    return { topic, jobs, where: ["--where", `topic=${topic}`] };
  };

  it("are counted and shown by --dry-run, and nothing is done", async () => {
    const { where, jobs } = await some(12);
    const { code, stdout, stderr } = await run("jobs", "retry", ...where, "--dry-run");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^12 jobs match --where /);
    expect(stdout.trim().split("\n")).toHaveLength(12);
    expect(stderr).toBe("the 10 oldest of those to retry are shown\n");
    const json = JSON.parse((await run("jobs", "retry", ...where, "--dry-run", "--json")).stdout);
    expect(json).toMatchObject({ count: 12, exact: true, consumerPaused: false, sample: { length: 10 } });
    expect(await Promise.all(jobs.map(statusOf))).toEqual(Array(12).fill("dead"));
  });

  it("300 that wait are cancelled by one command, also while nobody consumes", async () => {
    const { where, jobs } = await some(300, { status: "queued" });
    const { code, stdout } = await run("jobs", "cancel", ...where, "--here", "--yes");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^300 jobs match/);
    expect(stdout).toMatch(/^blk_\w+ done: cancel: 300 of 300 done$/m);
    expect(new Set(await Promise.all(jobs.map(statusOf)))).toEqual(new Set(["cancelled"]));
  });

  it("are retried with their dead letters deleted; failures are listed, and decide the exit code", async () => {
    const { where, jobs, topic } = await some(3);
    const redrives = Array.from({ length: 10 }, (_, index) => ({ at: index }));
    const often = await given({ redrives }, topic);
    const { code, stdout, stderr } = await run("jobs", "retry", ...where, "--here", "--yes");
    expect(code).toBe(3);
    expect(stdout).toMatch(/done: retry: 3 of 4 done, 1 failed$/m);
    expect(stderr).toContain(`${often.id}  job ${often.id} was redriven 10 times`);
    expect(stderr).toContain("3 dead letters deleted");
    expect(await Promise.all(jobs.map(statusOf))).toEqual(Array(3).fill("queued"));
  });

  it("are started in a job of its own, which `jobs bulk` shows and `cancel` ends", async () => {
    const { where } = await some(2);
    const started = JSON.parse(
      (await run("jobs", "archive", ...where, "--yes", "--no-wait", "--json")).stdout,
    );
    expect(started).toMatchObject({ status: "waiting", request: { operation: "archive", expected: 2 } });
    expect((await run("jobs", "bulk", started.id)).stdout).toBe(
      `${started.id} waiting: archive: waits for the consumer, 0 of 2 done\n`,
    );
    expect((await run("jobs", "bulk")).stdout).toMatch(
      new RegExp(`^${started.id} +archive +waiting +0 +0 `, "m"),
    );
    await run("cancel", started.id);
    expect(JSON.parse((await run("jobs", "bulk", started.id, "--json")).stdout).status).toBe("cancelled");
  });

  it("are taken back by `jobs bulk undo`, where they were an archive", async () => {
    const { where, jobs } = await some(2);
    const archivedAt = () =>
      Promise.all(jobs.map(async ({ id }) => (await aws.backend.store.get(id))?.archivedAt));
    const archive = JSON.parse((await run("jobs", "archive", ...where, "--here", "--yes", "--json")).stdout);
    expect(await archivedAt()).toEqual([expect.any(Number), expect.any(Number)]);
    const undone = await run("jobs", "bulk", "undo", archive.id, "--here");
    expect([undone.code, undone.stdout]).toEqual([
      0,
      expect.stringMatching(/^blk_\w+ done: unarchive: 2 of 2 done$/m),
    ]);
    expect(await archivedAt()).toEqual([undefined, undefined]);
    const [, id = ""] = /^(blk_\w+) /.exec(undone.stdout) ?? [];
    const refused = await run("jobs", "bulk", "undo", id, "--json");
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.stdout).error.code).toBe("cannot-be-undone");
    expect((await run("jobs", "bulk", "undo", "blk_none")).code).toBe(4);
    expect((await run("jobs", "bulk", "undo")).code).toBe(2);
  });

  it("wait while the consumer is paused: the command says so, and that nothing was done by its exit code", async () => {
    const { where, jobs } = await some(1);
    await run("pause");
    const waits = await run("jobs", "archive", ...where, "--yes");
    expect([waits.code, waits.stdout]).toEqual([
      3,
      expect.stringMatching(/^blk_\w+ waiting: archive: waits /m),
    ]);
    expect(waits.stderr).toContain(
      `the consumer is paused: it begins after \`npx briefings resume ${at().join(" ")}\``,
    );
    expect(waits.stderr).toContain("--here does it in this process");
    const json = await run("jobs", "archive", ...where, "--yes", "--json");
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      3,
      { status: "waiting", counts: { done: 0 } },
    ]);
    // What was asked for is done: it is started.
    const started = await run("jobs", "archive", ...where, "--yes", "--no-wait");
    expect(started.code).toBe(0);
    const [id = ""] = /blk_\w+/.exec(started.stdout) ?? [];
    // To look at it is no attempt to do it.
    expect(await run("jobs", "bulk", id)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("waits"),
    });
    expect(
      await Promise.all(jobs.map(async ({ id }) => (await aws.backend.store.get(id))?.archivedAt)),
    ).toEqual([undefined]);
    expect((await run("jobs", "archive", ...where, "--yes", "--here")).code).toBe(0);
    await run("resume");
  });

  it("end with an exit code for who waits for the end of one that was cancelled", async () => {
    const { where } = await some(1);
    const { code } = await run("jobs", "retry", ...where, "--yes", "--no-wait");
    expect(code).toBe(0);
    const [{ id }] = JSON.parse((await run("jobs", "bulk", "--json")).stdout).items;
    await run("cancel", id);
    expect((await run("jobs", "bulk", id, "--follow")).code).toBe(3);
    expect((await run("jobs", "bulk", id)).code).toBe(0);
  });

  it("that are sent while the consumer is paused are told to wait", async () => {
    const job = await given();
    await run("pause");
    const waits =
      /the consumer is paused since .* UTC: nothing runs until `npx briefings resume --data \S+ --sqs-port \d+`/;
    expect(await run("jobs", "retry", job.id)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(waits),
    });
    await given();
    expect((await run("redrive")).stderr).toMatch(waits);
    await run("resume");
  });

  it.each([
    [["jobs", "retry"], /say which jobs: their ids, filters, or --all/],
    [["jobs", "delete", "brf_1", "--all"], /give ids, or filters, not both/],
    [
      ["jobs", "archive", "--status", "queued", "--yes"],
      /: --status: archive can be done to jobs that are dead/,
    ],
    [["jobs", "cancel", "--status", "fine", "--yes"], /: --status: must be one of scheduled, /],
    [["jobs", "retry", "--id", ",", "--yes"], /: --id: /],
    [["jobs", "retry", "--tenant", "", "--ended-since", "soon"], /: --ended-since: must be a time/],
    [["jobs", "retry", "--tenant", "", "--yes"], /: --tenant: /],
    [["jobs", "retry", "--since", "1h", "--until", "2h"], /: --until: must be later than --since/],
    [["jobs", "retry", "--all", "--max-redrives", "1000001", "--yes"], /: --max-redrives: /],
    [["jobs", "retry", "--all", "--canary", "0"], /whole number from 1 to 100/],
    [["jobs", "retry", "--where", "topic"], /give a path and a value/],
    [["jobs", "cancel", "--since", "then", "--yes"], /: --since: must be a time/],
  ])("is refused when it is not clear what is meant: %j", async (words, message) => {
    const { code, stderr } = await run(...words);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it("asks before it does anything", async () => {
    const { where, jobs } = await some(2);
    const { code, stderr } = await run("jobs", "cancel", "--status", "queued", ...where);
    expect([code, stderr]).toEqual([0, ""]);
    const archive = await run("jobs", "archive", ...where);
    expect([archive.code, archive.stderr]).toEqual([
      2,
      expect.stringContaining("whether to archive 2 jobs; add --yes"),
    ]);
    expect(await Promise.all(jobs.map(statusOf))).toEqual(["dead", "dead"]);
  });
});

describe("the inbox", () => {
  it("names the command that redrives exactly one group", async () => {
    const type = "briefing:generate";
    const attempts = [failedAttempt(`no such thing as ${"x".repeat(++made)}`)];
    const jobs = [await given({ attempts }), await given({ attempts }), await given()];
    const { groups } = JSON.parse((await run("dead", "--json")).stdout);
    const fingerprint = fingerprintOf({ type, attempts });
    const group = groups.find((one: { fingerprint: string }) => one.fingerprint === fingerprint);
    expect(group).toMatchObject({ type, count: 2, inQueue: { yes: 2, no: 0, unknown: 0 } });
    expect(group.redrive).toBe(`npx briefings dead redrive --fingerprint ${fingerprint} ${at().join(" ")}`);

    const filtered = JSON.parse((await run("dead", "--tenant", "acme & sons", "--json")).stdout);
    expect(filtered.groups).toEqual([]);
    const some = JSON.parse((await run("dead", "--id", `${jobs[0]?.id}`, "--json")).stdout);
    expect(some.groups[0].redrive).toBe(
      `npx briefings dead redrive --id ${jobs[0]?.id} --fingerprint ${fingerprint} ${at().join(" ")}`,
    );
    expect((await run("dead")).stdout).toMatch(new RegExp(`^${fingerprint} +2 +2 `, "m"));
    expect((await run("dead", "show", fingerprint ?? "")).stdout).toMatch(
      /^jobs +2; 2 in the dead-letter queue/m,
    );
    const words = group.redrive.split(" ").slice(2);
    expect((await run(...words, "--yes", "--here")).stdout).toMatch(/2 of 2 done$/m);
    expect(await Promise.all(jobs.map(statusOf))).toEqual(["queued", "queued", "dead"]);
  });

  it("tells what the last of a group really died of", async () => {
    const attempts = [failedAttempt("account 17 answered 503")];
    const fingerprint = fingerprintOf({ type: (await given({ attempts })).type, attempts }) ?? "";
    expect((await run("dead", "--fingerprint", fingerprint)).stdout).toContain(": account 17 answered 503");
    const { stdout } = await run("dead", "show", fingerprint);
    expect(stdout).toMatch(/^died of +\w+: account 17 answered 503$/m);
    expect(stdout).toMatch(/^all like +\w+: account <n> answered <n>$/m);
  });

  it("archives by cause and type; what waits is not touched, whatever the filter", async () => {
    const [dead, waits] = [await given({ cause: "killed" }), await given({ status: "queued" })];
    await run("dead", "archive", "--cause", "killed", "--type", "briefing:generate", "--yes", "--here");
    expect(await aws.backend.store.get(dead.id)).toMatchObject({
      status: "dead",
      archivedAt: expect.any(Number),
    });
    expect(await statusOf(waits)).toBe("queued");
    const left = JSON.parse((await run("dead", "--cause", "killed", "--json")).stdout);
    expect(left.groups).toEqual([]);
  });

  it("has one status: --status is refused, not left out of account, and no help offers it", async () => {
    const job = await given();
    for (const verb of [[], ["list"], ["redrive"], ["archive"], ["delete"]]) {
      const { code, stderr } = await run("dead", ...verb, "--status", "succeeded", "--yes");
      expect([verb, code, stderr]).toEqual([verb, 2, expect.stringMatching(/--status.*dead/)]);
      const json = await run("dead", ...verb, "--json", "--status", "dead");
      expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: "usage" } });
      expect((await run("dead", ...verb, "--help")).stdout).not.toContain("--status");
    }
    expect(await statusOf(job)).toBe("dead");
    expect((await run("dead", "redrive", "--all", "--dry-run")).stdout).toMatch(/^\d+ jobs? match(es)?$/m);
  });

  it("has no archived jobs: --archived is refused where nothing could come of it", async () => {
    for (const verb of [[], ["list"], ["archive"]]) {
      const { code, stderr } = await run("dead", ...verb, "--archived", "true");
      expect([verb, code, stderr]).toEqual([verb, 2, expect.stringContaining("--archived")]);
    }
    const type = "briefing:generate";
    const aside = await given({ cause: "never-ran", archivedAt: Date.now() });
    const shown = await given({ cause: "never-ran" });
    const meant = async (...more: string[]) => {
      const { stdout } = await run("dead", "delete", "--cause", "never-ran", ...more, "--dry-run", "--json");
      return JSON.parse(stdout).sample.map(({ id }: { id: string }) => id);
    };
    expect(await meant("--type", type)).toEqual([shown.id]);
    expect(await meant("--archived", "true")).toEqual([aside.id]);
    await run("dead", "delete", "--cause", "never-ran", "--yes", "--here");
    expect(await aws.backend.store.get(aside.id)).not.toHaveProperty("deletedAt");
    expect(await aws.backend.store.get(shown.id)).toHaveProperty("deletedAt");
  });

  it("shows what is in the queue without a job, and deletes it by its id", async () => {
    const body = "garbage \u001b[2J";
    await send(aws.deadLetterQueueUrl, body.replace("\u001b", ""));
    const { stdout, stderr } = await run("dead");
    const [, messageId = ""] = /^([0-9a-f-]{36}) +the body is not JSON +garbage/m.exec(stdout) ?? [];
    expect(stderr).toContain("1 message without a job");
    expect((await run("dead", "show", messageId)).code).toBe(4);
    expect((await run("dead", "delete", messageId, "--yes")).stdout).toContain(`${messageId} deleted`);
    expect(JSON.parse((await run("dead", "--json")).stdout).queue).toMatchObject({ strayCount: 0 });
    expect((await run("dead", "delete", messageId, "--yes")).code).toBe(4);
  });

  it("tells what is left over, and tidies it away", async () => {
    const job = await given();
    await run("jobs", "archive", job.id);
    await letterOf(job);
    expect((await run("dead")).stderr).toContain("1 message left over of jobs that are done with");
    expect(JSON.parse((await run("dead", "tidy", "--json")).stdout)).toMatchObject({ deleted: 1 });
    expect((await run("dead")).stderr).not.toContain("left over");
  });

  it("lists each message with what has become of it", async () => {
    const job = await given();
    await aws.functions.deadLetters.invoke({});
    const now = async () => {
      const { items } = JSON.parse((await run("dead", "list", "--id", job.id, "--json")).stdout);
      return items.map(({ fate }: { fate: string }) => fate);
    };
    expect(await now()).toEqual(["in-queue"]);
    await run("dead", "redrive", job.id);
    expect(await now()).toEqual(["redriven"]);
    const refused = await run("dead", "list", "--text", "x");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/--text.*--fingerprint alone/)]);
  });

  it("is shown also while the queue is away", async () => {
    const job = await given();
    const { code, stdout, stderr } = await briefings(["dead", ...at().slice(0, 2), "--sqs-port", "1"]);
    expect(code).toBe(0);
    expect(stdout).toContain(job.id);
    expect(stderr).toMatch(/the dead-letter queue was not looked at, so "in queue" is unknown: /);
  });
});

describe("redrive", () => {
  it("says how far the redrives are, and ends the one under way, if there is one", async () => {
    await run("redrive");
    const { items } = JSON.parse((await run("redrive", "status", "--json")).stdout);
    expect(items[0]).toMatchObject({ status: expect.stringMatching(/running|completed/), moved: 0 });
    expect((await run("redrive", "status")).stdout).toMatch(/^started +status +moved +why$/m);
    expect(JSON.parse((await run("redrive", "cancel", "--json")).stdout)).toHaveProperty("cancelled");
  });
});

describe("edit", () => {
  it("sets fields by their paths, keeps the old payload, and runs the job", async () => {
    const job = await given();
    const { stdout } = await run(
      "jobs",
      "edit",
      job.id,
      "--set",
      "topic=Sun",
      "--set",
      "sources.0.title=B",
      "--run",
    );
    expect(stdout).toMatch(new RegExp(`^${job.id} queued: `));
    expect(await aws.backend.store.get(job.id)).toMatchObject({
      request: { topic: "Sun", sources: [{ title: "B" }] },
      edits: [{ request: { topic: job.title } }],
    });
  });

  it("takes the whole payload, also from standard input", async () => {
    const job = await given();
    const input = JSON.stringify({ ...request, topic: "Whole" });
    const { stdout } = await briefings(["jobs", "edit", job.id, "--payload", "-", "--json", ...at()], {
      input,
    });
    expect(JSON.parse(stdout)).toMatchObject({ status: "dead", payload: { topic: "Whole" }, edits: 1 });
  });

  it.each([
    [[], /give --payload with the whole payload, or --set/],
    [["--set", "sources=none"], /sources/],
    [["--set", "topic.name=x"], /leads into what has no fields/],
    [["--set", "sources.7.title=x"], /no place 7/],
    [["--set", "__proto__.polluted=yes"], /__proto__/],
    [["--payload", "{"], /not JSON/],
  ])("is refused, and the job stays as it was: %j", async (words, message) => {
    const job = await given();
    const { code, stderr } = await run("jobs", "edit", job.id, ...words);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(await aws.backend.store.get(job.id)).not.toHaveProperty("edits");
    expect(Object.getPrototypeOf({})).not.toHaveProperty("polluted");
  });
});

describe("replay", () => {
  it("runs the job's code here, and leaves queue and record as they are", async () => {
    const job = await given();
    const before = await aws.backend.store.get(job.id);
    const { code, stdout } = await run("jobs", "replay", job.id, "--yes", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      id: job.id,
      result: { topic: job.title },
      steps: expect.any(Array),
    });
    expect(await aws.backend.store.get(job.id)).toEqual(before);
    expect(await empty(aws.queueUrl)).toEqual([]);
  });

  it("says at its start whose environment the code runs with, also to a script", async () => {
    const job = await given();
    for (const more of [[], ["--json"]]) {
      const { stderr } = await run("jobs", "replay", job.id, "--yes", ...more);
      expect(stderr.split("\n")[0]).toBe(
        "the code runs with the environment of this shell: its API keys and accounts are used, and its requests are real",
      );
    }
  });

  it("of an e-mail of the system on this machine writes a file, as `dev` does", async () => {
    const briefing = await given({ status: "succeeded" });
    await aws.backend.store.putResult(briefing.id, aBriefing());
    const payload = { briefingId: briefing.id, email: "reader@example.com" };
    const email = await given({ type: "deliver:email", request: payload, id: `eml_${briefing.id.slice(4)}` });
    const { stdout } = await run("jobs", "replay", email.id, "--yes", "--json");
    const mail = join(dataFolder, "mail", `${email.id}.eml`);
    expect(JSON.parse(stdout)).toMatchObject({ result: { id: mail } });
    expect(readFileSync(mail, "utf8")).toContain("To: reader@example.com");
  });

  it("waits for a debugger on this machine alone", async () => {
    const job = await given();
    const child = start(["jobs", "replay", job.id, "--yes", "--inspect", "19229", ...at()]);
    await child.said("Debugger listening on ws://127.0.0.1:19229/");
    child.child.kill("SIGKILL");
    await child.finished;
  });

  it("asks first, because what the code sends to others it sends", async () => {
    const job = await given();
    const { code, stderr } = await run("jobs", "replay", job.id);
    expect([code, stderr]).toEqual([2, expect.stringContaining("add --yes")]);
    expect((await run("jobs", "replay", job.id, "--from", "nowhere", "--yes")).code).toBe(2);
  });
});

describe("export and import", () => {
  it("take jobs from one place to another, and tell the fate of each line", async () => {
    const job = await given();
    const exported = await run("jobs", "export", "--id", job.id);
    expect(exported.stderr).toBe("1 job written\n");
    const line = exported.stdout;
    expect(JSON.parse(line)).toMatchObject({ kind: "job", job: { id: job.id } });

    const file = join(folder, "jobs.jsonl");
    const other = JSON.parse(line);
    other.job.request.topic = "Another";
    const renamed = JSON.parse(line);
    renamed.job.id = `${job.id}x`;
    writeFileSync(file, [line.trim(), "", "{", JSON.stringify(other), JSON.stringify(renamed)].join("\n"));
    const { code, stdout, stderr } = await run("jobs", "import", file);
    expect(code).toBe(2);
    expect(stdout).toBe("1 imported, 1 there already, 1 in conflict, 1 refused\n");
    expect(stderr).toContain("line 3: refused: it is not JSON");
    expect(stderr).toContain(`line 4: ${job.id} is there already, and is another; it stays`);
    expect(await statusOf({ id: `${job.id}x` })).toBe("dead");
    expect((await run("jobs", "import", join(folder, "none.jsonl"))).code).toBe(2);
  });

  it("take what other programs make of an export: a byte order mark, Windows' line ends, U+2028 as it is", async () => {
    const job = await given({ title: "one\u2028two" });
    const line = JSON.stringify(JSON.parse((await run("jobs", "export", "--id", job.id)).stdout));
    expect(line).toContain("\u2028");
    const file = join(folder, "of-others.jsonl");
    writeFileSync(file, `\uFEFF${line.replaceAll(job.id, `${job.id}y`)}\r\n${line}\r\n`);
    const { code, stdout } = await run("jobs", "import", file);
    expect(stdout).toBe("1 imported, 1 there already, 0 in conflict, 0 refused\n");
    expect(code).toBe(0);
    expect((await run("jobs", "import", folder)).stderr).toContain("cannot be read");
  });

  it("leave the engine's own jobs out, unless they are named", async () => {
    const job = await given();
    expect((await run("jobs", "delete", "--id", job.id, "--yes", "--here")).code).toBe(0);
    const typesOf = async (...args: string[]) =>
      (await run("jobs", "export", ...args)).stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).job.type as string);
    expect(await typesOf()).not.toContain("jobs:bulk");
    expect(new Set(await typesOf("--type", "jobs:bulk"))).toEqual(new Set(["jobs:bulk"]));
  });

  it("write every dead letter, and take no filter for that", async () => {
    const job = await given();
    await aws.functions.deadLetters.invoke({});
    const { stdout, stderr } = await run("jobs", "export", "--dead-letters");
    expect(stdout).toContain(`"jobId":"${job.id}"`);
    expect(stderr).toMatch(/^\d+ dead letters? written$/m);
    expect((await run("jobs", "export", "--dead-letters", "--type", "x")).code).toBe(2);
  });

  it("read standard input, and write what a terminal would obey as JSON escapes", async () => {
    const job = await given({ title: "evil \u009b2J \u202etxet" });
    const { stdout } = await run("jobs", "export", "--id", job.id);
    expect(stdout).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.parse(stdout).job.title).toBe(job.title);
    const imported = await briefings(["jobs", "import", "--json", ...at()], { input: stdout });
    expect(JSON.parse(imported.stdout)).toEqual({ line: 1, fate: "existing", id: job.id });
  });
});
