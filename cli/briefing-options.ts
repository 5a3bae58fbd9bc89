// The options that say what a briefing is about and how it should look, for every verb that asks for one.
import { type Command, Option } from "commander";
import { Length, type Source, Style } from "../core/briefings/request.ts";
import type { Backend } from "../core/jobs/index.ts";
import { fileSource } from "./source-file.ts";

export type BriefingOptions = {
  topic?: string;
  length?: string;
  style?: string;
  language?: string;
  generator?: string;
  fallback?: string;
  pace?: string;
  email: string[];
  webhook: string[];
};

/** A file is read when the command line as a whole is known to be right. */
type SourceArgument = Source | { file: string };

/**
 * Adds the options but `--topic`, which one verb requires and another does not.
 * @returns what reads the request from them; undefined when none of them was given. It is checked by its job type.
 */
export function withBriefingOptions(command: Command) {
  const sources: SourceArgument[] = [];
  const collect = (read: (value: string) => SourceArgument) => (value: string) => {
    sources.push(read(value));
    return sources;
  };
  command
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

  return async ({ settings }: Backend, options: BriefingOptions): Promise<object | undefined> => {
    const { topic, length, style, language, generator, fallback, pace } = options;
    const deliver = [
      ...options.email.map((email) => ({ email })),
      ...options.webhook.map((webhook) => ({ webhook })),
    ];
    const chosen = {
      ...{ topic, length, style, language, generator, fallback, pace },
      deliver: deliver.length === 0 ? undefined : deliver,
    };
    const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
    if (sources.length === 0 && Object.keys(given).length === 0) return undefined;
    const read: Source[] = [];
    for (const source of sources) {
      read.push("file" in source ? await fileSource(source.file, settings.jobs.maxRequestBytes) : source);
    }
    return { ...given, sources: read };
  };
}

const append = (value: string, before: string[]) => [...before, value];

/** Addresses that feeds mostly have; `--feed` and `--article` say it outright. */
const FEED = /(\.(rss|atom|xml|rdf)|\/(feed|rss|atom)(\.json)?|feed\.json)\/?(\?.*)?$/i;

const sourceOfUrl = (url: string): Source => ({ kind: FEED.test(url) ? "feed" : "article", url });
