// The help of every verb: it says what the verb is for, where it works, and gives examples that are true.
import type { Command } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { buildProgram } from "../../cli/program.ts";
import { unknownIn } from "../support/commands.ts";
import { verb } from "../support/run-cli.ts";

let commands: Command[];
const helps: { path: string; help: string }[] = [];
beforeAll(async () => {
  const all = (command: Command): Command[] => [
    command,
    ...command.commands.flatMap((one) => all(one as Command)),
  ];
  commands = all(await buildProgram()).slice(1);
  // One after the other: what they print is caught on the way to the one standard output.
  for (const command of commands) helps.push({ path: pathOf(command), help: await helpOf(command) });
});
const pathOf = (command: Command): string =>
  command.parent?.parent ? `${pathOf(command.parent as Command)} ${command.name()}` : command.name();

describe("the help", () => {
  it("is there for each verb and each option", () => {
    const silent = commands.filter((command) => command.description() === "").map(pathOf);
    expect(silent).toEqual([]);
    const unsaid = commands.flatMap((command) =>
      command.options
        .filter((option) => option.description === "" && !option.argChoices)
        .map((option) => `${pathOf(command)} ${option.flags}`),
    );
    expect(unsaid).toEqual([]);
  });

  it("says for each argument what it is", () => {
    const unsaid = commands.flatMap((command) =>
      command.registeredArguments
        .filter((argument) => argument.description === "" && !argument.argChoices)
        .map((argument) => `${pathOf(command)} ${argument.name()}`),
    );
    expect(unsaid).toEqual([]);
  });

  it("has examples whose verbs and options are there", async () => {
    const examples = helps.flatMap(({ help }) =>
      [...help.matchAll(/^ {2}\$ (briefings .+?)(?: +#.*| [>|].*)?$/gm)].map(([, line = ""]) => line),
    );
    expect(examples.length).toBeGreaterThan(10);
    expect((await Promise.all(examples.map(unknownIn))).flat()).toEqual([]);
  });

  it("lists the examples of a verb once", async () => {
    const twice = helps.filter(({ help }) => help.split("\nExamples:\n").length > 2);
    expect(twice.map(({ path }) => path)).toEqual([]);
  });

  it("of the program groups the verbs, and says where to begin", async () => {
    const { stdout } = await verb(["--help"]);
    for (const group of ["Run the system:", "Ask for work:", "See what happens:", "Step in:"])
      expect(stdout).toContain(group);
    expect(stdout).toMatch(/Begin with `briefings dev`/);
  });
});

/** With what stands below it. */
async function helpOf(command: Command): Promise<string> {
  return (await verb([...pathOf(command).split(" "), "--help"])).stdout;
}
