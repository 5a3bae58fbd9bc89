// The README and the documents keep their word: every command, file, variable and number they name is there.
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { app } from "../core/app.ts";
import { overrideVariables } from "../core/aws/env.ts";
import { DeadCause } from "../core/jobs/record/job.ts";
import { defineSettings } from "../core/settings.ts";
import { commandsIn, namedCommandsIn, unknownIn } from "./support/commands.ts";
import { compareExamples } from "./support/examples.ts";
import { linksOf, readLink } from "./support/markdown.ts";

const documents = [
  "README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
const read = (path: string) => readFileSync(path, "utf8");

describe.each(documents)("%s", (path) => {
  const text = read(path);

  it("names only scripts that package.json has", () => {
    const named = [...text.matchAll(/npm run ([a-z][a-z:-]*)/g)].map((match) => match[1] ?? "");
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("pipes and redirects nothing that npm prints its banner into", () => {
    const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1] ?? "");
    const lines = blocks.flatMap((block) => block.split("\n")).map((line) => line.replace(/#.*/, ""));
    expect(lines.filter((line) => /\bnpm run (?!-s|--silent).*[|>]/.test(line))).toEqual([]);
    expect(text).not.toMatch(/npm run (submit|briefings)\b/);
  });

  it("names only commands and options that the command line has", async () => {
    const named = [...commandsIn(text), ...namedCommandsIn(text)];
    expect((await Promise.all(named.map(unknownIn))).flat()).toEqual([]);
  });

  it("links only to files that are there", () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? "");
    expect(links.filter((link) => !existsSync(join(dirname(path), link)))).toEqual([]);
  });

  it("links only to headings that are there", () => {
    const links = linksOf(text).filter((link) => link.includes("#"));
    expect(links.filter((link) => readLink(link, path) === undefined)).toEqual([]);
  });
});

describe("the README", () => {
  const text = read("README.md");

  it("gives the two commands that do everything, as they are run by CI", () => {
    expect(text).toContain("npm ci && npm run demo");
    expect(text).toContain("npm ci && npm test");
    expect(read(".ci/run")).toContain("npm ci && npm test");
  });

  it("explains every cause of a dead letter", () => {
    for (const cause of DeadCause.options) expect(text).toContain(`| \`${cause}\` |`);
  });

  it("names every setting that the environment can override", () => {
    const ends = text.replaceAll("`…_", "`BRIEFINGS_BACKOFF_");
    for (const variable of Object.values(overrideVariables(app))) {
      expect(
        ends.includes(variable) || ends.includes(variable.replace("RECOVER_MARGIN", "BACKOFF_MARGIN")),
      ).toBe(true);
    }
  });

  it("tells the numbers that the settings have", () => {
    const { consumer, queue, deadLetterQueue, deadLetters, recover, jobs } = defineSettings();
    const days = (seconds: number) => seconds / 86_400;
    const said = [
      `| consumer timeout | ${consumer.timeoutSeconds} s |`,
      `| visibility timeout | ${queue.visibilityTimeoutSeconds / consumer.timeoutSeconds} × timeout |`,
      `| abort | ${consumer.abortMarginSeconds} s before the timeout |`,
      `| concurrency | ${consumer.maximumConcurrency}, set twice |`,
      `| receives | ${queue.maxReceiveCount} |`,
      `| backoff | ${jobs.backoffBaseSeconds} s doubling to ${jobs.backoffCapSeconds} s`,
      `| sweep of dead letters | ${deadLetters.sweepSeconds} s |`,
      `| recover | every ${recover.everySeconds} s, overdue after visibility + ${recover.overdueSeconds - queue.visibilityTimeoutSeconds} s |`,
      `| backlog | ${queue.maxBacklog.toLocaleString("en-US")} waiting |`,
      `| progress | a write every ${jobs.progressSeconds} s |`,
      `| retention | ${days(queue.retentionSeconds)} days, dead letters ${days(deadLetterQueue.retentionSeconds)} |`,
    ];
    for (const line of said) expect(text).toContain(line);
  });
});

describe("the README's own job type", () => {
  const files = [...globSync("examples/readme/*.ts"), "examples/testing/time-attempts.ts"];
  compareExamples(files, "README.md", { section: "A job type of your own" });
});

describe("the README's receiver of webhooks", () => {
  compareExamples(globSync("examples/deliveries/*.ts"), "README.md", { section: "Deliveries" });
});

describe("docs/enqueue.md", () => {
  compareExamples(globSync("examples/enqueue/*.ts"), "docs/enqueue.md");
});

describe("docs/holding-back.md", () => {
  compareExamples(globSync("examples/holding-back/*.ts"), "docs/holding-back.md");
});

describe("docs/schedules.md", () => {
  compareExamples(globSync("examples/schedules/*.ts"), "docs/schedules.md");
});

describe("docs/testing.md", () => {
  compareExamples(globSync("examples/testing/*.ts"), "docs/testing.md");
});
