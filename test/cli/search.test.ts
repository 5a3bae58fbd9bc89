// `list` and `jobs search`: every filter on the command line, pages, and what is printed to go on.
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeSearch } from "../../cli/search-progress.ts";
import { quoted } from "../../cli/shell-quote.ts";
import type { Job } from "../../core/jobs/index.ts";
import { fingerprintOf } from "../../core/jobs/operate/inspector.ts";
import { cliJob, failedAttempt } from "../support/cli-job.ts";
import { verb } from "../support/run-cli.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

let system: VerbsRuntime;
const start = Date.parse("2026-11-25T21:44:00Z");
const jobs = {
  wind: cliJob({ title: "Wind", tenant: "acme", request: { topic: "Wind", depth: 3 }, attempts: [] }),
  dead: cliJob({
    ...{ status: "dead", cause: "exhausted", endedAt: start + 600_000, createdAt: start + 60_000 },
    ...{
      title: `It's "hot"`,
      request: { topic: "Heat" },
      attempts: [failedAttempt("https://a.example answered 503")],
    },
  }),
  lost: cliJob({
    ...{ status: "dead", cause: "lost", endedAt: start + 900_000, createdAt: start + 120_000 },
    ...{ title: "Lost", attempts: [] },
  }),
} as const satisfies Record<string, Job>;

beforeAll(async () => {
  system = await startVerbsRuntime();
  for (const job of Object.values(jobs)) await system.aws.backend.store.create(job);
});
afterAll(() => system.close());

const ids = async (...args: string[]) => {
  const { code, stdout, stderr } = await system.run(...args, "--json");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout).items.map(({ id }: Job) => id);
};

