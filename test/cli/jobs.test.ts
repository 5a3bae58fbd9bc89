// `briefings jobs`: the verbs for jobs of any type, beside a system whose queue nobody consumes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { utc } from "../../cli/words.ts";
import type { Job } from "../../core/jobs/index.ts";
import { defineSettings } from "../../core/settings.ts";
import { cliJob, failedAttempt } from "../support/cli-job.ts";
import { briefings, verb } from "../support/run-cli.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

const TYPE = "briefing:generate";
const payload = {
  topic: "Offshore wind",
  sources: [{ kind: "text", title: "Note", text: "Grid operators ask for more storage." }],
};

let system: VerbsRuntime;
beforeAll(async () => {
  system = await startVerbsRuntime();
});
afterAll(() => system.close());

const jobs = (...args: string[]) => system.run("jobs", ...args);
const enqueue = (...args: string[]) => jobs("enqueue", TYPE, ...args);
const recorded = (id: string) => system.aws.backend.store.get(id.trim());

describe("jobs enqueue", () => {
  it("prints the id of the job that it has enqueued", async () => {
    const { code, stdout } = await enqueue("--payload", JSON.stringify(payload));
    expect(code).toBe(0);
    expect(await recorded(stdout)).toMatchObject({ type: TYPE, status: "queued", request: payload });
  });

  it("reads the payload from standard input", async () => {
    const args = ["jobs", "enqueue", TYPE, "--payload", "-", "--json", ...system.at()];
    const { stdout } = await briefings(args, { input: JSON.stringify(payload) });
    const { id, status } = JSON.parse(stdout);
    expect(status).toBe("queued");
    expect(await recorded(id)).toMatchObject({ request: payload });
  });

  it("takes a delay and a deadline, and refuses what is none", async () => {
    const given = ["--payload", JSON.stringify(payload)];
    const { stdout } = await enqueue(...given, "--delay", "600", "--deadline", "2099-01-01T00:00:00+01:00");
    expect(await recorded(stdout)).toMatchObject({
      processAt: expect.any(Number),
      deadlineAt: Date.UTC(2098, 11, 31, 23),
    });
    expect(await enqueue(...given, "--delay", "-1")).toMatchObject({ code: 2 });
    expect(await enqueue(...given, "--deadline", "2099-01-01")).toMatchObject({ code: 2 });
    expect(await enqueue(...given, "--deadline", "2099-02-29T00:00Z")).toMatchObject({ code: 2 });
  });

  it("gives the same job for the same --idempotency-key", async () => {
    const given = ["--payload", JSON.stringify(payload), "--idempotency-key", "once"];
    const [first, again] = [await enqueue(...given), await enqueue(...given)];
    expect(again).toEqual(first);
  });

  it.each([
    [
      "a type that is not registered",
      ["no:such"],
      "unknown-job-type",
      /the types are briefing:generate, deliver:email, deliver:webhook$/m,
    ],
    [
      "a payload that is no JSON",
      [TYPE, "--payload", "{month: 1}"],
      "invalid-json",
      /--payload is not JSON: /,
    ],
    ["a payload that its type refuses", [TYPE], "invalid-request", /topic must be a string/],
    [
      "a priority that the app does not have",
      [TYPE, "--payload", JSON.stringify(payload), "--priority", "high"],
      "invalid-request",
      /priority: must be one of this app's priorities: default$/m,
    ],
    ["an option that there is not", [TYPE, "--topic", "x"], "usage", /unknown option '--topic'/],
    ["no type", [], "usage", /missing required argument 'type'/],
  ])("refuses %s with exit code 2", async (_, args, code, message) => {
    const plain = await jobs("enqueue", ...args);
    expect([plain.code, plain.stdout]).toEqual([2, ""]);
    expect(plain.stderr).toMatch(message);
    const { stdout, stderr } = await jobs("enqueue", ...args, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code, exitCode: 2 } });
    expect(stderr).toMatch(/^briefings: .+\n$/);
  });
});

