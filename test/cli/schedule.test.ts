// `briefings schedule`: the verbs for jobs that are made again and again, beside a system whose queue nobody consumes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getSchedule, type ShownSchedule } from "../../core/jobs/index.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

let system: VerbsRuntime;
beforeAll(async () => {
  system = await startVerbsRuntime();
});
afterAll(() => system.close());

const schedule = (...args: string[]) => system.run("schedule", ...args);
const kept = (name: string) => getSchedule(system.aws.backend, name);
const ABOUT = ["--topic", "Offshore wind", "--source", "https://example.org/feed.xml"];
const WEEKDAYS = ["--cron", "0 7 * * 1-5", "--zone", "Europe/Berlin"];
const TYPE = "briefing:generate";

describe("schedule add", () => {
  it("makes every weekday at 7:00 in Berlin a briefing, and says when the next is, there and in UTC", async () => {
    const { code, stdout } = await schedule("add", "weekdays", ...WEEKDAYS, ...ABOUT);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^weekdays added: next run (Mon|Tue|Wed|Thu|Fri) \d{4}-\d\d-\d\d 07:00 in Europe\/Berlin \(\d{4}-\d\d-\d\d 0[56]:00 UTC\)\n$/,
    );
    expect(await kept("weekdays")).toMatchObject({
      type: TYPE,
      payload: { topic: "Offshore wind", sources: [{ kind: "feed", url: "https://example.org/feed.xml" }] },
      cron: "0 7 * * 1-5",
      zone: "Europe/Berlin",
      missed: "run-once",
      overlap: "skip",
    });
  });

  it("changes the one of its name", async () => {
    await schedule("add", "changed", ...WEEKDAYS, ...ABOUT);
    const rules = ["--missed", "skip", "--overlap", "allow"];
    const { stdout } = await schedule("add", "changed", "--cron", "@monthly", ...rules, ...ABOUT);
    expect(stdout).toMatch(/^changed changed: next run \w{3} \d{4}-\d\d-01 00:00 in UTC\n$/);
    expect(await kept("changed")).toMatchObject({ missed: "skip", overlap: "allow", zone: "UTC" });
  });

  it("takes files as sources, in the order of the command line, and a job of any type by --type and --payload", async () => {
    const file = join(system.dataFolder, "note.md");
    writeFileSync(file, "# A note\n\nGrid operators ask for more storage.");
    await schedule("add", "sources", ...WEEKDAYS, "--file", file, ...ABOUT);
    const { payload } = await kept("sources");
    expect(payload).toMatchObject({ sources: [{ kind: "text", title: "A note" }, { kind: "feed" }] });
    const json = JSON.stringify(payload);
    const { stdout } = await schedule(
      "add",
      "typed",
      ...WEEKDAYS,
      "--type",
      TYPE,
      "--payload",
      json,
      "--json",
    );
    expect(JSON.parse(stdout)).toMatchObject({
      id: "typed",
      type: TYPE,
      payload,
      nextRuns: expect.any(Array),
    });
  });

  it.each([
    ["no cron expression", ["x", ...ABOUT], "usage", /--cron/],
    [
      "a wrong cron expression",
      ["x", "--cron", "0 25 * * *", ...ABOUT],
      "invalid-request",
      /"25" as its hour/,
    ],
    [
      "a zone that there is not",
      ["x", "--cron", "@daily", "--zone", "Mars", ...ABOUT],
      "invalid-request",
      /IANA/,
    ],
    [
      "a name that there cannot be",
      ["a b", "--cron", "@daily", ...ABOUT],
      "invalid-request",
      /name has 1 to 100/,
    ],
    ["no topic", ["x", "--cron", "@daily", "--source", "https://e.org"], "invalid-request", /payload.topic/],
    ["nothing to make", ["x", "--cron", "@daily"], "usage", /--topic and --source.*--type and --payload/],
    [
      "two things to make",
      ["x", "--cron", "@daily", "--type", TYPE, ...ABOUT],
      "usage",
      /--type and --payload/,
    ],
    ["a payload without a type", ["x", "--cron", "@daily", "--payload", "{}", ...ABOUT], "usage", /--type/],
    [
      "a type that there is not",
      ["x", "--cron", "@daily", "--type", "no:such"],
      "invalid-request",
      /no such job type/,
    ],
    [
      "a rule that there is not",
      ["x", "--cron", "@daily", "--missed", "all", ...ABOUT],
      "usage",
      /run-once, skip/,
    ],
  ])("refuses %s with exit code 2", async (_, args, code, message) => {
    const { code: exitCode, stdout } = await schedule("add", ...args, "--json");
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code, message: expect.stringMatching(message) } });
    await expect(kept("x")).rejects.toMatchObject({ code: "schedule-not-found" });
  });
});

