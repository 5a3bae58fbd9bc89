// What the scripts of bash and zsh have in common: the branches of their `case`, on the command so far and a word.
import type { CompletedCommand, CompletedOption } from "./completion-tree.ts";

/**
 * Where a word leads: to a subcommand, or over the value of an option.
 * @param over skips the next word.
 */
export const stepCases = (commands: readonly CompletedCommand[], over: string): string =>
  commands
    .flatMap(({ path, subcommands, options }) => [
      ...subcommands.map(
        ({ name }) => `      ${quoted(`${path}|${name}`)}) at=${quoted(`${path} ${name}`.trim())} ;;`,
      ),
      ...branch(path, options.filter(takesValue), over),
    ])
    .join("\n");

/** What follows an option that takes a value. `answer` gives what is done before the return. */
export const valueCases = (
  commands: readonly CompletedCommand[],
  answer: (option: CompletedOption) => string,
): string =>
  commands
    .flatMap(({ path, options }) =>
      options.filter(takesValue).flatMap((option) => branch(path, [option], `${answer(option)}return`)),
    )
    .join("\n");

function branch(path: string, options: readonly CompletedOption[], then: string): string[] {
  const patterns = options.flatMap(({ names }) => names.map((name) => quoted(`${path}|${name}`)));
  return patterns.length === 0 ? [] : [`      ${patterns.join("|")}) ${then} ;;`];
}

const takesValue = ({ value }: CompletedOption): boolean => value.kind !== "none";

/** In single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
