// `jobs`: the verbs for jobs of any type.
import { Command } from "commander";
import { cancelCommand } from "./cancel.ts";
import { enqueueCommand } from "./jobs-enqueue.ts";
import { groupCommand } from "./jobs-group.ts";
import { runCommand } from "./jobs-run.ts";
import { typesCommand } from "./jobs-types.ts";
import { listCommand, searchCommand } from "./list.ts";
import { showCommand } from "./show.ts";

export const jobsCommand = (): Command =>
  new Command("jobs")
    .description("jobs of any type: enqueue, run now, list, search, show, cancel, groups")
    .addCommand(enqueueCommand())
    .addCommand(typesCommand())
    .addCommand(listCommand())
    .addCommand(searchCommand())
    .addCommand(showCommand())
    .addCommand(runCommand())
    .addCommand(cancelCommand())
    .addCommand(groupCommand());
