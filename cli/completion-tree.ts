// What a shell has to know to complete the command line: each command with what may follow it, read from commander's own tree.
import type { Argument, Command, Option } from "commander";

export type CompletedOption = {
  /** `-V`, `--version` */
  names: string[];
  description: string;
  value: Value;
};

/** What follows: one of these words, a file, a folder, text of the user's, or nothing. */
export type Value =
  | { kind: "words"; words: readonly string[] }
  | { kind: "file" | "folder" | "text" | "none" };

export type CompletedCommand = {
  /** `jobs list`; empty for the program. */
  path: string;
  subcommands: { name: string; description: string }[];
  options: CompletedOption[];
  /** The words that its arguments may be. */
  words: readonly string[];
};

/** The program first, then each command after the one that it belongs to. */
export function completedCommands(command: Command, path = ""): CompletedCommand[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command);
  return [
    {
      path,
      subcommands: subcommands.map((one) => ({
        name: one.name(),
        description: firstLine(one.description()),
      })),
      options: help.visibleOptions(command).map(completedOption),
      words: command.registeredArguments.flatMap(({ argChoices = [] }: Argument) => argChoices),
    },
    ...command.commands
      .filter((one) => subcommands.includes(one))
      .flatMap((one) => completedCommands(one as Command, `${path} ${one.name()}`.trim())),
  ];
}

const completedOption = (option: Option): CompletedOption => ({
  names: [option.short, option.long].filter((name) => name !== undefined),
  description: firstLine(option.description),
  value: valueAfter(option),
});

function valueAfter({ flags, required, optional, argChoices }: Option): Value {
  if (!required && !optional) return { kind: "none" };
  if (argChoices?.length) return { kind: "words", words: argChoices };
  if (/[<[](folder|directory)/.test(flags)) return { kind: "folder" };
  if (/[<[](file|path)/.test(flags)) return { kind: "file" };
  // What may be left out is not waited for.
  return { kind: optional ? "none" : "text" };
}

const firstLine = (text: string): string => text.split("\n")[0] ?? "";
