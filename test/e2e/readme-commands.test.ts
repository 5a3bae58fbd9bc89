// The README's commands, run as they stand there: on a system with a consumer, a web server and an ended briefing.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandsIn, namedCommandsIn, wordsOf } from "../support/commands.ts";
import { verb } from "../support/run-cli.ts";
import { type RunbookWorld, startRunbookWorld } from "../support/runbook-world.ts";
import { pages, startWebServer, type WebServer } from "../support/web-server.ts";

const sections = readFileSync("README.md", "utf8").split(/^## /m);
/** Its own job type is run in a copy of the project, by `own-job-type.test.ts`. */
const text = sections.filter((section) => !section.startsWith("A job type of your own")).join("\n## ");

/** Those that are tried elsewhere, and where. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'npx briefings submit --topic "offshore wind" --file - --wait': "standard input: test/cli/verbs.test.ts",
  "npx briefings submit": "no command, but the name of one",
  "npx briefings jobs retry": "no command, but the name of one",
  "npx briefings dashboard --stage production": "a stage: test/cli/stage.test.ts",
  "npx briefings list --watch": "in a terminal: test/cli/watch.test.ts",
  "npx briefings list --stage production": "a stage: test/cli/stage.test.ts",
};

const lines = [...new Set([...commandsIn(text), ...namedCommandsIn(text)])].filter(
  (line) => !(line in ELSEWHERE),
);

let world: RunbookWorld;
let web: WebServer;
let folder: string;
beforeAll(async () => {
  const article = `<html><head><title>Wind</title></head><body><article><p>${"Wind farms off the coast doubled their output this year. ".repeat(20)}</p></article></body></html>`;
  web = await startWebServer(pages({ "/wind": { headers: { "content-type": "text/html" }, body: article } }));
  world = await startRunbookWorld({
    ALLOW_PRIVATE_SOURCES: "true",
    WEBHOOK_SECRET: `whsec_${"a".repeat(32)}`,
  });
  folder = mkdtempSync(join(tmpdir(), "readme-"));
  writeFileSync(
    join(folder, "notes.md"),
    "Grid operators ask for more storage before the winter. ".repeat(5),
  );
});
afterAll(async () => {
  await Promise.all([world.close(), web[Symbol.asyncDispose]()]);
  rmSync(folder, { recursive: true, force: true });
});

/** One to which this can be done. */
function jobFor(line: string): Promise<string> {
  if (line.includes(" cancel ")) return world.retrying();
  return line.includes(" retry ") ? world.dead() : world.succeeded();
}

/** What stands for the places that the README leaves open. */
async function filled(line: string): Promise<string[]> {
  const id = line.includes("brf_…") ? await jobFor(line) : "";
  return wordsOf(line).map((word) =>
    word
      .replaceAll("brf_…", id)
      .replaceAll("https://…", `${web.url}/wind`)
      .replace(/^notes\.md$/, join(folder, "notes.md")),
  );
}

describe("the README's commands", () => {
  it("are found", () => {
    expect(lines.length).toBeGreaterThan(15);
    expect(lines).toContain("npx briefings doctor");
  });

  it.each(lines)("%s", { timeout: 60_000 }, async (line) => {
    const args = await filled(line);
    const where = args[0] === "tail" ? ["--no-follow", ...world.at().slice(0, 2)] : world.at();
    const { code, stderr } = await verb(args[0] === "completion" ? args : [...args, ...where]);
    await world.run("resume");
    expect({ code, stderr }).toEqual({ code: 0, stderr });
  });
});
