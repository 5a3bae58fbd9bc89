// A briefing as Markdown: readable as it stands, and safe to turn into HTML.
import type { Briefing, BriefingSource, CitedText, Item } from "./briefing.ts";
import { describeCoverage, describeGenerator, describeItem, describeSource } from "./describe.ts";
import { labelsFor } from "./labels.ts";

/** CommonMark. Text from sources is escaped: it never becomes markup, and only http and https are linked. */
export function renderMarkdown(briefing: Briefing): string {
  const labels = labelsFor(briefing.language);
  const sections = [
    `# ${escapeMarkdown(briefing.title)}`,
    `*${escapeInline(describeGenerator(briefing))}*`,
    `## ${labels.bottomLine}\n\n${briefing.bottomLine.map(cited).join(" ")}`,
    `## ${labels.stories}`,
    ...briefing.items.map((item, index) => renderItem(item, index + 1, briefing)),
    ...renderDisagreements(briefing, labels.disagreements),
    ...renderNotable(briefing, labels.alsoNotable),
    `## ${labels.sources}\n\n${briefing.sources.map(renderSource).join("\n")}`,
    `## ${labels.coverage}\n\n${[...describeCoverage(briefing), ...briefing.notes].map((line) => `- ${escapeMarkdown(line)}`).join("\n")}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function renderItem(item: Item, number: number, briefing: Briefing): string {
  const labels = labelsFor(briefing.language);
  const sentences =
    briefing.style === "bullets"
      ? item.sentences.map((sentence) => `- ${cited(sentence)}`).join("\n")
      : item.sentences.map(cited).join(" ");
  const why =
    item.whyItMatters === undefined ? [] : [`**${labels.whyItMatters}:** ${cited(item.whyItMatters)}`];
  return [
    `### ${number}. ${escapeMarkdown(item.headline)}`,
    `*${escapeInline(describeItem(item, briefing.language))}*`,
    sentences,
    ...renderAlso(item, labels.also),
    ...why,
  ].join("\n\n");
}

/** The headlines that the story's other sources gave it. */
function renderAlso({ also = [] }: Item, label: string): string[] {
  if (also.length === 0) return [];
  return [
    `*${label}:* ${also.map(({ headline, sources }) => cited({ text: headline, sources })).join("; ")}`,
  ];
}

function renderDisagreements(briefing: Briefing, heading: string): string[] {
  if (briefing.disagreements.length === 0) return [];
  const parts = briefing.disagreements.map(
    ({ about, statements }) =>
      `**${escapeMarkdown(about)}**\n\n${statements.map((statement) => `- ${cited(statement)}`).join("\n")}`,
  );
  return [`## ${heading}`, ...parts];
}

function renderNotable(briefing: Briefing, heading: string): string[] {
  if (briefing.alsoNotable.length === 0) return [];
  return [
    `## ${heading}\n\n${briefing.alsoNotable.map(({ headline, sources }) => `- ${cited({ text: headline, sources })}`).join("\n")}`,
  ];
}

function renderSource(source: BriefingSource): string {
  const title =
    source.url === undefined
      ? escapeMarkdown(source.title)
      : `[${escapeMarkdown(source.title)}](${escapeUrl(source.url)})`;
  return `${source.id}. ${title} — ${escapeInline(describeSource(source))}`;
}

function cited({ text, sources }: CitedText): string {
  return `${escapeMarkdown(text)} ${sources.map((id) => `\\[${id}\\]`).join("")}`;
}

/** Also what could start a list or a heading's line, at the start of a block: "1." and "-" and "+". */
function escapeMarkdown(text: string): string {
  return escapeInline(text)
    .replace(/^(\d{1,9})([.)])/, "$1\\$2")
    .replace(/^([-+=])/, "\\$1");
}

/** What could start markup anywhere in a line; and one line it stays. */
function escapeInline(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_{}[\]<>#|~!&]/g, "\\$&");
}

function escapeUrl(url: string): string {
  return url.replace(
    /[()<>\\\s]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
  );
}
