// `jobs edit`: gives a dead or a waiting job another payload, and runs it if that is asked for.
import { Command } from "commander";
import { VisibleError } from "../core/jobs/index.ts";
import { editJob, retryJob } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { withExamples } from "./examples.ts";
import { ownCommand } from "./own-command.ts";
import { note, print, printJson } from "./print.ts";
import { readPayload } from "./read-payload.ts";
import { type Setting, settingOf, withSettings } from "./set-path.ts";

type Options = BackendOptions & {
  payload?: string;
  set?: Setting[];
  keepSteps?: boolean;
  run?: boolean;
  json?: boolean;
};

export function editCommand(): Command {
  const command = new Command("edit")
    .description("give a dead or a waiting job another payload; the one that it had stays in its history")
    .argument("<id>", "the job's id")
    .option("--payload <json>", "the whole payload as JSON, or - for standard input")
    .option(
      "--set <path=value>",
      "one field of it: topic=Wind, sources.0.kind=feed; may be repeated",
      settingOf,
    )
    .option("--keep-steps", "keep the results of its steps, which were made of the payload that it had")
    .option("--run", "run it at once: a dead job again, one that waits now")
    .option("--json", "print JSON");
  withExamples(command, [
    ["jobs edit brf_0123456789abcdefghjkmnpqrs --set topic=Wind --run", "one field, and run it"],
    ["jobs edit brf_0123456789abcdefghjkmnpqrs --payload -", "all of it, from standard input"],
  ]);
  return withBackendOptions(command).action(async (id: string, options: Options) => {
    const { payload, set, keepSteps = false, run, json } = options;
    if ((payload === undefined) === (set === undefined)) {
      throw new VisibleError(
        "usage",
        "give --payload with the whole payload, or --set with the fields that change",
      );
    }
    const job = await useBackend(options, async (backend) => {
      const { maxRequestBytes } = backend.settings.jobs;
      const whole = payload === undefined ? undefined : await readPayload(payload, maxRequestBytes);
      const change = set ? (before: unknown) => withSettings(before, set) : whole;
      const edited = await editJob(backend, id, change, { keepSteps });
      return run ? { ...(await retryJob(backend, id)).job, request: edited.request } : edited;
    });
    const { status, title, request, edits = [] } = job;
    if (json) {
      printJson({ id, status, title, payload: request, edits: edits.length });
      return;
    }
    print(`${id} ${status}: ${title}`);
    if (!run) note(`it does not run by this: ${ownCommand(`jobs retry ${id}`)}`);
  });
}
