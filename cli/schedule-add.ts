// `schedule add`: makes a schedule of briefings or of jobs of any type, or changes the one of its name.
import { Command, Option } from "commander";
import { generateBriefing } from "../core/briefings/job.ts";
import { type Backend, putScheduleByName, showSchedule, VisibleError } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { type BriefingOptions, withBriefingOptions } from "./briefing-options.ts";
import { print, printJson } from "./print.ts";
import { readPayload } from "./read-payload.ts";
import { nextRunOf } from "./schedule-words.ts";

type Options = BackendOptions &
  BriefingOptions & {
    cron: string;
    zone: string;
    missed: string;
    overlap: string;
    type?: string;
    payload?: string;
    json?: boolean;
  };

const EXAMPLES = `
Every weekday at 7:00 in Berlin, a briefing:
  schedule add morning --cron "0 7 * * 1-5" --zone Europe/Berlin --topic "offshore wind" --source https://…
A job of another type, on the first of each month:
  schedule add monthly --cron "0 6 1 * *" --type report:monthly --payload '{"month":"2026-11"}'`;

export function addCommand(): Command {
  const command = new Command("add")
    .description("make a schedule, or change the one of this name: its history stays")
    .argument("<name>", "1 to 100 of A-Z a-z 0-9 _ . : -")
    .requiredOption(
      "--cron <expression>",
      "when it runs: minute, hour, day of the month, month, day of the week",
    )
    .option("--zone <zone>", "the time zone of the expression, as Europe/Berlin", "UTC")
    .addOption(
      new Option("--missed <rule>", "after an outage: make up one run, or none")
        .choices(["run-once", "skip"])
        .default("run-once"),
    )
    .addOption(
      new Option("--overlap <rule>", "while the job of the last run has not ended: skip the run, or make it")
        .choices(["skip", "allow"])
        .default("skip"),
    )
    .option("--topic <topic>", "a briefing: what it is about");
  const readRequest = withBriefingOptions(command);
  command
    .option("--type <type>", "a job of another type, as `jobs types` lists them")
    .option("--payload <json>", "with --type: its payload, - to read it from standard input (default: {})")
    .option("--json", "print JSON")
    .addHelpText("after", EXAMPLES);
  return withBackendOptions(command).action(async (name: string, options: Options) => {
    await useBackend(options, async (backend) => {
      const { cron, zone, missed, overlap } = options;
      const job = jobOf(options, await readRequest(backend, options), await readGiven(backend, options));
      const put = await putScheduleByName(backend, name, { ...job, cron, zone, missed, overlap });
      const shown = await showSchedule(backend, put.held);
      if (options.json) printJson(shown);
      else print(`${name} ${put.created ? "added" : "changed"}: ${nextRunOf(shown)}`);
    });
  });
}

const readGiven = async ({ settings }: Backend, { payload }: Options): Promise<unknown> =>
  payload === undefined ? undefined : await readPayload(payload, settings.jobs.maxRequestBytes);

/** @throws VisibleError `usage` when the command line names no job, or two. */
function jobOf({ type }: Options, briefing: object | undefined, payload: unknown) {
  if (type !== undefined && briefing === undefined) return { type, payload };
  if (type === undefined && briefing !== undefined && payload === undefined) {
    return { type: generateBriefing.name, payload: briefing };
  }
  throw new VisibleError(
    "usage",
    "say what is to be made: --topic and --source for a briefing, or --type and --payload for a job of another type",
  );
}
