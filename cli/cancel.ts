// `briefings cancel`: cancels a job that waits.
import { Command } from "commander";
import { cancelJob } from "../core/jobs/operations.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";

export function cancelCommand(): Command {
  const command = new Command("cancel")
    .description("cancel a briefing that waits")
    .argument("<id>", "the job's id, brf_…");
  return withBackendOptions(command).action(async (id: string, options: BackendOptions) => {
    const job = await useBackend(options, (backend) => cancelJob(backend, id));
    console.log(`${job.id} ${job.status}`);
  });
}
