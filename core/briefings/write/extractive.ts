// The generator that needs no key and invents nothing: every sentence stands word for word in the source it cites.
import { setImmediate } from "node:timers/promises";
import { PermanentError } from "../../jobs/engine.ts";
import type { CitedText } from "../briefing.ts";
import type { Story } from "../stories.ts";
import { type Candidate, findCandidates, standingAlone } from "./candidates.ts";
import { findDisagreements } from "./disagreements.ts";
import { type Selection, type SelectOptions, selectSentences } from "./select-sentences.ts";
import { sentencesPerItem, shapes } from "./shape.ts";
import type { Assignment, DraftItem, Writer } from "./writer.ts";

type ToldStory = {
  story: Story;
  candidates: Candidate[];
  /** They say something by themselves, and nobody speaks of himself in them. */
  areSound: boolean;
  leads: Selection[];
};

/** @throws PermanentError when no source holds a sentence. */
export const writeExtractive: Writer = async ({ request, stories }, { signal, reportProgress }) => {
  const shape = shapes[request.length];
  const told: ToldStory[] = [];
  const silent = new Set<Story>();
  for (const story of stories) {
    if (told.length === shape.items || story.isOffTopic) break;
    await reportProgress("writing", told.length, shape.items);
    await yieldTo(signal);
    const { candidates, areSound } = standingAlone(findCandidates(story.documents));
    if (candidates.length > 0) told.push({ story, candidates, areSound, leads: [] });
    else silent.add(story);
  }
  if (told.length === 0) {
    throw new PermanentError(
      "the sources hold no sentence that could be quoted: give sources with running text",
    );
  }

  shareBottomLine(told, shape.bottomLine, request.topic);
  const perItem = sentencesPerItem(shape, told.length);
  const items: DraftItem[] = [];
  for (const entry of told) {
    await yieldTo(signal);
    items.push(toItem(entry, perItem, request.topic));
  }
  await reportProgress("writing", shape.items, shape.items);
  const others = stories.filter((story) => !told.some((entry) => entry.story === story));
  const notable = others.filter(isWanted).slice(0, shape.alsoNotable);
  return {
    bottomLine: told.flatMap(({ leads, story }) => inReadingOrder(leads).map((lead) => cite(lead, story))),
    items,
    disagreements: told.flatMap(({ story, candidates }) => findDisagreements(story, candidates)),
    alsoNotable: notable.map((story) => ({ headline: headlineOf(story), sources: idsOf(story) })),
    leftOut: others
      .filter((story) => !notable.includes(story))
      .flatMap((story) => idsOf(story).map((source) => ({ source, reason: whyLeftOut(story, silent) }))),
    claimsDropped: 0,
    notes: notesFor(request, stories),
  };
};

/** What is off the topic is worth a line only when the request itself names it, and not when a feed happens to hold it. */
function isWanted(story: Story): boolean {
  return !story.isOffTopic || story.documents.some(({ feedUrl }) => feedUrl === undefined);
}

function whyLeftOut(story: Story, silent: Set<Story>): string {
  if (!isWanted(story)) return "off the topic";
  return silent.has(story) ? "it holds no sentence that can be quoted" : "no room at this length";
}

/**
 * One sentence of each of the first stories; with few stories, more of those that have enough to say. A story that can only
 * say again what another said leaves its place to the next.
 */
function shareBottomLine(told: ToldStory[], sentences: number, topic: string): void {
  const sound = told.filter(({ areSound }) => areSound);
  const open = sound.length > 0 ? sound : told;
  const places = Math.min(sentences, open.length);
  const said: Selection[] = [];
  let stories = 0;
  for (const entry of open) {
    if (stories === places) break;
    const isRich = entry.candidates.length >= 2 * sentences;
    const share = Math.ceil((sentences - stories) / places);
    entry.leads = choose(entry, isRich ? share : 1, topic, { beside: said });
    said.push(...entry.leads);
    if (entry.leads.length > 0) stories++;
  }
}

/** What the bottom line says already is not said again, unless there is nothing else. */
function toItem(entry: ToldStory, most: number, topic: string): DraftItem {
  const { story, leads } = entry;
  const fresh = choose(entry, most, topic, { used: leads });
  const chosen = fresh.length > 0 ? fresh : choose(entry, 1, topic, {});
  return {
    headline: headlineOf(story),
    sentences: inReadingOrder(chosen).map((sentence) => cite(sentence, story)),
    sources: idsOf(story),
  };
}

function choose(
  { story, candidates }: ToldStory,
  most: number,
  topic: string,
  others: Pick<SelectOptions, "used" | "beside">,
): Selection[] {
  const language = story.documents[0]?.language;
  return selectSentences(candidates, {
    budgetWords: 30 * most + 20,
    mostSentences: most,
    topic,
    language,
    ...others,
  });
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
