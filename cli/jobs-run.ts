// `jobs run`: runs a job that waits at once.
import { Command } from "commander";
import { runNow } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { print, printJson } from "./print.ts";

export function runCommand(): Command {
  const command = new Command("run")
    .description("run a job that waits now, also one that is backing off")
    .argument("<id>", "the job's id")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(
    async (id: string, options: BackendOptions & { json?: boolean }) => {
      const job = await useBackend(options, (backend) => runNow(backend, id));
      if (options.json) printJson({ id: job.id, status: job.status });
      else print(`${job.id} ${job.status}: a message was sent, it runs as soon as the consumer is free`);
    },
  );
}