describe("a schedule", () => {
  it("runs now, once until its job has ended, and shows its runs", async () => {
    await schedule("add", "asked", ...WEEKDAYS, ...ABOUT);
    const { stdout } = await schedule("run", "asked");
    const id = stdout.trim();
    expect(await system.aws.backend.store.get(id)).toMatchObject({ type: TYPE, status: "queued" });
    const again = await schedule("run", "asked");
    expect([again.code, again.stdout]).toEqual([3, ""]);
    expect(again.stderr).toContain(id);
    const shown = (await schedule("show", "asked")).stdout;
    expect(shown).toMatch(/^cron +0 7 \* \* 1-5 in Europe\/Berlin$/m);
    expect(shown).toMatch(/^next runs \(Europe\/Berlin\) +UTC$/m);
    expect(shown.match(/^\w{3} \d{4}-\d\d-\d\d 07:00 +\d{4}-\d\d-\d\d 0[56]:00$/gm)).toHaveLength(5);
    expect(shown).toMatch(new RegExp(`^.* +yes +${id} +queued$`, "m"));
  });

  it("is paused, resumed and removed", async () => {
    await schedule("add", "paused", ...WEEKDAYS, ...ABOUT);
    expect((await schedule("pause", "paused")).stdout).toBe("paused paused\n");
    expect((await schedule("show", "paused")).stdout).toMatch(/^paused +since \d{4}-/m);
    expect((await schedule("resume", "paused")).stdout).toMatch(/^paused resumed: next run /);
    expect((await schedule("remove", "paused")).stdout).toBe("paused removed\n");
    const { code, stdout } = await schedule("show", "paused", "--json");
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "schedule-not-found" } });
  });

  it("that is paused after its next run was enqueued ahead, says how that is taken back", async () => {
    // Within the look's 90 seconds, and far enough off that the run does not begin meanwhile.
    const next = new Date(Math.ceil((Date.now() + 25_000) / 60_000) * 60_000);
    await schedule("add", "ahead", "--cron", `${next.getUTCMinutes()} ${next.getUTCHours()} * * *`, ...ABOUT);
    await system.aws.functions.recover.invoke({});
    const { runs } = await kept("ahead");
    const { stderr } = await schedule("pause", "ahead");
    expect(stderr).toMatch(
      new RegExp(`npx briefings cancel ${runs[0]?.jobId} --data \\S+ --sqs-port \\d+ takes it back`),
    );
  });
});

describe("schedule list", () => {
  it("lists the next to run first and what is paused last, each with its next run there and in UTC", async () => {
    await schedule("add", "list-late", "--cron", "0 0 29 2 *", ...ABOUT);
    await schedule("add", "list-soon", "--cron", "* * * * *", "--zone", "Asia/Kathmandu", ...ABOUT);
    await schedule("add", "list-paused", "--cron", "* * * * *", ...ABOUT);
    await schedule("pause", "list-paused");
    const { stdout } = await schedule("list");
    expect(stdout).toMatch(/^schedule +next run +in +last run +next run \(UTC\) +cron +type$/m);
    expect(stdout).toMatch(
      /^list-soon +\w{3} [\d-]+ [\d:]+ +Asia\/Kathmandu +- +[\d-]+ [\d:]+ +\* \* \* \* \* +briefing:generate$/m,
    );
    expect(stdout).toMatch(/^list-late +\w{3} \d{4}-02-29 00:00 +UTC/m);
    expect(stdout).toMatch(/^list-paused +paused +UTC +- +- /m);
    const names = [...stdout.matchAll(/^list-(\w+)/gm)].map((match) => match[1]);
    expect(names).toEqual(["soon", "late", "paused"]);
  });

  it("as JSON has the whole of each, and names the next page", async () => {
    const first = JSON.parse((await schedule("list", "--limit", "1", "--json")).stdout);
    expect(first.items).toHaveLength(1);
    const { stdout, stderr } = await schedule("list", "--limit", "1", "--cursor", first.cursor);
    expect(stdout).not.toContain(first.items[0].id);
    expect(stderr).toMatch(/^more: npx briefings schedule list --limit 1 --cursor /);
    const items: ShownSchedule[] = JSON.parse((await schedule("list", "--json")).stdout).items;
    expect(items.map(({ id }) => id)).toContain("list-late");
  });
});
