// The commands that a verb tells people to run: with the options by which its own system was named, so that they mean the same one.
import type { Command } from "commander";
import { app } from "../core/app.ts";
import { quoted } from "./shell-quote.ts";

let place = "";

/** What was named on the command line; a variable of the shell names it for the next command as well. */
export function rememberPlace(command: Command): void {
  const named = command.options.filter(
    (option) =>
      OF_PLACE.includes(option.attributeName()) &&
      command.getOptionValueSource(option.attributeName()) === "cli",
  );
  place = named
    .map((option) => {
      const value: unknown = command.getOptionValue(option.attributeName());
      return value === true ? ` ${option.long}` : ` ${option.long} ${quoted(String(value))}`;
    })
    .join("");
}

const OF_PLACE = ["data", "sqsPort", "stage", "localstack"];

/** @param words the verb and its arguments: `jobs retry ID`. */
export const ownCommand = (words: string): string => `npx ${app.name} ${words}${place}`;
