// `schedule`: the verbs for jobs that are made again and again.
import { Command } from "commander";
import { addCommand } from "./schedule-add.ts";
import { pauseCommand, removeCommand, resumeCommand, runCommand } from "./schedule-change.ts";
import { listCommand } from "./schedule-list.ts";
import { showCommand } from "./schedule-show.ts";

export const scheduleCommand = (): Command =>
  new Command("schedule")
    .description("jobs that are made again and again: add, list, show, run now, pause, resume, remove")
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(runCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(removeCommand());
