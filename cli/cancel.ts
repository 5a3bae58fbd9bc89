// `cancel`: cancels a job that waits or runs.
import { Command } from "commander";
import { cancelJob, isCancelling } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { print, printJson } from "./print.ts";

export function cancelCommand(): Command {
  const command = new Command("cancel")
    .description("cancel a job that waits or runs; it never runs again")
    .argument("<id>", "the job's id, brf_…")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(
    async (id: string, options: BackendOptions & { json?: boolean }) => {
      const job = await useBackend(options, (backend) => cancelJob(backend, id));
      if (options.json)
        printJson({ id: job.id, status: job.status, cancelRequestedAt: job.cancelRequestedAt });
      else
        print(
          `${job.id} ${job.status}${isCancelling(job) ? ": it is told to stop, and is cancelled then" : ""}`,
        );
    },
  );
}
