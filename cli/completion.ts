// `completion`: a script by which the shell completes commands, options and their values.
import { Argument, Command } from "commander";
import { app } from "../core/app.ts";
import { bashScript } from "./completion-bash.ts";
import { fishScript } from "./completion-fish.ts";
import { completedCommands } from "./completion-tree.ts";
import { zshScript } from "./completion-zsh.ts";
import { print } from "./print.ts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const shells = Object.keys(scripts) as (keyof typeof scripts)[];

/** @param load the whole program, of which only the verb that was asked for is there. */
export const completionCommand = (load: () => Promise<Command>): Command =>
  new Command("completion")
    .description("print the script by which a shell completes this command: bash, zsh or fish")
    .addArgument(new Argument("<shell>").choices(shells))
    .addHelpText(
      "after",
      `
The script knows the commands of this release; it starts no process when you press Tab.

Examples:
  $ ${app.name} completion bash > ~/.local/share/bash-completion/completions/${app.name}
  $ ${app.name} completion zsh > ~/.zfunc/_${app.name}     # with ~/.zfunc in fpath, before compinit
  $ ${app.name} completion fish > ~/.config/fish/completions/${app.name}.fish

Where the command is run by npx, let the shell know it by its name:
  ${app.name}() { npx ${app.name} "$@"; }                # bash, zsh
  function ${app.name}; npx ${app.name} $argv; end       # fish`,
    )
    .action(async (shell: keyof typeof scripts) => {
      print(scripts[shell](app.name, completedCommands(await load())).trimEnd());
    });
