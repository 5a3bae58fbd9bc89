// The generator that needs no key and invents nothing: every sentence stands word for word in the source it cites.
import { setImmediate } from "node:timers/promises";
import { PermanentError } from "../../jobs/errors.ts";
import type { CitedText } from "../briefing.ts";
import type { Story } from "../stories.ts";
import { type Candidate, findCandidates } from "./candidates.ts";
import { findDisagreements } from "./disagreements.ts";
import { type Selection, selectSentences } from "./select-sentences.ts";
import { sentencesPerItem, shapes } from "./shape.ts";
import type { Assignment, DraftItem, Writer } from "./writer.ts";

type ToldStory = { story: Story; candidates: Candidate[]; lead: Selection };

/** @throws PermanentError when no source holds a sentence. */
export const writeExtractive: Writer = async ({ request, stories }, { signal, reportProgress }) => {
  const shape = shapes[request.length];
  const told: ToldStory[] = [];
  for (const story of stories) {
    if (told.length === shape.items) break;
    await reportProgress("writing", told.length, shape.items);
    await yieldTo(signal);
    const candidates = standingAlone(findCandidates(story.documents));
    const lead = pickLead(candidates, request.topic, story);
    if (lead !== undefined) told.push({ story, candidates, lead });
  }
  if (told.length === 0)
    throw new PermanentError(
      "the sources hold no sentence that could be quoted: give sources with running text",
    );

  const inBottomLine = told.slice(0, shape.bottomLine);
  const perItem = sentencesPerItem(shape, told.length);
  const items: DraftItem[] = [];
  for (const entry of told) {
    await yieldTo(signal);
    items.push(toItem(entry, inBottomLine.includes(entry), perItem, request.topic));
  }
  await reportProgress("writing", shape.items, shape.items);
  const others = stories.filter((story) => !told.some((entry) => entry.story === story));
  return {
    bottomLine: inBottomLine.map(({ lead, story }) => cite(lead, story)),
    items,
    disagreements: told.flatMap(({ story, candidates }) => findDisagreements(story, candidates)),
    alsoNotable: others
      .slice(0, shape.alsoNotable)
      .map((story) => ({ headline: headlineOf(story), sources: idsOf(story) })),
    claimsDropped: 0,
    notes: notesFor(request, stories),
  };
};

/** "She thanked them" says something else behind another sentence: what needs its context is not taken out of it. */
function standingAlone(candidates: Candidate[]): Candidate[] {
  const standing = candidates.filter((candidate) => !candidate.leansOnContext);
  return standing.length > 0 ? standing : candidates;
}

/** The sentence that would stand alone for the story. */
function pickLead(candidates: Candidate[], topic: string, story: Story): Selection | undefined {
  const language = story.documents[0]?.language;
  return selectSentences(candidates, { budgetWords: 60, mostSentences: 1, topic, language })[0];
}

/** What the bottom line says already is not said again, unless there is nothing else. */
function toItem(
  { story, candidates, lead }: ToldStory,
  leadIsUsed: boolean,
  most: number,
  topic: string,
): DraftItem {
  const options = {
    budgetWords: 30 * most + 20,
    mostSentences: most,
    topic,
    language: story.documents[0]?.language,
  };
  const fresh = selectSentences(candidates, { ...options, used: leadIsUsed ? [lead] : [] });
  const chosen = fresh.length > 0 ? fresh : [lead];
  return {
    headline: headlineOf(story),
    sentences: inReadingOrder(chosen).map((sentence) => cite(sentence, story)),
    sources: idsOf(story),
  };
}

/** The best sentence's text as it goes, then the other texts as they go. */
function inReadingOrder(chosen: Selection[]): Selection[] {
  const isFirstText = (sentence: Selection) => sentence.document === chosen[0]?.document;
  return chosen.toSorted(
    (a, b) =>
      Number(isFirstText(b)) - Number(isFirstText(a)) || a.document - b.document || a.position - b.position,
  );
}

function cite({ text, support }: Selection, story: Story): CitedText {
  return { text, sources: support.flatMap((index) => story.documents[index]?.id ?? []) };
}

/** The first document is the story's best. */
function headlineOf(story: Story): string {
  return story.documents[0]?.title ?? "";
}

function idsOf(story: Story): number[] {
  return story.documents.map((document) => document.id);
}

function notesFor(request: Assignment["request"], stories: Story[]): string[] {
  const languages = new Set(
    stories.flatMap((story) => story.documents.flatMap((document) => document.language?.split("-")[0] ?? [])),
  );
  languages.delete(request.language.split("-")[0] ?? "");
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  const foreign = [...languages].map((language) => names.of(language) ?? language).sort();
  return [
    "Written without a language model: every sentence is quoted word for word from the source it cites.",
    ...(foreign.length === 0
      ? []
      : [`Quoted as published, not translated: sources in ${foreign.join(", ")}.`]),
  ];
}

/** Lets the abort signal fire between two pieces of work. */
async function yieldTo(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
