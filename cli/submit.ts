// `briefings submit`: asks for a briefing and, with --wait, shows how far it is and then the briefing.
import { Command, Option } from "commander";
import { enqueueGenerateBriefing } from "../core/briefings/enqueue.ts";
import { Length, type Source, Style } from "../core/briefings/request.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { describeJob } from "./describe-job.ts";
import { EXIT } from "./exit.ts";
import { positive } from "./numbers.ts";
import { print, printJson } from "./print.ts";
import { printResult } from "./show.ts";
import { fileSource } from "./source-file.ts";
import { untilStopped } from "./until-stopped.ts";
import { waitForJob } from "./wait.ts";

/** A file is read when the command line as a whole is known to be right. */
type SourceArgument = Source | { file: string };

type Options = BackendOptions & {
  topic: string;
  source: SourceArgument[];
  length?: string;
  style?: string;
  language?: string;
  generator?: string;
  fallback?: string;
  idempotencyKey?: string;
  wait?: boolean;
  timeout: number;
  json?: boolean;
};

export function submitCommand(): Command {
  const sources: SourceArgument[] = [];
  const collect = (read: (value: string) => SourceArgument) => (value: string) => {
    sources.push(read(value));
    return sources;
  };
  const command = new Command("submit")
    .description("ask for a briefing")
    .requiredOption("--topic <topic>", "what the briefing is about")
    .option(
      "--source <url>",
      "an article or a feed, told apart by its address; repeatable",
      collect(sourceOfUrl),
    )
    .option(
      "--feed <url>",
      "a feed; repeatable",
      collect((url) => ({ kind: "feed", url })),
    )
    .option(
      "--article <url>",
      "an article; repeatable",
      collect((url) => ({ kind: "article", url })),
    )
    .option(
      "--file <path>",
      "a text file as a source, - for standard input; repeatable",
      collect((file) => ({ file })),
    )
    .addOption(new Option("--length <length>").choices(Length.options))
    .addOption(new Option("--style <style>").choices(Style.options))
    .option("--language <tag>", "BCP 47, such as en or pt-BR")
    .addOption(new Option("--generator <name>").choices(["extractive", "claude"]))
    .addOption(new Option("--fallback <name>", "when Claude cannot write it").choices(["extractive"]))
    .option("--idempotency-key <key>", "the same key gives the same job")
    .option("--wait", "wait for the briefing and print it")
    .option("--timeout <seconds>", "with --wait: how long", positive, 600)
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (options: Options) => {
    process.exitCode = await submit({ ...options, source: sources });
  });
}

async function submit(options: Options): Promise<number> {
  const { topic, length, style, language, generator, fallback, idempotencyKey, timeout, json } = options;
  return await useBackend(options, async (backend) => {
    const sources: Source[] = [];
    for (const source of options.source) {
      const { maxRequestBytes } = backend.settings.jobs;
      sources.push("file" in source ? await fileSource(source.file, maxRequestBytes) : source);
    }
    // From here on Ctrl+C ends the waiting, and leaves the job.
    const stopped = options.wait ? untilStopped() : undefined;
    const chosen = { length, style, language, generator, fallback };
    const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
    const { job } = await enqueueGenerateBriefing(
      backend,
      { topic, sources, ...given },
      idempotencyKey === undefined ? {} : { idempotencyKey },
    );
    if (!stopped) {
      if (json) printJson({ id: job.id, status: job.status });
      else print(job.id);
      return EXIT.ok;
    }
    const show = json ? "none" : "live";
    const ended = await waitForJob(backend, job.id, { timeoutSeconds: timeout, show, stopped });
    if (ended.status !== "succeeded") describeJob(ended);
    return await printResult(backend, ended, json ? "json" : "markdown");
  });
}

/** Addresses that feeds mostly have; `--feed` and `--article` say it outright. */
const FEED = /(\.(rss|atom|xml|rdf)|\/(feed|rss|atom)(\.json)?|feed\.json)\/?(\?.*)?$/i;

const sourceOfUrl = (url: string): Source => ({ kind: FEED.test(url) ? "feed" : "article", url });
