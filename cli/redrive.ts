// `redrive`: moves the whole dead-letter queue back, by SQS's own StartMessageMoveTask; says how far that is, and ends it.
import { Command } from "commander";
import { type Backend, type MoveTask, VisibleError } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { notePaused } from "./consumer.ts";
import { ownCommand } from "./own-command.ts";
import { print, printJson, printTable } from "./print.ts";
import { watched, withWatch } from "./watch.ts";
import { counted, utc } from "./words.ts";

type Options = BackendOptions & { json?: boolean };

export function redriveCommand(): Command {
  const command = new Command("redrive")
    .description("send every message of the dead-letter queue back to its queue; dead jobs run again")
    .enablePositionalOptions()
    .option("--json", "print JSON: how many messages there are, about");
  return withBackendOptions(command)
    .addCommand(statusCommand())
    .addCommand(cancelCommand())
    .action(async (options: Options) => {
      await useBackend(options, async (backend) => {
        const count = await asked(backend.deadLetters.redrive(), "the dead letters were not moved");
        if (options.json) printJson({ messages: count });
        else print(describeMove(count));
        if (count > 0) await notePaused(backend);
      });
    });
}

function statusCommand(): Command {
  const command = new Command("status")
    .description("how far the last redrives are")
    .option("--json", "print JSON");
  return withBackendOptions(withWatch(command)).action(watched(showStatus));
}

async function showStatus(options: Options): Promise<void> {
  const items = await useBackend(options, moves);
  if (options.json) {
    printJson({ items });
    return;
  }
  if (items.length === 0) {
    print("no redrive is known; SQS keeps the last ten");
    return;
  }
  printTable(
    [
      { heading: "started", cell: ({ startedAt }) => utc(startedAt) },
      { heading: "status", cell: ({ status }) => status },
      {
        heading: "moved",
        cell: ({ moved, total }) => (total === undefined ? String(moved) : `${moved} of ${total}`),
      },
      { heading: "why", cell: ({ reason = "" }) => reason, detail: "whole" },
    ],
    items,
  );
}

const moves = (backend: Backend): Promise<MoveTask[]> =>
  asked(backend.deadLetters.redrives(), "how far the redrives are is not known");

function cancelCommand(): Command {
  const command = new Command("cancel")
    .description("end the redrive that is under way; what was moved stays moved")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (options: Options) => {
    const cancelled = await useBackend(options, (backend) =>
      asked(backend.deadLetters.cancelRedrive(), "the redrive was not ended"),
    );
    if (options.json) printJson({ cancelled });
    else print(cancelled ? "the redrive ends" : "no redrive is under way");
  });
}

const asked = <Answer>(call: Promise<Answer>, failed: string): Promise<Answer> =>
  call.catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VisibleError("queue-unavailable", `${failed}: ${reason}`, {}, { cause: error });
  });

function describeMove(count: number): string {
  if (count === 0) return "the dead-letter queue has no messages to move back";
  const runs = count === 1 ? "its job runs again" : "their jobs run again";
  return `moving ${counted(count, "message")} back; ${runs}, as \`${ownCommand("list")}\` shows`;
}
