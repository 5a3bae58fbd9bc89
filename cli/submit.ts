// `briefings submit`: asks for a briefing and, with --wait, shows how far it is and then the briefing.
import { Command, Option } from "commander";
import { enqueueGenerateBriefing } from "../core/briefings/enqueue.ts";
import { Length, type Source, Style } from "../core/briefings/request.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { type EnqueueVerbOptions, enqueueAndTell, withEnqueueOptions } from "./enqueue-and-tell.ts";
import { fileSource } from "./source-file.ts";

/** A file is read when the command line as a whole is known to be right. */
type SourceArgument = Source | { file: string };

type Options = BackendOptions &
  EnqueueVerbOptions & {
    topic: string;
    source: SourceArgument[];
    length?: string;
    style?: string;
    language?: string;
    generator?: string;
    fallback?: string;
    pace?: string;
    email: string[];
    webhook: string[];
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
    .addOption(
      new Option(
        "--pace <pace>",
        "nobody waits for it: Claude writes it within a day, at half the price",
      ).choices(["whenever"]),
    )
    .option("--email <address>", "send the briefing there; repeatable", append, [])
    .option("--webhook <url>", "post the briefing there, signed; repeatable", append, []);
  return withBackendOptions(withEnqueueOptions(command, "briefing")).action(async (options: Options) => {
    process.exitCode = await submit({ ...options, source: sources });
  });
}

const append = (value: string, before: string[]) => [...before, value];

async function submit(options: Options): Promise<number> {
  const { topic, length, style, language, generator, fallback, pace } = options;
  return await useBackend(options, async (backend) => {
    const sources: Source[] = [];
    for (const source of options.source) {
      const { maxRequestBytes } = backend.settings.jobs;
      sources.push("file" in source ? await fileSource(source.file, maxRequestBytes) : source);
    }
    const deliver = [
      ...options.email.map((email) => ({ email })),
      ...options.webhook.map((webhook) => ({ webhook })),
    ];
    const chosen = {
      ...{ length, style, language, generator, fallback, pace },
      deliver: deliver.length === 0 ? undefined : deliver,
    };
    const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
    const format = options.json ? "json" : "markdown";
    return await enqueueAndTell(backend, options, format, (enqueueOptions) =>
      enqueueGenerateBriefing(backend, { topic, sources, ...given }, enqueueOptions),
    );
  });
}

/** Addresses that feeds mostly have; `--feed` and `--article` say it outright. */
const FEED = /(\.(rss|atom|xml|rdf)|\/(feed|rss|atom)(\.json)?|feed\.json)\/?(\?.*)?$/i;

const sourceOfUrl = (url: string): Source => ({ kind: FEED.test(url) ? "feed" : "article", url });
