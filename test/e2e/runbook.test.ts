// The runbook's pages, each tried: its trouble is planted, and every command of the page is run as it stands there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pauseConsumer, resumeConsumer } from "../../core/jobs/index.ts";
import { CHECKS, driveHere, startBulk } from "../../core/jobs/operate/inspector.ts";
import { commandsIn, namedCommandsIn, unknownIn, wordsOf } from "../support/commands.ts";
import { verb } from "../support/run-cli.ts";
import { type RunbookWorld, startRunbookWorld } from "../support/runbook-world.ts";

const text = readFileSync("docs/runbook.md", "utf8");
const pages = text
  .split(/^## /m)
  .slice(1)
  .map((page) => {
    const [title = "", ...lines] = page.split("\n");
    return { title, text: lines.join("\n") };
  });
const pageOf = (title: string) => pages.find((page) => page.title === title)?.text ?? "";

let world: RunbookWorld;
let folder: string;
beforeAll(async () => {
  world = await startRunbookWorld();
  folder = mkdtempSync(join(tmpdir(), "runbook-"));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

type Trial = {
  page: string;
  /** What stands for `ID`, `MESSAGE` and so on: made anew for each command, since a command may end what it is about. */
  plant(): Promise<Record<string, (line: string) => Promise<string>>>;
  /** What commands say; of the others it is enough that they do what they do. */
  says?: Record<string, RegExp>;
  /** Exit codes that are not 0. */
  exits?: Record<string, number>;
};

const TYPE = "briefing:generate";

/** There is one already, and each command gets one of its own. */
const jobs =
  (make: () => Promise<string>): Trial["plant"] =>
  async () => {
    await make();
    return { ID: make };
  };

const trials: Trial[] = [
  {
    page: "First look",
    plant: jobs(() => world.dead()),
    says: {
      "briefings queues": /briefings/,
      "briefings dead": /HttpError/,
      "briefings workers": /worker|no job runs/,
    },
  },
  {
    page: "The doctor",
    async plant() {
      await world.waiting({ status: "pending", createdAt: Date.now() - 3_600_000 * 3 });
      await world.aws.backend.store.putDocument("schedule", "NAME", schedule, {
        revision: 0,
        listedAt: Date.now(),
      });
      return {};
    },
    exits: { "briefings doctor": 12 },
    says: { "briefings doctor": /fault +overdue-jobs/ },
  },
  {
    page: "Dead letters",
    async plant() {
      await Promise.all([world.dead(), world.dead(), world.dead(), world.poison()]);
      return { ID: () => world.dead(), MESSAGE: () => world.poison(), FINGERPRINT: fingerprint };
    },
    says: {
      "briefings dead": /HttpError/,
      "briefings list --fingerprint FINGERPRINT": /dead \(exhausted\)/,
      "briefings show ID": /answered 503/,
      "briefings dead list": /unreadable/,
      "briefings jobs retry --fingerprint FINGERPRINT --dry-run": /\d+ jobs match/,
    },
  },
  { page: "All that match", plant: async () => ({ "blk_…": operationFor }) },
  {
    page: "Poisoned",
    plant: jobs(() => world.dead()),
    says: { "briefings dead": /HttpError/ },
  },
  {
    page: "Oldest message",
    plant: jobs(() => world.waiting({ createdAt: Date.now() - 7_200_000 })),
    says: { "briefings list --status queued --order oldest": /queued/, "briefings show ID": /queued/ },
  },
  {
    page: "Oldest pending job",
    plant: jobs(() => world.waiting({ status: "pending", createdAt: Date.now() - 7_200_000 })),
    exits: { "briefings doctor": 12 },
    says: {
      "briefings list --status pending --order oldest": /pending/,
      "briefings doctor": /overdue-jobs/,
    },
  },
  {
    page: "Oldest queued job",
    plant: jobs(() => world.waiting({ createdAt: Date.now() - 7_200_000 })),
    says: { "briefings jobs retry --status queued --type TYPE --dry-run": /match/ },
  },
  {
    page: "The breaker is open",
    async plant() {
      const open = { since: Date.now(), probeAt: Date.now() + 60_000, failedProbes: 0 };
      const breaker = { failures: 10, cause: "HttpError: <url> answered <n>", open };
      const { store } = world.aws.backend;
      const { revision = 0 } = (await store.getDocument("breaker", TYPE)) ?? {};
      await store.putDocument("breaker", TYPE, breaker, { revision, listedAt: Date.now() });
      return { ID: () => world.dead() };
    },
    says: {
      "briefings breakers": /briefing:generate .*answered <n>/s,
      "briefings list --type TYPE --status retrying,dead": /dead/,
      "briefings breakers --close TYPE": /closed/,
    },
  },
  {
    page: "The consumer is paused",
    async plant() {
      expect((await world.run("pause")).code).toBe(0);
      return {};
    },
    says: { "briefings queues": /paused/, "briefings resume": /running/ },
  },
  {
    page: "Jobs failing",
    plant: jobs(() => world.retrying()),
    says: { "briefings list --status retrying": /retrying/, "briefings show ID": /answered 503/ },
  },
  {
    page: "Function errors",
    plant: jobs(() => world.dead({ cause: "killed" })),
    says: { "briefings list --cause killed": /dead \(killed\)/ },
  },
  {
    page: "A start that fails",
    async plant() {
      const trouble = { at: Date.now(), reason: "environment: TABLE_NAME is not set" };
      return { ID: () => world.waiting({ trouble }) };
    },
    says: { "briefings show ID": /TABLE_NAME is not set/ },
  },
  { page: "API 5xx", plant: async () => ({}) },
  {
    page: "Find a job",
    plant: jobs(() => world.dead({ title: "no user called Ann" })),
    says: {
      'briefings jobs search "no user"': /no user called Ann/,
      "briefings show ID --stacks": /fetchFeed/,
    },
  },
  {
    page: "Mend a payload",
    plant: jobs(() => world.dead()),
    says: { "briefings show ID --json": /Tidal power/ },
  },
  {
    page: "Try a job on your machine",
    plant: jobs(() => world.dead()),
    says: { "briefings jobs replay ID --yes": /tidal/i },
  },
  {
    page: "Stop jobs",
    async plant() {
      await Promise.all([world.retrying(), world.retrying(), world.retrying()]);
      return {};
    },
    says: { "briefings jobs cancel --type TYPE --since 2h --dry-run": /\d+ jobs? match/ },
  },
  {
    page: "Run what waits, now",
    async plant() {
      await Promise.all([world.retrying(), world.retrying()]);
      return { ID: () => world.retrying() };
    },
    says: { "briefings jobs retry --status retrying --dry-run": /jobs? match/ },
  },
  { page: "Rotate the secret of webhooks", plant: async () => ({}) },
  { page: "Deliveries fail", plant: jobs(() => world.dead()) },
];

const schedule = {
  ...{ v: 1, type: TYPE, payload: {}, cron: "0 7 * * *", zone: "UTC", missed: "run-once", overlap: "skip" },
  ...{ createdAt: 1, pausedAt: 1, runs: [] },
};

/** An operation on many jobs to which this can be done. */
async function operationFor(line: string): Promise<string> {
  const { backend } = world.aws;
  if (line.includes(" undo ")) return await archiveOf(await world.dead());
  if (!line.includes("--follow")) await pauseConsumer(backend);
  const { id } = await startBulk(backend, { operation: "cancel", filter: { type: ["no-such-type"] } });
  if (line.includes(" retry ")) {
    await backend.store.update(id, { set: { status: "dead", cause: "killed", endedAt: Date.now() } }, {});
  }
  return id;
}

/** One that has ended. */
async function archiveOf(jobId: string): Promise<string> {
  const { backend } = world.aws;
  const { id } = await startBulk(
    backend,
    { operation: "archive", filter: { id: [jobId] } },
    { hereForSeconds: 600 },
  );
  const signal = new AbortController().signal;
  await driveHere(backend, id, { signal, pause: async () => {} });
  await resumeConsumer(backend);
  return id;
}

const asksAPerson = (line: string) => /^briefings jobs cancel --(?!.*--(yes|dry-run))/.test(line);

/** Those that stand in the page, as they are written. */
const linesOf = (page: string) => [...new Set([...commandsIn(page), ...namedCommandsIn(page)])];
/** A stage is on AWS; the finding of one is tested in `core/aws/find-stage.test.ts`. */
const isOnAws = (line: string) => line.includes("--stage ");

/** Its exit code says what became of the job, or what else is wrong in this system. */
const saysByExit = (line: string) => /^briefings (show ID|doctor)/.test(line);

describe.each(trials)("the page $page", ({ page, plant, says = {}, exits = {} }) => {
  const lines = linesOf(pageOf(page)).filter((line) => !isOnAws(line));

  it("is there, and has the commands that are expected of it", () => {
    expect(lines.length).toBeGreaterThan(0);
    expect([...Object.keys(says), ...Object.keys(exits)].filter((line) => !lines.includes(line))).toEqual([]);
  });

  it("helps, command by command", { timeout: 120_000 }, async () => {
    const words = { TYPE: async () => TYPE, NAME: async () => "NAME", ...(await plant()) };
    for (const line of lines) {
      const { code, stdout, stderr } = await runAs(line, words);
      const wanted = exits[line] ?? (saysByExit(line) ? code : 0);
      expect({ line, code, stderr }).toEqual({ line, code: wanted, stderr });
      const expected = says[line];
      if (expected) expect(`${line}: ${stdout}${stderr}`).toMatch(expected);
      if (line.startsWith("briefings jobs export")) writeFileSync(join(folder, "jobs.jsonl"), stdout);
    }
    // A page may end with a pause.
    await resumeConsumer(world.aws.backend);
  });
});

async function runAs(line: string, words: Readonly<Record<string, (line: string) => Promise<string>>>) {
  const args: string[] = [];
  for (const word of wordsOf(line)) {
    args.push(word === "jobs.jsonl" ? join(folder, word) : ((await words[word]?.(line)) ?? word));
  }
  // A person would be asked, and nobody is here.
  if (asksAPerson(line)) args.push("--yes");
  // The one verb that knows no queue, and that ends only when it is told to.
  if (args[0] === "tail") return await verb([...args, "--no-follow", ...world.at().slice(0, 2)]);
  return await world.run(...args);
}

async function fingerprint(): Promise<string> {
  const { stdout } = await world.run("dead", "--json");
  return JSON.parse(stdout).groups[0]?.fingerprint ?? "";
}

describe("the runbook", () => {
  it("names only commands and options that the command line has", async () => {
    expect((await Promise.all(linesOf(text).map(unknownIn))).flat()).toEqual([]);
  });

  it("has each page tried that has a command which can be tried here", () => {
    const tried = trials.map(({ page }) => page);
    const untried = pages.filter(
      (page) => linesOf(page.text).some((line) => !isOnAws(line)) && !tried.includes(page.title),
    );
    // Its commands are those of a deploy.
    expect(untried.map(({ title }) => title)).toEqual(["Deploy and roll back with messages in flight"]);
  });

  it("says of each check of the doctor what is wrong and what to do", () => {
    for (const check of CHECKS) expect(pageOf("The doctor")).toMatch(new RegExp(`^\\| .*\`${check}\``, "m"));
  });
});
