// `pause` and `resume`: whether the consumer receives; and what other verbs say while it does not.
import { Command } from "commander";
import {
  type Backend,
  type ConsumerState,
  consumerState,
  pauseConsumer,
  resumeConsumer,
} from "../core/jobs/index.ts";
import { type BackendOptions, isHere, useBackend, withBackendOptions } from "./backend.ts";
import { ownCommand } from "./own-command.ts";
import { note, print, printJson } from "./print.ts";
import { utc } from "./words.ts";

export const pauseCommand = (): Command =>
  verb(
    "pause",
    "receive nothing more, until `resume`: jobs wait in the queue, those that run end",
    pauseConsumer,
  );

export const resumeCommand = (): Command => verb("resume", "receive again after `pause`", resumeConsumer);

function verb(
  name: string,
  description: string,
  move: (backend: Backend) => Promise<ConsumerState>,
): Command {
  const command = new Command(name).description(description).option("--json", "print JSON");
  return withBackendOptions(command).action(async (options: BackendOptions & { json?: boolean }) => {
    const state = await useBackend(options, move);
    if (options.json)
      printJson({ ...state, ...(state.since && { since: new Date(state.since).toISOString() }) });
    else print(`consumer ${state.paused ? "paused" : "running"}`);
    // The consumer of `dev` and workers on this machine obey at once, or nearly.
    if (isHere(options)) return;
    if (state.by === "document") {
      note(
        "workers and local consumers obey within 5 s; a consumer on Lambda only when EVENT_SOURCE_MAPPING_IDS names its mapping",
      );
    } else if (state.changing) {
      note("the event source mapping is being changed, which may take a minute on AWS");
    }
  });
}

/**
 * Tells on standard error that the consumer is paused: nothing that is listed as queued will run. A switch that cannot be
 * read is not what was asked for.
 * @returns whether it is paused.
 */
export async function notePaused(backend: Backend): Promise<boolean> {
  const state = await consumerState(backend).catch((): ConsumerState => ({ paused: false, by: "document" }));
  if (!state.paused) return false;
  const since = state.since === undefined ? "" : ` since ${utc(state.since)} UTC`;
  note(`the consumer is paused${since}: nothing runs until \`${ownCommand("resume")}\``);
  return true;
}
