// The order of a briefing's parts as text; Markdown and plain text differ only in the marks around them.
import type { Briefing, BriefingSource, CitedText, Item } from "./briefing.ts";
import { describeCoverage, describeGenerator, describeItem, describeSource } from "./describe.ts";
import { labelsFor } from "./labels.ts";

/** Each takes text as it came, and makes it safe for its format. */
export type Marks = {
  text(text: string): string;
  heading(level: 1 | 2 | 3, text: string, number?: number): string;
  /** A line about what stands below or above it. */
  facts(text: string): string;
  /** `Also:`; it begins a line. */
  label(text: string, weight: "soft" | "strong"): string;
  /** Of a disagreement. */
  subject(text: string): string;
  /** Numbers of sources. */
  citation(sources: readonly number[]): string;
  link(title: string, url: string): string;
  /** What is said of a source, behind its title. */
  aside(text: string): string;
};

export function renderOutline(briefing: Briefing, marks: Marks): string {
  const labels = labelsFor(briefing.language);
  const cited = ({ text, sources }: CitedText) => `${marks.text(text)} ${marks.citation(sources)}`;
  const list = (texts: readonly CitedText[]) => texts.map((text) => `- ${cited(text)}`).join("\n");
  const headline = ({ headline: text, sources }: { headline: string; sources: number[] }) => ({
    text,
    sources,
  });

  const renderItem = (item: Item, number: number): string => {
    const { also = [], whyItMatters } = item;
    return [
      marks.heading(3, item.headline, number),
      marks.facts(describeItem(item, briefing.language)),
      briefing.style === "bullets" ? list(item.sentences) : item.sentences.map(cited).join(" "),
      // The headlines that the story's other sources gave it.
      ...(also.length === 0
        ? []
        : [`${marks.label(labels.also, "soft")} ${also.map((one) => cited(headline(one))).join("; ")}`]),
      ...(whyItMatters === undefined
        ? []
        : [`${marks.label(labels.whyItMatters, "strong")} ${cited(whyItMatters)}`]),
    ].join("\n\n");
  };
  const renderSource = (source: BriefingSource): string => {
    const title = source.url === undefined ? marks.text(source.title) : marks.link(source.title, source.url);
    return `${source.id}. ${title}${marks.aside(describeSource(source))}`;
  };
  const section = (heading: string, parts: string[]) =>
    parts.length === 0 ? [] : [[marks.heading(2, heading), ...parts].join("\n\n")];

  const sections = [
    marks.heading(1, briefing.title),
    marks.facts(describeGenerator(briefing)),
    ...section(labels.bottomLine, [briefing.bottomLine.map(cited).join(" ")]),
    ...section(
      labels.stories,
      briefing.items.map((item, index) => renderItem(item, index + 1)),
    ),
    ...section(
      labels.disagreements,
      briefing.disagreements.map(({ about, statements }) => `${marks.subject(about)}\n\n${list(statements)}`),
    ),
    ...section(
      labels.alsoNotable,
      briefing.alsoNotable.length === 0 ? [] : [list(briefing.alsoNotable.map(headline))],
    ),
    ...section(labels.sources, [briefing.sources.map(renderSource).join("\n")]),
    ...section(labels.coverage, [
      [...describeCoverage(briefing), ...briefing.notes].map((line) => `- ${marks.text(line)}`).join("\n"),
    ]),
  ];
  return `${sections.join("\n\n")}\n`;
}