describe("jobs enqueue --file", () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, index) => JSON.stringify({ ...payload, topic: `Topic ${index}` }));
  const fileOf = (content: string) => {
    const file = join(system.dataFolder, "payloads.jsonl");
    writeFileSync(file, content);
    return file;
  };

  it("enqueues a job for each line, and says how many on one line of standard output", async () => {
    const { code, stdout, stderr } = await enqueue("--file", fileOf(`${lines(23).join("\n")}\n`));
    expect([code, stdout]).toEqual([0, "23 jobs: 23 created\n"]);
    expect(stderr).toMatch(/^23 of 23 jobs$/m);
  });

  it("reads the lines from standard input, empty ones left out", async () => {
    const args = ["jobs", "enqueue", TYPE, "--file", "-", "--json", ...system.at()];
    const { stdout } = await briefings(args, { input: lines(2).join("\r\n\r\n") });
    const { counts, items } = JSON.parse(stdout);
    expect(counts).toMatchObject({ created: 2, refused: 0 });
    expect(items).toMatchObject([
      { line: 1, fate: "created" },
      { line: 3, fate: "created" },
    ]);
    expect(await recorded(items[1].jobId)).toMatchObject({ request: { topic: "Topic 1" } });
  });

  it("adds only what is missing when the same file is given again with the same key", async () => {
    const given = (count: number) => [
      "--file",
      fileOf(lines(count).join("\n")),
      "--idempotency-key",
      "import 7",
    ];
    await enqueue(...given(5));
    expect((await enqueue(...given(8))).stdout).toBe("8 jobs: 3 created, 5 there already\n");
  });

  it("gives each line's job what the command line says: its tenant, and when it runs", async () => {
    const file = fileOf(lines(1).join(""));
    const { stdout } = await enqueue("--file", file, "--json", "--tenant", "acme", "--delay", "3600");
    const [item] = JSON.parse(stdout).items;
    expect(await recorded(item.jobId)).toMatchObject({ tenant: "acme", status: "scheduled" });
  });

  it("names the line of each payload that is refused, and ends with exit code 2", async () => {
    const file = fileOf([...lines(1), '{"topic":"no sources"}', ...lines(1)].join("\n"));
    const { code, stdout, stderr } = await enqueue("--file", file);
    expect([code, stdout]).toEqual([2, "3 jobs: 2 created, 1 refused\n"]);
    expect(stderr).toMatch(/^2 +sources/m);
    const { items } = JSON.parse((await enqueue("--file", file, "--json")).stdout);
    expect(items[1]).toMatchObject({
      line: 2,
      fate: "refused",
      code: "invalid-request",
      errors: [{ path: "sources" }],
    });
  });

  it.each([
    [
      "a line that is no JSON: nothing is enqueued",
      '{"topic":1}\n{topic}',
      [],
      "invalid-json",
      /line 2 of --file/,
    ],
    ["--wait", "{}", ["--wait"], "usage", /--file goes with neither --payload nor --wait/],
    ["--payload", "{}", ["--payload", "{}"], "usage", /--file goes with neither/],
  ])("refuses %s", async (_, content, more, code, message) => {
    const before = await system.aws.backend.queue.backlog();
    const refused = await enqueue("--file", fileOf(content), ...more, "--json");
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: { code, message: expect.stringMatching(message) },
    });
    expect(await system.aws.backend.queue.backlog()).toBe(before);
  });
});

describe("jobs types", () => {
  it("lists each type with its limits and the fields of its payload", async () => {
    const { code, stdout } = await jobs("types");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^type +ids +attempts +timeout +payload$/m);
    const { jobs: limits, consumer } = defineSettings();
    expect(stdout).toMatch(
      new RegExp(
        `^${TYPE} +brf_… +${limits.maxAttempts} +${consumer.timeoutSeconds} s +topic, sources, length\\?,`,
        "m",
      ),
    );
  });

  it("prints the JSON Schemas with --json", async () => {
    const { items } = JSON.parse((await jobs("types", "--json")).stdout);
    expect(items).toMatchObject([
      { name: TYPE, payload: { required: ["topic", "sources"] }, result: { type: "object" } },
      { name: "deliver:email", payload: { required: ["email"] } },
      { name: "deliver:webhook", payload: { required: ["webhook"] } },
    ]);
  });
});

describe("jobs list --type", () => {
  it("lists jobs of one type only, and names the type in the command for the next page", async () => {
    const other: Partial<Job> = { id: "rep_1", type: "report:monthly", title: "Report" };
    for (const job of [cliJob(other), cliJob({ ...other, id: "rep_2" })])
      await system.aws.backend.store.create(job);
    const { stdout, stderr } = await jobs("list", "--type", "report:monthly", "--limit", "1");
    expect(stdout).toMatch(/^rep_\d +queued /m);
    expect(stdout).not.toContain(TYPE);
    expect(stderr).toContain("no job type report:monthly is registered here");
    expect(stderr).toMatch(
      /^more: npx briefings list --limit 1 --type report:monthly --cursor \S+ --data \S+ --sqs-port \d+$/m,
    );
  });
});

describe("jobs show", () => {
  it("shows the steps that are done, in a table and in JSON", async () => {
    const at = Date.parse("2026-11-25T21:44:07Z");
    const steps = [{ name: "sources-read", key: "sources-read#c1", at, bytes: 1_024 }];
    const job = cliJob({ steps });
    await system.aws.backend.store.create(job);
    const { stderr } = await jobs("show", job.id);
    expect(stderr).toMatch(/^step +done \(UTC\) +result$/m);
    expect(stderr).toMatch(/^sources-read +2026-11-25 21:44:07 +1024 bytes$/m);
    expect(JSON.parse((await jobs("show", job.id, "--json")).stdout)).toMatchObject({ steps });
  });
});

