// Completion for fish.
import type { CompletedCommand, CompletedOption } from "./completion-tree.ts";

/** @param name of the command. */
export function fishScript(name: string, commands: readonly CompletedCommand[]): string {
  const fn = `__${name.replaceAll("-", "_")}_at`;
  return `# Completion of ${name} in fish, made by \`${name} completion fish\`.
# Whether the words so far lead to this command.
function ${fn}
    set -l at ''
    set -l skip 0
    for word in (commandline -opc)[2..]
        if test $skip -eq 1
            set skip 0
            continue
        end
        switch "$at|$word"
${commands.flatMap(steps).join("\n")}
        end
    end
    test "$at" = "$argv[1]"
end
complete -c ${name} -f
${commands.flatMap((command) => completions(name, fn, command)).join("\n")}
`;
}

const steps = ({ path, subcommands, options }: CompletedCommand): string[] => [
  ...subcommands.flatMap(({ name }) => [
    `            case ${quoted(`${path}|${name}`)}`,
    `                set at ${quoted(`${path} ${name}`.trim())}`,
  ]),
  ...options
    .filter(({ value }) => value.kind !== "none")
    .flatMap(({ names }) => names)
    .flatMap((name) => [`            case ${quoted(`${path}|${name}`)}`, "                set skip 1"]),
];

function completions(
  name: string,
  fn: string,
  { path, subcommands, options, words }: CompletedCommand,
): string[] {
  const here = `complete -c ${name} -n ${quoted(`${fn} ${quoted(path)}`)}`;
  return [
    ...subcommands.map((one) => `${here} -a ${quoted(one.name)} -d ${quoted(one.description)}`),
    ...words.map((word) => `${here} -a ${quoted(word)}`),
    ...options.map(
      (option) => `${here} ${flagsOf(option)} -d ${quoted(option.description)}${answer(option)}`,
    ),
  ];
}

const flagsOf = ({ names }: CompletedOption): string =>
  names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(" ");

function answer({ value }: CompletedOption): string {
  if (value.kind === "words") return ` -x -a ${quoted(value.words.join(" "))}`;
  if (value.kind === "none") return "";
  if (value.kind === "folder") return ` -x -a '(__fish_complete_directories)'`;
  return value.kind === "file" ? " -r -F" : " -x";
}

/** In fish a backslash is one also between single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
