// Commands of our own in documents: which there are, and what of them the command line does not know.
import type { Command } from "commander";
import { buildProgram } from "../../cli/program.ts";

/** Those in blocks of shell code, without their comments. */
export function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1] ?? "");
  return blocks
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .flatMap((line) => /(?:^|[|;] ?|&& ?)((?:npx )?briefings [^|;&>#]+)/.exec(line)?.[1]?.trim() ?? []);
}

/** Those between backticks that name a verb, without what they are led into. */
export const namedCommandsIn = (text: string): string[] =>
  [...text.replaceAll(/```.*?```/gs, "").matchAll(/`((?:npx )?briefings [a-z][^`]*)`/g)].map((match) =>
    (match[1] ?? "").replace(/ [|>] .*$/, ""),
  );

/** The words of a command, as a shell splits them. */
export const wordsOf = (line: string): string[] =>
  [...line.replace(/^npx /, "").matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)]
    .map(([, double, single, plain]) => double ?? single ?? plain ?? "")
    .slice(1);

let program: Promise<Command> | undefined;

/** @returns what of `briefings jobs list --status dead` the command line does not know. */
export async function unknownIn(line: string): Promise<string[]> {
  program ??= buildProgram();
  let command = await program;
  const words = wordsOf(line);
  let at = 0;
  for (; at < words.length && command.commands.length > 0; at++) {
    const found = command.commands.find((each) => each.name() === words[at]);
    if (!found) break;
    command = found as Command;
  }
  const rest = words.slice(at);
  const isVerb = command !== (await program) && (command.commands.length === 0 || rest.length === 0);
  const known = [...command.options.map(({ long }) => long), "--help"];
  const options = rest.filter((word) => /^--[a-z]/.test(word)).map((word) => word.split("=")[0] ?? word);
  return isVerb || hasAction(command) ? options.filter((option) => !known.includes(option)) : [line];
}

/** A command with subcommands may do something by itself. */
const hasAction = (command: Command): boolean =>
  "_actionHandler" in command && command._actionHandler !== null && command.parent !== null;
