// `briefings jobs`: the verbs for jobs of any type, beside a system whose queue nobody consumes.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Job } from "../../core/jobs/index.ts";
import { defineSettings } from "../../core/settings.ts";
import { cliJob } from "../support/cli-job.ts";
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

  it("gives the same job for the same --idempotency-key", async () => {
    const given = ["--payload", JSON.stringify(payload), "--idempotency-key", "once"];
    const [first, again] = [await enqueue(...given), await enqueue(...given)];
    expect(again).toEqual(first);
  });

  it.each([
    ["a type that is not registered", ["no:such"], "unknown-job-type", /the types are briefing:generate$/m],
    [
      "a payload that is no JSON",
      [TYPE, "--payload", "{month: 1}"],
      "invalid-json",
      /--payload is not JSON: /,
    ],
    ["a payload that its type refuses", [TYPE], "invalid-request", /topic must be a string/],
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
    expect(stderr).toMatch(/^more: npx briefings list --limit 1 --type report:monthly --cursor \S+$/m);
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
  it("ends a backoff, and says that the job runs as soon as it can", async () => {
    const job = cliJob({ status: "retrying", nextAttemptAt: Date.now() + 900_000 });
    await system.aws.backend.store.create(job);
    const { code, stdout } = await jobs("run", job.id);
    expect(code).toBe(0);
    expect(stdout).toBe(`${job.id} retrying: a message was sent, it runs as soon as the consumer is free\n`);
    const { nextAttemptAt = Number.NaN } = (await recorded(job.id)) ?? {};
    expect(nextAttemptAt).toBeLessThanOrEqual(Date.now());
    expect(JSON.parse((await jobs("run", job.id, "--json")).stdout)).toEqual({
      id: job.id,
      status: "retrying",
    });
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
});
