// `schedule run`, `pause`, `resume` and `remove`.
import { Command } from "commander";
import { inZone } from "../core/in-zone.ts";
import {
  type Backend,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
  runScheduleNow,
  type ShownSchedule,
  showSchedule,
} from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { ownCommand } from "./own-command.ts";
import { note, print, printJson } from "./print.ts";
import { nextRunOf } from "./schedule-words.ts";

type Told = { json: unknown; text: string };

const change = (
  verb: string,
  description: string,
  run: (backend: Backend, name: string) => Promise<Told>,
): Command => {
  const command = new Command(verb)
    .description(description)
    .argument("<name>", "as `schedule list` shows it")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(
    async (name: string, options: BackendOptions & { json?: boolean }) => {
      const told = await useBackend(options, (backend) => run(backend, name));
      if (options.json) printJson(told.json);
      else print(told.text);
    },
  );
};

export const runCommand = (): Command =>
  change(
    "run",
    "make a run now, also of one that is paused; the next run stays where it is",
    async (backend, name) => {
      const { id, status } = await runScheduleNow(backend, name);
      return { json: { id, status }, text: id };
    },
  );

export const pauseCommand = (): Command =>
  change("pause", "make no run until it is resumed, and none up later", async (backend, name) => {
    const shown = await showSchedule(backend, await pauseSchedule(backend, name));
    noteRunAhead(backend, shown);
    return { json: shown, text: `${name} paused` };
  });

export const resumeCommand = (): Command =>
  change("resume", "go on from the next run", async (backend, name) => {
    const shown = await showSchedule(backend, await resumeSchedule(backend, name));
    return { json: shown, text: `${name} resumed: ${nextRunOf(shown)}` };
  });

export const removeCommand = (): Command =>
  change("remove", "delete it; the jobs that it has made stay", async (backend, name) => {
    await deleteSchedule(backend, name);
    return { json: { id: name, removed: true }, text: `${name} removed` };
  });

/** A run is enqueued up to a minute and a half before its time. */
function noteRunAhead({ now }: Backend, { runs: [last], zone }: ShownSchedule): void {
  if (!last || last.at <= now() || last.status !== "queued") return;
  note(
    `its run of ${inZone(last.at, zone)} is enqueued already; ${ownCommand(`cancel ${last.jobId}`)} takes it back`,
  );
}
