// `briefings redrive`: moves the dead-letter queue's messages back, by SQS's own StartMessageMoveTask.
import { Command } from "commander";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";

export function redriveCommand(): Command {
  const command = new Command("redrive").description(
    "send every message of the dead-letter queue back to its queue; dead jobs run again",
  );
  return withBackendOptions(command).action(async (options: BackendOptions) => {
    const count = await useBackend(options, (backend) => backend.deadLetters.redrive());
    console.log(`moving ${count} messages back; \`briefings list\` shows their jobs run again`);
  });
}
