// `briefings redrive`: moves the dead-letter queue's messages back, by SQS's own StartMessageMoveTask.
import { Command } from "commander";
import { VisibleError } from "../core/jobs/errors.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";

export function redriveCommand(): Command {
  const command = new Command("redrive").description(
    "send every message of the dead-letter queue back to its queue; dead jobs run again",
  );
  return withBackendOptions(command).action(async (options: BackendOptions) => {
    const count = await useBackend(options, (backend) =>
      backend.deadLetters.redrive().catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new VisibleError(
          "queue-unavailable",
          `the dead letters were not moved: ${reason}`,
          {},
          { cause: error },
        );
      }),
    );
    console.log(`moving ${count} messages back; \`briefings list\` shows their jobs run again`);
  });
}
