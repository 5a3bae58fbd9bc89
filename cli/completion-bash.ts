// Completion for bash.
import { type CompletedCommand, type CompletedOption, quoted, takesValue } from "./completion-tree.ts";

/** @param name of the command. */
export function bashScript(name: string, commands: readonly CompletedCommand[]): string {
  const fn = `_${name.replaceAll("-", "_")}`;
  return `# Completion of ${name} in bash, made by \`${name} completion bash\`.
${fn}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= i
  COMPREPLY=()
  # bash takes the = of --option=value for a word of its own.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at|\${COMP_WORDS[i]}" in
${commands.flatMap(steps).join("\n")}
    esac
  done
  case "$at|$prev" in
${commands.flatMap(values).join("\n")}
  esac
  case "$at" in
${commands.map(following).join("\n")}
  esac
}
complete -F ${fn} ${name}
`;
}

/** How a word leads on: to a subcommand, or over the value of an option. */
const steps = ({ path, subcommands, options }: CompletedCommand): string[] => [
  ...subcommands.map(
    ({ name }) => `      ${quoted(`${path}|${name}`)}) at=${quoted(`${path} ${name}`.trim())} ;;`,
  ),
  ...branch(path, options.filter(takesValue), `((i++)); [[ \${COMP_WORDS[i]} == = ]] && ((i++))`),
];

const values = ({ path, options }: CompletedCommand): string[] => [
  ...options.filter(takesValue).flatMap((option) => branch(path, [option], `${answer(option)}return`)),
];

/** bash 3.2, which macOS has, knows neither `mapfile` nor `compopt`. */
function answer({ value }: CompletedOption): string {
  if (value.kind === "words") return `${reply(value.words)}; `;
  if (value.kind === "text" || value.kind === "none") return "";
  const files = `compgen ${value.kind === "folder" ? "-d" : "-f"} -- "$cur"`;
  return `local IFS=$'\\n'; COMPREPLY=($(${files})); compopt -o filenames 2>/dev/null; `;
}

function following({ path, subcommands, options, words }: CompletedCommand): string {
  const names = options.flatMap((option) => option.names);
  const plain = [...subcommands.map(({ name }) => name), ...words];
  return `    ${quoted(path)}) if [[ $cur == -* ]]; then ${reply(names)}; else ${reply(plain)}; fi ;;`;
}

function branch(path: string, options: readonly CompletedOption[], then: string): string[] {
  const patterns = options.flatMap(({ names }) => names.map((name) => quoted(`${path}|${name}`)));
  return patterns.length === 0 ? [] : [`      ${patterns.join("|")}) ${then} ;;`];
}

const reply = (words: readonly string[]): string =>
  `COMPREPLY=($(compgen -W ${quoted(words.join(" "))} -- "$cur"))`;
