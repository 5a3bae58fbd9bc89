// `show`: all that is known of a job, and its result: of a briefing, the briefing.
import { Command, Option } from "commander";
import type { Briefing } from "../core/briefings/briefing.ts";
import { type DeliveryState, deliveryStates } from "../core/briefings/deliver/delivery-states.ts";
import { generateBriefing } from "../core/briefings/job.ts";
import { type Backend, getJob, type Job, type JobLines, resultOf, VisibleError } from "../core/jobs/index.ts";
import { inspectJob, type JobInspection } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { describeDeliveries } from "./describe-deliveries.ts";
import { describeInspection } from "./describe-inspection.ts";
import { withExamples } from "./examples.ts";
import { EXIT } from "./exit.ts";
import { followJob } from "./follow-job.ts";
import { note, printJson, printMarkup } from "./print.ts";
import { watched, withWatch } from "./watch.ts";

const formats = ["markdown", "json", "html"] as const;
export type Format = (typeof formats)[number];

type Options = BackendOptions & {
  format: Format;
  json?: boolean;
  raw?: boolean;
  log?: boolean;
  stacks?: boolean;
  follow?: boolean;
};

/** Without `--log`, where the log is a file at hand. */
const FEW_LINES = 20;
const MANY_LINES = 1_000;

export function showCommand(): Command {
  const command = new Command("show")
    .description("show a job: why it waits, payload, attempts, what happened, its log lines, and its result")
    .argument("<id>", "the job's id, brf_…")
    .addOption(new Option("--format <format>", "of the result").choices(formats).default("markdown"))
    .option("--follow", "tell what happens until the job ends, then show it")
    .option("--stacks", "the stack of every attempt, and not of the last one alone")
    .option("--log", `up to ${MANY_LINES} log lines; on AWS by CloudWatch Logs Insights, which takes seconds`)
    .option("--raw", "the record as the store keeps it, as JSON")
    .option("--json", "all of it as JSON: attempts with stacks, steps, timeline, log lines, result");
  withExamples(command, [
    ["show brf_…", "why it waits, what it failed of, what happened, its last log lines"],
    ["show brf_… --follow", "each event as it comes, until it ends"],
    ["show brf_… --log --stage production", "all its log lines, from CloudWatch Logs"],
    ["show brf_… --raw | jq .claim", "the record as the store keeps it"],
  ]);
  return withBackendOptions(withWatch(command)).action(
    watched(async (id: string, options: Options) => {
      process.exitCode = await useBackend(options, (backend) => show(backend, id, options));
    }),
  );
}

async function show(backend: Backend, id: string, options: Options): Promise<number> {
  if (options.raw) {
    printJson(await getJob(backend, id), true);
    return EXIT.ok;
  }
  if (options.follow) await followJob(backend, id);
  const inspection = await inspectJob(backend, id);
  const { job } = inspection;
  const deliveries = job.type === generateBriefing.name ? await deliveryStates(backend, job) : [];
  const log = await readLog(backend, job, options.log ?? false);
  if (options.json) {
    printJson(await toJson(backend, inspection, deliveries, log), true);
    return EXIT.ok;
  }
  describeInspection(inspection, { stacks: options.stacks ?? false, log });
  describeDeliveries(deliveries);
  if (job.status === "succeeded") note("");
  return await printResult(backend, job, options.format);
}

/** What was not asked for is left out where it costs money, or is not there. */
async function readLog({ jobLog }: Backend, job: Job, isAsked: boolean): Promise<JobLines | undefined> {
  if (!isAsked && !jobLog?.isAtHand) return undefined;
  try {
    if (!jobLog) {
      throw new VisibleError(
        "log-unavailable",
        "no log is known here: name the log groups of the functions in LOG_GROUPS, joined by commas",
      );
    }
    return await jobLog.linesOf(job.id, { from: job.createdAt, limit: isAsked ? MANY_LINES : FEW_LINES });
  } catch (error) {
    if (isAsked || !(error instanceof VisibleError)) throw error;
    note(error.message);
    return undefined;
  }
}

/** The record's own fields, and beside them what belongs to it. */
async function toJson(
  backend: Backend,
  { job, followUps, ...rest }: JobInspection,
  deliveries: DeliveryState[],
  log: JobLines | undefined,
): Promise<object> {
  const result = await resultOf(backend, job);
  return {
    ...job,
    ...rest,
    ...(followUps.length > 0 && {
      followUps: followUps.map((followUp, index) => ({ ...job.followUps?.[index], ...followUp })),
    }),
    result,
    ...(deliveries.length > 0 && { deliveries }),
    ...(log && { log }),
  };
}

/** Prints the result of a job that has succeeded, on standard output; of any other only JSON has something to say. */
export async function printResult(backend: Backend, job: Job, format: Format): Promise<number> {
  if (job.status !== "succeeded") {
    if (format === "json") printJson({ id: job.id, status: job.status, cause: job.cause });
    return EXIT.failed;
  }
  const result = await resultOf(backend, job);
  // Of the other job types only JSON is known; of one that returned nothing, null.
  if (format === "json" || job.type !== generateBriefing.name) printJson(result ?? null, true);
  else printMarkup(await render(result as Briefing, format));
  return EXIT.ok;
}

async function render(briefing: Briefing, format: "markdown" | "html"): Promise<string> {
  if (format === "html") return (await import("../core/briefings/render-html.ts")).renderHtml(briefing);
  return (await import("../core/briefings/render-markdown.ts")).renderMarkdown(briefing);
}
