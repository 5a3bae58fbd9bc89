// `briefings show`: how far a job is, every attempt and step, and its result: of a briefing, the briefing.
import { Command, Option } from "commander";
import type { Briefing } from "../core/briefings/briefing.ts";
import { deliveryStates } from "../core/briefings/deliver/delivery-states.ts";
import { generateBriefing } from "../core/briefings/job.ts";
import { type Backend, getJob, type Job, resultOf } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { describeDeliveries } from "./describe-deliveries.ts";
import { describeJob } from "./describe-job.ts";
import { EXIT } from "./exit.ts";
import { note, printJson, printMarkup } from "./print.ts";
import { watched, withWatch } from "./watch.ts";

const formats = ["markdown", "json", "html"] as const;
export type Format = (typeof formats)[number];

export function showCommand(): Command {
  const command = new Command("show")
    .description("show a job, how far it is, every attempt and step, and its result")
    .argument("<id>", "the job's id, brf_…")
    .addOption(new Option("--format <format>").choices(formats).default("markdown"))
    .option("--json", "the whole record as JSON: attempts, errors with stacks, steps, redrives, result");
  return withBackendOptions(withWatch(command)).action(
    watched(async (id: string, options: BackendOptions & { format: Format; json?: boolean }) => {
      process.exitCode = await useBackend(options, async (backend) => {
        const job = await getJob(backend, id);
        const deliveries = job.type === generateBriefing.name ? await deliveryStates(backend, job) : [];
        if (options.json) {
          const result = await resultOf(backend, job);
          printJson({ ...job, result, ...(deliveries.length === 0 ? {} : { deliveries }) }, true);
          return EXIT.ok;
        }
        describeJob(job);
        describeDeliveries(deliveries);
        if (job.status === "succeeded") note("");
        return await printResult(backend, job, options.format);
      });
    }),
  );
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