describe("list with filters", () => {
  it.each<[string, string[], Job[]]>([
    ["nothing", [], [jobs.lost, jobs.dead, jobs.wind]],
    ["--order oldest", ["--order", "oldest"], [jobs.wind, jobs.dead, jobs.lost]],
    [
      "--id twice, and with commas",
      ["--id", jobs.wind.id, "--id", `${jobs.lost.id},brf_x`],
      [jobs.lost, jobs.wind],
    ],
    ["--status", ["--status", "dead,queued"], [jobs.lost, jobs.dead, jobs.wind]],
    ["--tenant", ["--tenant", "acme"], [jobs.wind]],
    ["--cause", ["--cause", "lost"], [jobs.lost]],
    ["--fingerprint", ["--fingerprint", fingerprintOf(jobs.dead) ?? ""], [jobs.dead]],
    ["--text", ["--text", "ANSWERED 503"], [jobs.dead]],
    ["--where", ["--where", "topic=Wind", "--where", "depth=3"], [jobs.wind]],
    ["--where with an equals sign", ["--where", "topic=Wind=3"], []],
    [
      "--since and --until",
      ["--since", "2026-11-25T21:45:00Z", "--until", "2026-11-25T21:46:00Z"],
      [jobs.dead],
    ],
    ["--ended-since", ["--ended-since", "2026-11-25T21:59:00Z"], [jobs.lost]],
    ["--ended-until", ["--ended-until", "2026-11-25T21:59:00Z"], [jobs.dead]],
    [
      "all of them",
      ["--status", "dead", "--cause", "exhausted", "--text", "it's", "--where", "topic=Heat"],
      [jobs.dead],
    ],
  ])("%s", async (_, args, expected) => {
    expect(await ids("list", ...args)).toEqual(expected.map(({ id }) => id));
    expect(await ids("jobs", "list", ...args)).toEqual(expected.map(({ id }) => id));
  });

  it("that finds nothing says so, with the filter", async () => {
    const { code, stderr } = await system.run("list", "--tenant", "nobody", "--since", "1h");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^no job matches --tenant nobody --since \S+$/m);
    expect((await system.run("jobs", "search", "no such text")).stderr).toBe(
      "no job matches --text 'no such text'\n",
    );
    expect((await system.run("dead", "--tenant", "nobody")).stderr).toMatch(
      /^no dead job matches --tenant nobody$/m,
    );
    expect((await system.run("dead", "list", "--type", "no:such")).stderr).toBe(
      "no message matches --type no:such\n",
    );
    expect((await system.run("schedule", "list")).stderr).toBe("there is no schedule\n");
  });

  it("leaves the engine's own jobs out, unless they are named", async () => {
    const own = cliJob({ type: "jobs:bulk", status: "cancelled", attempts: [], createdAt: start + 300_000 });
    await system.aws.backend.store.create(own);
    expect(await ids("list")).toEqual([jobs.lost.id, jobs.dead.id, jobs.wind.id]);
    expect(await ids("list", "--type", "jobs:bulk")).toEqual([own.id]);
    expect(await ids("list", "--id", own.id)).toEqual([own.id]);
  });

  it("names the ids that no job has", async () => {
    const options = ["--id", `${jobs.wind.id},brf_x`];
    const { stdout, stderr } = await system.run("list", ...options);
    expect(stdout).toContain(jobs.wind.id);
    expect(stderr).toBe("no job has the id brf_x\n");
    expect(JSON.parse((await system.run("list", ...options, "--json")).stdout).unknownIds).toEqual(["brf_x"]);
    const excluded = ["--id", jobs.wind.id, "--status", "dead"];
    expect((await system.run("list", ...excluded)).stderr).toMatch(/^no job matches --id /);
    expect((await system.run("jobs", "cancel", ...options, "--dry-run")).stderr).toBe(
      "no job has the id brf_x\n",
    );
    expect((await system.run("jobs", "export", ...options)).stderr).toBe(
      "no job has the id brf_x\n1 job written\n",
    );
    expect((await system.run("dead", "--id", "brf_x")).stderr).toContain("no job has the id brf_x\n");
  });

  it("is `jobs search` with the text in front", async () => {
    expect(await ids("jobs", "search", "answered")).toEqual([jobs.dead.id]);
    expect(await ids("jobs", "search", "answered", "--status", "queued")).toEqual([]);
    expect(await system.run("jobs", "search", "a", "--text", "b")).toMatchObject({ code: 2 });
  });

  it.each([
    [["--status", "alive"], /status: must be one of scheduled, .*, not alive/],
    [["--since", "yesterday"], /since: must be a time with its zone/],
    [["--where", "topic"], /give a path and a value, as topic=Wind/],
    [["--where", "a=1", "--where", "a=2"], /--where a: takes one value/],
    [["--text", " "], /text: needs a character/],
    [["--cursor", "abc"], /cursor is not one that this list gave/],
    [["--order", "best"], /newest, oldest/],
  ])("refuses %j and says why", async (args, message) => {
    const { code, stderr } = await system.run("list", ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("the next page", () => {
  it("is named with every filter, as a shell takes it", async () => {
    const filters = ["--status", "dead", "--text", "e", "--order", "oldest", "--limit", "1"];
    const { stdout, stderr } = await system.run("list", ...filters, "--until", "2027-01-01T00:00:00Z");
    expect(stdout).toContain(jobs.dead.id);
    const [, command = ""] = /^more: npx briefings (.*)$/m.exec(stderr) ?? [];
    expect(command).toMatch(
      /^list --limit 1 --order oldest --status dead --text e --until 2027-01-01T00:00:00.000Z --cursor [\w-]+ --data \S+ --sqs-port \d+$/,
    );
    const next = await verb(command.split(" "));
    expect(next.stdout).toContain(jobs.lost.id);
    expect(next.stderr).not.toContain("more:");
  });

  it("repeats a filter that a shell would take apart", async () => {
    const where = ["--where", `topic=$(id); it's`, "--limit", "1"];
    for (const title of ["one", "two"])
      await system.aws.backend.store.create(cliJob({ title, request: { topic: "$(id); it's" } }));
    const { stderr } = await system.run("list", ...where);
    expect(stderr).toContain(`--where 'topic=$(id); it'\\''s' --cursor `);
  });
});

describe("a word for a shell", () => {
  it.each([
    "dead",
    "",
    "two words",
    "it's",
    `"$HOME" \`id\` \\ ! *`,
    "tab\tbell\x07",
    "turned \u202etxet'\\",
    "💥",
  ])("%j reads back as it is", (word) => {
    const read = execFileSync("bash", ["-c", `printf %s ${quoted(word)}`], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    });
    expect(read).toBe(word);
    expect(quoted(word)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

it("a long search says how far it is", () => {
  expect(describeSearch({ read: 24_000, found: 3, readTo: start })).toBe(
    "24,000 jobs read, as far as 2026-11-25 21:44:00 UTC; 3 found",
  );
});

describe("list", () => {
  it("tells archived and edited jobs from others, also as JSON", async () => {
    const edit = { at: start, request: { topic: "Wnd" }, requestHash: "a".repeat(64) };
    const tenant = "marked";
    const aside = cliJob({
      ...{ status: "dead", cause: "lost", endedAt: start, archivedAt: start + 5, tenant },
    });
    const edited = cliJob({ status: "queued", edits: [edit, edit], tenant });
    for (const job of [aside, edited]) await system.aws.backend.store.create(job);
    const { stdout } = await system.run("list", "--tenant", tenant);
    expect(stdout).toMatch(new RegExp(`^${aside.id} +dead \\(lost\\), archived +1 `, "m"));
    expect(stdout).toMatch(new RegExp(`^${edited.id} +queued, edited +1 `, "m"));
    const { items } = JSON.parse((await system.run("list", "--tenant", tenant, "--json")).stdout);
    expect(items.find(({ id }: Job) => id === aside.id)).toMatchObject({ archivedAt: start + 5, edits: 0 });
    expect(items.find(({ id }: Job) => id === edited.id)).toMatchObject({ edits: 2 });
  });
});
