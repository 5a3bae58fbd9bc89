// Sets of short reports in which some outlets tell one event and others tell their neighbours, written for this project before the rule was tuned.
import { englishHeldOut } from "./english-held-out.ts";
import { englishTuned } from "./english-tuned.ts";
import { heldOut } from "./held-out.ts";
import { moreTuned } from "./more-tuned.ts";
import { otherLanguagesHeldOut } from "./other-languages-held-out.ts";
import { otherLanguagesTuned } from "./other-languages-tuned.ts";

export type LabelledReport = { event: string; title: string; text: string };
/** What one briefing might be made of: reports in one language on one subject. */
export type ReportSet = { name: string; language: string; reports: LabelledReport[] };

export const tunedSets = [...toSets({ en: englishTuned, ...otherLanguagesTuned }), ...toSets(moreTuned)];
export const seenSets = toSets({ en: englishHeldOut, ...otherLanguagesHeldOut });
export const heldOutSets = toSets(heldOut);

function toSets(languages: Record<string, Record<string, string>>): ReportSet[] {
  return Object.entries(languages).flatMap(([language, sets]) =>
    Object.entries(sets).map(([name, lines]) => ({
      name,
      language,
      reports: lines.trim().split("\n").map(toReport),
    })),
  );
}

function toReport(line: string): LabelledReport {
  const [event, title, text] = line.split(" | ");
  if (!event || !title || !text) throw new Error(`not a report: ${line}`);
  return { event, title, text };
}
