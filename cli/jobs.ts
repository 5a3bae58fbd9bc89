// `jobs`: the verbs for jobs of any type.
import { Command } from "commander";
import { bulkCommand } from "./jobs-bulk.ts";
import { editCommand } from "./jobs-edit.ts";
import { enqueueCommand } from "./jobs-enqueue.ts";
import { exportCommand } from "./jobs-export.ts";
import { groupCommand } from "./jobs-group.ts";
import { importCommand } from "./jobs-import.ts";
import { replayCommand } from "./jobs-replay.ts";
import { runCommand } from "./jobs-run.ts";
import { typesCommand } from "./jobs-types.ts";
import { listCommand, searchCommand } from "./list.ts";
import { operationCommand } from "./operate-on-jobs.ts";
import { showCommand } from "./show.ts";

export const jobsCommand = (): Command =>
  new Command("jobs")
    .description(
      "jobs of any type, one or many: enqueue, find, show, run, retry, cancel, archive, unarchive, delete, edit, replay, export, import",
    )
    .enablePositionalOptions()
    .addCommand(enqueueCommand())
    .addCommand(typesCommand())
    .addCommand(listCommand())
    .addCommand(searchCommand())
    .addCommand(showCommand())
    .addCommand(runCommand())
    .addCommand(operationCommand("retry"))
    .addCommand(operationCommand("cancel"))
    .addCommand(operationCommand("archive"))
    .addCommand(operationCommand("unarchive"))
    .addCommand(operationCommand("delete"))
    .addCommand(bulkCommand())
    .addCommand(editCommand())
    .addCommand(replayCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand())
    .addCommand(groupCommand());
