// `briefings show`: the briefing, or how far it is and why it failed.
import { Command, Option } from "commander";
import type { Briefing } from "../core/briefings/briefing.ts";
import { GENERATE_BRIEFING } from "../core/briefings/job.ts";
import type { Backend } from "../core/jobs/backend.ts";
import type { Job } from "../core/jobs/job.ts";
import { getJob, getResult } from "../core/jobs/operations.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { describeProgress } from "./wait.ts";

const formats = ["markdown", "json", "html"] as const;
export type Format = (typeof formats)[number];

export function showCommand(): Command {
  const command = new Command("show")
    .description("show a briefing, or how far it is")
    .argument("<id>", "the job's id, brf_…")
    .addOption(new Option("--format <format>").choices(formats).default("markdown"))
    .option("--json", "the whole record as JSON: attempts, errors, redrives");
  return withBackendOptions(command).action(
    async (id: string, options: BackendOptions & { format: Format; json?: boolean }) => {
      process.exitCode = await useBackend(options, async (backend) => {
        const job = await getJob(backend, id);
        if (!options.json) return await printBriefing(backend, job, options.format);
        console.log(JSON.stringify({ ...job, result: await getResult(backend, job) }, undefined, 2));
        return EXIT.ok;
      });
    },
  );
}

/** Prints a finished briefing to standard output, what else there is to say of a job to standard error. */
export async function printBriefing(backend: Backend, job: Job, format: Format): Promise<number> {
  if (job.status !== "succeeded") {
    if (format === "json") console.log(JSON.stringify({ id: job.id, status: job.status, cause: job.cause }));
    console.error(describeUnfinished(job));
    return EXIT.failed;
  }
  const result = await getResult(backend, job);
  // Of the other job types only JSON is known.
  const isBriefing = job.type === GENERATE_BRIEFING;
  console.log(isBriefing ? await render(result as Briefing, format) : JSON.stringify(result, undefined, 2));
  return EXIT.ok;
}

async function render(briefing: Briefing, format: Format): Promise<string> {
  if (format === "json") return JSON.stringify(briefing, undefined, 2);
  if (format === "html") return (await import("../core/briefings/render-html.ts")).renderHtml(briefing);
  return (await import("../core/briefings/render-markdown.ts")).renderMarkdown(briefing);
}

function describeUnfinished(job: Job): string {
  if (job.status !== "dead") return `${job.id} ${describeProgress(job)}`;
  const error = job.attempts.at(-1)?.error;
  const why = error ? `: ${error.name}: ${error.message}` : "";
  return `${job.id} is dead (${job.cause ?? "unknown"}) after ${job.attempts.length} attempts${why}`;
}
