// `dead tidy`: deletes from the dead-letter queue what is left over of jobs that are done with.
import { Command } from "commander";
import { clearDeadLetters } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { print, printJson } from "./print.ts";
import { counted } from "./words.ts";

const MOST = 10_000;

export function deadTidyCommand(): Command {
  const command = new Command("tidy")
    .description(
      "delete messages whose job was retried, archived or deleted since, or has ended: a redrive of them runs nothing",
    )
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (options: BackendOptions & { json?: boolean }) => {
    const cleared = await useBackend(options, (backend) => clearDeadLetters(backend, { most: MOST }));
    if (options.json) {
      printJson(cleared);
      return;
    }
    const { deleted, looked, reachedEnd } = cleared;
    const rest = reachedEnd ? "" : "; not all of the queue was looked at, so do it again";
    print(`${counted(deleted, "message")} deleted of ${looked} that were looked at${rest}`);
  });
}