describe("jobs show of a job that returned nothing", () => {
  it("prints null, as JSON has it", async () => {
    const job = cliJob({ status: "succeeded", type: "report:monthly", endedAt: Date.now() });
    await system.aws.backend.store.create(job);
    for (const format of ["markdown", "json"]) {
      expect(await jobs("show", job.id, "--format", format)).toMatchObject({ code: 0, stdout: "null\n" });
    }
  });
});

describe("jobs run", () => {
  const runsSoon = "a message was sent: it runs as soon as the consumer is free";

  it("ends a backoff, and says that the job runs as soon as it can", async () => {
    const nextAttemptAt = Date.now() + 900_000;
    const job = cliJob({ status: "retrying", nextAttemptAt });
    await system.aws.backend.store.create(job);
    const { code, stdout, stderr } = await jobs("run", job.id);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`${job.id} was retrying until ${utc(nextAttemptAt)} UTC, and ${runsSoon}\n`);
    expect((await recorded(job.id))?.nextAttemptAt ?? Number.NaN).toBeLessThanOrEqual(Date.now());
    expect(JSON.parse((await jobs("run", job.id, "--json")).stdout)).toEqual({
      ...{ id: job.id, was: "retrying", status: "retrying", attemptsLeft: 4 },
    });
  });

  it.each([
    [{ status: "queued" }, "was queued"],
    [{ status: "pending" }, "was not sent"],
    [
      { status: "scheduled", nextAttemptAt: Date.parse("2126-12-24T07:00:00Z") },
      "was scheduled for 2126-12-24 07:00:00 UTC",
    ],
  ] as const)("says of what the job waited for, not of what it is now: %j", async (fields, was) => {
    const job = cliJob({ ...fields, attempts: [] });
    await system.aws.backend.store.create(job);
    const { stdout, stderr } = await jobs("run", job.id);
    expect([stdout, stderr]).toEqual([`${job.id} ${was}, and ${runsSoon}\n`, ""]);
    expect(JSON.parse((await jobs("run", job.id, "--json")).stdout)).toMatchObject({ attemptsLeft: 5 });
  });

  it("warns when it is the last attempt", async () => {
    const attempts = Array.from({ length: 4 }, () => failedAttempt("https://example.com answered 503"));
    const job = cliJob({ status: "retrying", attempts, nextAttemptAt: Date.now() + 900_000 });
    await system.aws.backend.store.create(job);
    expect((await jobs("run", job.id)).stderr).toBe(
      "this is its last attempt of 5: if it fails, the job is dead\n",
    );
    const { stdout } = await jobs("run", job.id, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ attemptsLeft: 1 });
    expect((await jobs("retry", job.id)).stderr).toContain("this is its last attempt of 5");
  });

  it("says so while the consumer is paused", async () => {
    const job = cliJob({ status: "queued" });
    await system.aws.backend.store.create(job);
    await system.run("pause");
    expect((await jobs("run", job.id)).stderr).toMatch(
      /^the consumer is paused since .*: nothing runs until /,
    );
    await system.run("resume");
    expect((await jobs("run", job.id)).stderr).toBe("");
  });

  it("tells a job that has ended, and one that is not there, by the exit code", async () => {
    const job = cliJob({ status: "succeeded", endedAt: Date.now() });
    await system.aws.backend.store.create(job);
    expect(await jobs("run", job.id)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("is succeeded"),
    });
    expect(await jobs("run", "rep_none")).toMatchObject({ code: 4 });
  });
});

describe("jobs", () => {
  it("says what it knows: --help, and a verb that there is not", async () => {
    const help = await verb(["jobs", "--help"]);
    expect(help.code).toBe(0);
    for (const name of ["enqueue", "types", "list", "show", "run", "cancel"]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    }
    expect(await verb(["jobs", "launch"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unknown command 'launch'"),
    });
  });

  it("cancels a job of any type", async () => {
    const job = cliJob({ id: "rep_3", type: "report:monthly" });
    await system.aws.backend.store.create(job);
    expect((await jobs("cancel", job.id)).stdout).toBe("rep_3 cancelled\n");
  });

  it("tells a running job to stop, and says so; show says why it waits", async () => {
    const { store } = system.aws.backend;
    const claim = { claimId: "c", leaseUntil: Date.now() + 600_000, messageId: "m" };
    await store.create(cliJob({ id: "rep_4", type: "report:monthly", status: "running", claim }));
    expect((await jobs("cancel", "rep_4")).stdout).toBe(
      "rep_4 running: it is told to stop, and is cancelled then\n",
    );
    expect((await jobs("show", "rep_4")).stderr).toContain("running, and told to stop: it was cancelled");
    const snoozed = {
      times: 3,
      since: Date.now() - 60_000,
      reason: "no batch yet",
      until: Date.now() + 60_000,
    };
    await store.create(cliJob({ id: "rep_5", type: "report:monthly", status: "retrying", snoozed }));
    expect((await jobs("show", "rep_5")).stderr).toMatch(
      /given back +3 times since .*: no batch yet; next try/,
    );
  });
});
