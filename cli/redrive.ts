// `redrive`: moves the dead-letter queue's messages back, by SQS's own StartMessageMoveTask.
import { Command } from "commander";
import { app } from "../core/app.ts";
import { VisibleError } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { print, printJson } from "./print.ts";
import { counted } from "./words.ts";

export function redriveCommand(): Command {
  const command = new Command("redrive")
    .description("send every message of the dead-letter queue back to its queue; dead jobs run again")
    .option("--json", "print JSON: how many messages there are, about");
  return withBackendOptions(command).action(async (options: BackendOptions & { json?: boolean }) => {
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
    if (options.json) printJson({ messages: count });
    else print(describeMove(count));
  });
}

function describeMove(count: number): string {
  if (count === 0) return "the dead-letter queue has no messages to move back";
  const runs = count === 1 ? "its job runs again" : "their jobs run again";
  return `moving ${counted(count, "message")} back; ${runs}, as \`npx ${app.name} list\` shows`;
}
