// Completion for bash.
import { quoted, stepCases, valueCases } from "./completion-cases.ts";
import type { CompletedCommand, CompletedOption } from "./completion-tree.ts";

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
${stepCases(commands, `((i++)); [[ \${COMP_WORDS[i]} == = ]] && ((i++))`)}
    esac
  done
  case "$at|$prev" in
${valueCases(commands, answer)}
  esac
  case "$at" in
${commands.map(following).join("\n")}
  esac
}
complete -F ${fn} ${name}
`;
}

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

const reply = (words: readonly string[]): string =>
  `COMPREPLY=($(compgen -W ${quoted(words.join(" "))} -- "$cur"))`;
