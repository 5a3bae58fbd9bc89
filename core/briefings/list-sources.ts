// Lists the sources of a briefing: what was read, what is a copy, what could not be read, and why a text is cited nowhere.
import type { BriefingSource } from "./briefing.ts";
import { defined } from "./defined.ts";
import type { Reading } from "./gather.ts";
import type { Duplicate } from "./stories.ts";
import type { Draft } from "./write/writer.ts";

/** Why a document that was read is cited nowhere. */
function whyUncited(id: number, draft: Draft, cited: Set<number>): string | undefined {
  if (cited.has(id)) return undefined;
  const told = draft.items.some((item) => item.sources.includes(id));
  if (told) return "its story is told from other sources";
  return draft.leftOut.find(({ source }) => source === id)?.reason ?? "the model did not use it";
}

/** What was read and what could not be, numbered as cited. */
export function listSources(gathered: Reading, duplicates: Duplicate[], draft: Draft): BriefingSource[] {
  const cited = citedIds(draft);
  const read = gathered.documents.map((document): BriefingSource => {
    const copied = duplicates.find((duplicate) => duplicate.document.id === document.id);
    const { id, title, url, publisher, author, publishedAt, language, reason, feedUrl } = document;
    const status: BriefingSource["status"] = copied === undefined ? document.status : "duplicate";
    return defined({
      id,
      title,
      url,
      publisher,
      author,
      date: publishedAt === undefined ? undefined : new Date(publishedAt).toISOString(),
      language,
      status,
      reason,
      duplicateOf: copied?.of.id,
      feedUrl,
      cited: cited.has(id),
      uncitedBecause: copied === undefined ? whyUncited(id, draft, cited) : undefined,
    });
  });
  const unread = gathered.unread.map(
    (document, index): BriefingSource => ({ ...document, id: read.length + index + 1, cited: false }),
  );
  return [...read, ...unread];
}

function citedIds(draft: Draft): Set<number> {
  const texts = [
    ...draft.bottomLine,
    ...draft.items.flatMap((item) => [
      ...item.sentences,
      ...(item.whyItMatters === undefined ? [] : [item.whyItMatters]),
    ]),
    ...draft.disagreements.flatMap((disagreement) => disagreement.statements),
    ...draft.alsoNotable,
  ];
  return new Set(texts.flatMap((text) => text.sources));
}
