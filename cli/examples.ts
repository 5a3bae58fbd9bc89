// Examples below the help of a verb.
import type { Command } from "commander";
import { app } from "../core/app.ts";

/** @param examples each a command without the program's name, and what it is for. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [line: string, purpose: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, purpose]) => `  $ ${app.name} ${line.padEnd(width)}  # ${purpose}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
