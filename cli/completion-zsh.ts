// Completion for zsh.
import { quoted, stepCases, valueCases } from "./completion-cases.ts";
import type { CompletedCommand, CompletedOption } from "./completion-tree.ts";

/** @param name of the command. */
export function zshScript(name: string, commands: readonly CompletedCommand[]): string {
  const fn = `_${name.replaceAll("-", "_")}`;
  return `#compdef ${name}
# Completion of ${name} in zsh, made by \`${name} completion zsh\`.
${fn}() {
  local at= prev=\${words[CURRENT-1]} i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "$at|\${words[i]}" in
${stepCases(commands, "((i++))")}
    esac
  done
  case "$at|$prev" in
${valueCases(commands, (option) => `${answer(option)}; `)}
  esac
  case "$at" in
${commands.map(following).join("\n")}
  esac
  _describe -V ${name} found
}
# Read from a file of $fpath it is called by this name; read by eval it is registered.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then ${fn} "$@"; else compdef ${fn} ${name}; fi
`;
}

function answer({ names, value }: CompletedOption): string {
  if (value.kind === "words") return `found=(${value.words.map(quoted).join(" ")}); _describe -V value found`;
  if (value.kind === "folder") return "_files -/";
  return value.kind === "file" ? "_files" : `_message ${quoted(`value of ${names.at(-1)}`)}`;
}

/** `name:description`, where a colon of the name has a backslash. */
function following({ path, subcommands, options, words }: CompletedCommand): string {
  const entry = (name: string, description: string) =>
    quoted(`${name.replaceAll(":", "\\:")}:${description}`);
  const named = options.flatMap(({ names, description }) => names.map((name) => entry(name, description)));
  const plain = [
    ...subcommands.map(({ name, description }) => entry(name, description)),
    ...words.map((word) => quoted(word.replaceAll(":", "\\:"))),
  ];
  return `    ${quoted(path)}) if [[ $words[CURRENT] == -* ]]; then found=(${named.join(" ")}); else found=(${plain.join(" ")}); fi ;;`;
}
