// `briefings submit`: asks for a briefing and, with --wait, shows how far it is and then the briefing.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Command, Option } from "commander";
import { enqueueGenerateBriefing } from "../core/briefings/enqueue.ts";
import { Length, type Source, Style } from "../core/briefings/request.ts";
import { VisibleError } from "../core/jobs/errors.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { positive } from "./numbers.ts";
import { printBriefing } from "./show.ts";
import { waitForJob } from "./wait.ts";

type Options = BackendOptions & {
  topic: string;
  source: Source[];
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
  const sources: Source[] = [];
  const collect = (read: (value: string) => Source) => (value: string) => {
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
      collect(sourceOfFile),
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
  return await useBackend(options, async (backend) => {
    const { topic, source, length, style, language, generator, fallback, idempotencyKey } = options;
    const chosen = { length, style, language, generator, fallback };
    const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
    const { job } = await enqueueGenerateBriefing(
      backend,
      { topic, sources: source, ...given },
      idempotencyKey === undefined ? {} : { idempotencyKey },
    );
    if (!options.wait) {
      console.log(options.json ? JSON.stringify({ id: job.id, status: job.status }) : job.id);
      return EXIT.ok;
    }
    const ended = await waitForJob(backend, job.id, options.timeout, options.json ? "none" : "live");
    return await printBriefing(backend, ended, options.json ? "json" : "markdown");
  });
}

/** Addresses that feeds mostly have; `--feed` and `--article` say it outright. */
const FEED = /(\.(rss|atom|xml|rdf)|\/(feed|rss|atom)(\.json)?|feed\.json)\/?(\?.*)?$/i;

const sourceOfUrl = (url: string): Source => ({ kind: FEED.test(url) ? "feed" : "article", url });

function sourceOfFile(path: string): Source {
  try {
    const text = readFileSync(path === "-" ? 0 : path, "utf8");
    const heading = /^#+ +(.+)$/m.exec(text)?.[1];
    return { kind: "text", title: heading ?? (path === "-" ? "Standard input" : basename(path)), text };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VisibleError("invalid-request", `--file ${path} cannot be read: ${reason}`);
  }
}
