// Turns Claude's answer into a draft: claims that fail a check go, and items go when nothing of them is left.
import type { CitedText } from "../briefing.ts";
import { type ClaimChecker, createClaimChecker } from "./check-claims.ts";
import type { Claim, ModelBriefing } from "./claude-output.ts";
import { shapes } from "./shape.ts";
import type { Assignment, Draft, DraftItem } from "./writer.ts";

const mostSentences = 3;

/** Nothing when no item is left. */
export function toDraft(
  answer: ModelBriefing,
  { request, documents }: Assignment,
  now: number,
): Draft | undefined {
  const shape = shapes[request.length];
  const checker = createClaimChecker(documents, { now, language: request.language });
  const items = answer.items.flatMap((item) => toItem(item, checker, documents) ?? []).slice(0, shape.items);
  const [first] = items;
  if (first === undefined) return undefined;
  const bottomLine = checkAll(answer.bottom_line, checker).slice(0, 3);
  const title = checker.checkHeading({ text: answer.title, source_ids: documents.map(({ id }) => id) })?.text;
  const disagreements = answer.disagreements.flatMap(({ about, statements }) => {
    const sound = checkAll(statements, checker);
    const subject = checker.checkHeading({
      text: about,
      source_ids: sound.flatMap(({ sources }) => sources),
    });
    return sound.length >= 2 && subject !== undefined ? [{ about: subject.text, statements: sound }] : [];
  });
  const alsoNotable = answer.also_notable.flatMap(({ headline, ...grounds }) => {
    const sound = checker.check({ text: headline, ...grounds });
    return sound === undefined ? [] : [{ headline: sound.text, sources: sound.sources }];
  });
  return {
    ...(title === undefined ? {} : { title }),
    // A bottom line that failed its checks is made from the items that passed.
    bottomLine:
      bottomLine.length > 0
        ? bottomLine
        : items.slice(0, 3).flatMap(({ sentences }) => sentences.slice(0, 1)),
    items,
    disagreements,
    alsoNotable: alsoNotable.slice(0, shape.alsoNotable),
    leftOut: [],
    claimsDropped: checker.dropped(),
    notes: [],
  };
}

function toItem(
  item: ModelBriefing["items"][number],
  checker: ClaimChecker,
  documents: Assignment["documents"],
): DraftItem | undefined {
  const sentences = checkAll(item.sentences, checker).slice(0, mostSentences);
  const [first] = sentences;
  if (first === undefined) return undefined;
  const sources = [...new Set(sentences.flatMap((sentence) => sentence.sources))];
  // A headline that its sources do not bear out gives way to the headline of the first of them.
  const headline =
    checker.checkHeading({ text: item.headline, source_ids: sources })?.text ??
    documents.find(({ id }) => id === first.sources[0])?.title;
  const why = item.why_it_matters === null ? undefined : checker.check(item.why_it_matters);
  return {
    headline: headline ?? first.text,
    sentences,
    sources,
    ...(why === undefined ? {} : { whyItMatters: why }),
  };
}

function checkAll(claims: Claim[], checker: ClaimChecker): CitedText[] {
  return claims.flatMap((claim) => checker.check(claim) ?? []);
}
