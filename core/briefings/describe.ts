// The facts around a briefing as short phrases, used by every rendering.
import type { Briefing, BriefingSource, FeedEntriesLeftOut, Item, Usage } from "./briefing.ts";
import { describeLeftOut } from "./left-out.ts";
import { phrase } from "./phrases.ts";

export function describeGenerator(briefing: Briefing): string {
  const { kind, model, fallback } = briefing.generator;
  const { language } = briefing;
  const writer =
    kind === "claude" ? phrase(language, "byClaude", model ?? "unknown model") : phrase(language, "quoted");
  const instead =
    fallback === undefined ? [] : [`instead of ${fallback.from}, which failed: ${fallback.reason}`];
  const window = briefing.timeWindow;
  const covers =
    window === undefined ? [] : [phrase(language, "covers", formatWindow(window.from, window.to, language))];
  return [
    `${formatTime(briefing.generatedAt, language)} UTC`,
    ...covers,
    phrase(language, "minutes", briefing.readingTimeMinutes),
    writer,
    ...instead,
  ].join(" · ");
}

export function describeItem(item: Item, language: string): string {
  const domains = item.independentDomains;
  const others = item.publishers.length - 3;
  return [
    `${item.publishers.slice(0, 3).join(", ")}${others > 0 ? ` ${phrase(language, "more", others)}` : ""}`,
    ...(item.date === undefined ? [] : [formatDate(item.date, language)]),
    ...(domains > 1 ? [phrase(language, "sites", domains)] : []),
  ].join(" · ");
}

export function describeSource(source: BriefingSource): string {
  const date = source.date?.slice(0, 10);
  const status =
    source.duplicateOf === undefined ? source.status.replace("-", " ") : `copy of ${source.duplicateOf}`;
  const reason = source.reason === undefined ? status : `${status}: ${source.reason}`;
  const names = source.status === "given-text" ? [] : [source.publisher];
  const uncited = source.uncitedBecause === undefined ? [] : [`not cited: ${source.uncitedBecause}`];
  return [...names, ...(date === undefined ? [] : [date]), reason, ...uncited].join(", ");
}

export function describeCoverage({ coverage, usage }: Briefing): string[] {
  const {
    requested,
    fetched,
    used,
    failed,
    duplicatesDropped,
    truncated,
    feedEntriesSkipped,
    claimsDropped,
  } = coverage;
  const told = [
    failed > 0 && `${plural(failed, "source")} could not be read`,
    duplicatesDropped > 0 && `${plural(duplicatesDropped, "copy", "copies")} dropped`,
    truncated > 0 && `${plural(truncated, "text")} cut to the longest length that is read`,
    feedEntriesSkipped > 0 && describeSkipped(feedEntriesSkipped, coverage.feedEntriesLeftOut),
    claimsDropped > 0 && `${plural(claimsDropped, "claim")} dropped that the sources do not bear out`,
  ].filter((line) => line !== false);
  return [
    `${plural(requested.length, "source")} asked for, ${plural(fetched, "fetch", "fetches")} made, ${plural(used, "text")} used`,
    ...(told.length === 0 ? [] : [told.join("; ")]),
    ...(usage === undefined ? [] : [describeUsage(usage)]),
  ];
}

function describeSkipped(count: number, reasons: FeedEntriesLeftOut | undefined): string {
  const told = reasons === undefined ? [] : describeLeftOut(reasons);
  const entries = `${plural(count, "feed entry", "feed entries")} left out`;
  // One reason is that of all of them, and has their number already.
  const why = told.length === 1 ? told[0]?.replace(`${count} `, "") : told.join(", ");
  return why ? `${entries}: ${why}` : entries;
}

function describeUsage(usage: Usage): string {
  const read = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const cost = usage.costUsd === undefined ? "" : `, $${usage.costUsd.toFixed(4)}`;
  return `${plural(usage.requests, "model request")}, ${read} tokens read, ${usage.outputTokens} written${cost}`;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The reader's calendar, in UTC: briefings are read in many time zones. */
function formatDate(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(iso));
}

function formatTime(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(
    new Date(iso),
  );
}

function formatWindow(from: string, to: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).formatRange(
    new Date(from),
    new Date(to),
  );
}
