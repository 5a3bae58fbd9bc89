// The completion scripts in the shells themselves: what each offers after what was typed.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verb } from "../support/run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  writeFileSync(join(folder, "a note.md"), "");
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout } = await verb(["completion", shell]);
    expect(code).toBe(0);
    writeFileSync(join(folder, `script.${shell}`), stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isThere = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;

/** What the shell offers for the last word of the line. */
type Offers = (line: string) => string[];

/** As readline calls the function; bash takes the = for a word of its own. */
const inBash: Offers = (line) => {
  const words = line.split(/ |(=)/).filter((word) => word !== undefined);
  const list = words.map((word) => `'${word}'`).join(" ");
  return run(
    "bash",
    `. ./script.bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _briefings; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
};

/** With what zsh's completion system would be told, written down. */
const inZsh: Offers = (line) => {
  const words = line.split(" ");
  const list = words.map((word) => `'${word}'`).join(" ");
  const told = `compdef() { }; _files() { print -- files $@ }; _message() { }; _describe() { print -rl -- \${found%%:*} }`;
  return run("zsh", `${told}; . ./script.zsh; words=(${list}); CURRENT=${words.length}; _briefings`);
};

const inFish: Offers = (line) =>
  run("fish", `source ./script.fish; complete -C '${line}'`).map((offer) => offer.split("\t")[0] ?? "");

function run(shell: string, script: string): string[] {
  const flags = { bash: ["--norc"], zsh: ["-f"], fish: ["--no-config"] }[shell] ?? [];
  const said = execFileSync(shell, [...flags, "-c", script], { cwd: folder, encoding: "utf8" });
  return said.split("\n").filter((line) => line !== "");
}

const shells: [string, Offers][] = [
  ["bash", inBash],
  ["zsh", inZsh],
  ["fish", inFish],
];

describe.each(shells)("in %s", (shell, offers) => {
  const here = isThere(shell);

  it.runIf(here)("the verbs are offered, and those of a verb that has some", () => {
    expect(offers("briefings ")).toEqual(
      expect.arrayContaining(["dev", "list", "doctor", "completion", "help"]),
    );
    expect(offers("briefings jobs ")).toEqual(expect.arrayContaining(["enqueue", "list", "show"]));
    expect(offers("briefings jobs ")).not.toContain("doctor");
  });

  it.runIf(here)("the options of just this verb are offered", () => {
    expect(offers("briefings doctor --")).toEqual(
      expect.arrayContaining(["--strict", "--json", "--stage", "--help"]),
    );
    expect(offers("briefings doctor --")).not.toContain("--limit");
  });

  it.runIf(here)("the words that an option takes are offered, and no others", () => {
    const statuses = offers("briefings jobs list --status ");
    expect(statuses).toEqual(expect.arrayContaining(["queued", "dead"]));
    expect(statuses).not.toContain("--json");
  });

  it.runIf(here)("an option's value is not taken for a verb", () => {
    expect(offers("briefings list --type jobs --")).toContain("--status");
    expect(offers("briefings list --type jobs --")).not.toContain("--payload");
  });

  it.runIf(here)("the words of an argument are offered", () => {
    expect(offers("briefings completion ")).toEqual(expect.arrayContaining(["bash", "zsh", "fish"]));
  });

  it.runIf(here)("files are offered where a file is taken, with the spaces of their names", () => {
    const offered = offers("briefings submit --file ").join("\n");
    expect(offered).toMatch(shell === "zsh" ? /^files/ : /a note\.md/);
  });
});

describe("in bash", () => {
  it("words are narrowed by what was typed, also after an =", () => {
    expect(inBash("briefings do")).toEqual(["doctor"]);
    expect(inBash("briefings list --status=su")).toEqual(["succeeded"]);
    expect(inBash("briefings list --status=dead --ty")).toEqual(["--type"]);
  });
});

describe("completion", () => {
  it("of another shell is refused with those that there are", async () => {
    const { code, stderr } = await verb(["completion", "tcsh"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/);
  });
});
