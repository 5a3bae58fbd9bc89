// `tail`: what happens, as it happens: the lines of the log that `dev` keeps, of jobs and of what holds them.
import { existsSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { app } from "../core/app.ts";
import { type LogEntry, VisibleError } from "../core/jobs/index.ts";
import { foldText, toLogEntry } from "../core/jobs/operate/inspector.ts";
import { LOG_LEVELS } from "../core/log.ts";
import { logFileIn } from "../local/log-file.ts";
import { followLog, parse } from "../local/log-reader.ts";
import { dataOption } from "./backend.ts";
import { withExamples } from "./examples.ts";
import { logLine } from "./log-line.ts";
import { note, print, printJson } from "./print.ts";
import { untilStopped } from "./until-stopped.ts";

type Options = {
  data: string;
  id?: string[];
  type?: string[];
  event?: string[];
  level: string;
  text?: string;
  lines: number;
  all?: boolean;
  follow: boolean;
  json?: boolean;
};

const several = (value: string, before: string[] = []): string[] => [...before, ...value.split(",")];

export function tailCommand(): Command {
  const list = (flags: string, description: string) => new Option(flags, description).argParser(several);
  const command = new Command("tail")
    .description(
      "the live stream of what happens: jobs enqueued, started, retried, ended, and what holds them",
    )
    .addOption(list("--id <ids>", "of these jobs"))
    .addOption(list("--type <types>", "of these job types"))
    .addOption(list("--event <events>", "whose event has this text: dead, enqueued, breaker"))
    .addOption(new Option("--level <level>", "at least").choices(LOG_LEVELS).default("trace"))
    .option("--text <text>", "that have this text, in upper or lower case")
    .option("--lines <number>", "of the past, first", linesOf, 10)
    .option("--all", "also lines of requests and of the local AWS")
    .option("--no-follow", "end after the lines of the past")
    .addOption(dataOption(`data folder of \`${app.name} dev\``))
    .option("--json", "the lines as they are: one JSON document each")
    .addHelpText(
      "after",
      "\nThe log is that of `dev` on this machine; of a deployed stage: aws logs tail LOG_GROUP --follow",
    )
    .action(tail);
  return withExamples(command, [
    ["tail", "the last ten lines about jobs, and what comes"],
    ["tail --event dead --event breaker", "only what went wrong for good"],
    ["tail --type report:monthly --level warn", "of one job type, from warnings on"],
    ["tail --lines 1000 --no-follow --json | jq .msg", "the past alone, for a script"],
  ]);
}

function linesOf(value: string): number {
  const lines = Number(value);
  if (Number.isInteger(lines) && lines >= 0 && lines <= 10_000) return lines;
  throw new InvalidArgumentError("give a whole number from 0 to 10000");
}

async function tail(options: Options): Promise<void> {
  const file = logFileIn(options.data);
  if (!existsSync(options.data)) {
    throw new VisibleError(
      "log-unavailable",
      `there is no ${file}: start \`npm run dev\`, or name its folder with --data; of a deployed stage \`aws logs tail LOG_GROUP --follow\` shows the log`,
    );
  }
  const fits = filterOf(options);
  const show = (text: string): void => {
    const line = fits(text);
    if (!line) return;
    if (options.json) printJson(JSON.parse(text));
    else print(logLine(line, "job"));
  };
  const stopped = new AbortController();
  if (options.follow) void untilStopped().then(() => stopped.abort());
  else stopped.abort();
  const log = followLog(file);
  for (const text of log.past(options.lines, (each) => (fits(each) ? each : undefined))) show(text);
  if (options.follow && process.stderr.isTTY) note("(what comes now; Ctrl+C ends)");
  await log.follow(show, { signal: stopped.signal });
}

/** @returns gives the entry of a line that is meant. */
function filterOf({ id, type, event, level, text, all }: Options): (text: string) => LogEntry | undefined {
  const wanted = text === undefined ? undefined : foldText(text);
  const least = rankOf(level);
  const events = event?.map(foldText);
  return (raw) => {
    const line = parse(raw);
    const entry = line && toLogEntry(line);
    if (!line || !entry) return undefined;
    const { jobId, jobType } = line;
    if (id && !id.includes(String(jobId))) return undefined;
    if (type && !type.includes(String(jobType))) return undefined;
    if (events && !events.some((each) => foldText(entry.message).includes(each))) return undefined;
    if (rankOf(entry.level) < least || (wanted !== undefined && !foldText(raw).includes(wanted)))
      return undefined;
    const isOfJobs = jobId !== undefined || HOLDS.test(entry.message);
    return all || isOfJobs ? { ...entry, fields: { ...entry.fields, jobId } } : undefined;
  };
}

/** What stops or moves jobs without naming one. */
const HOLDS = /^(breaker|consumer|group|message|scheduled)\b/;

/** LOG_LEVELS is in the order in which they say less. */
const levels: readonly string[] = LOG_LEVELS;
const rankOf = (level: string): number => levels.indexOf(level);
