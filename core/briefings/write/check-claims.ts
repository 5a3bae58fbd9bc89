// Holds what a model wrote against the sources that it cites: ids that exist, quotes and numbers that stand there.
import type { BriefingDocument } from "../document.ts";
import { cleanLine } from "../text/clean.ts";
import { quotations } from "../text/quotations.ts";
import { dateForms } from "./date-forms.ts";
import { numbersIn, numbersOfSource } from "./numbers.ts";

type Claim = { text: string; source_ids: number[] };
type Evidence = { text: string; numbers: Set<string>; dates: string[] };

export type ClaimChecker = {
  /** The claim with its citations, or nothing when a check fails; failures are counted. */
  check(claim: Claim): { text: string; sources: number[] } | undefined;
  dropped(): number;
};

/** A source's own date may be named, and so may today's. */
export function createClaimChecker(documents: BriefingDocument[], now: number): ClaimChecker {
  const evidence = new Map(documents.map((document) => [document.id, toEvidence(document, now)]));
  let dropped = 0;
  return {
    dropped: () => dropped,
    check: (claim) => {
      const text = cleanLine(claim.text);
      const sources = [...new Set(claim.source_ids)];
      const cited = sources.flatMap((id) => evidence.get(id) ?? []);
      const isSound = cited.length === sources.length && cited.length > 0 && isBorneOut(text, cited);
      if (isSound && text !== "") return { text, sources };
      dropped++;
      return undefined;
    },
  };
}

function toEvidence({ title, text, publishedAt, language }: BriefingDocument, now: number): Evidence {
  const whole = `${title}\n${text}`;
  const numbers = numbersOfSource(whole, language);
  const instants = publishedAt === undefined ? [now] : [publishedAt, now];
  for (const instant of instants) numbers.add(String(new Date(instant).getUTCFullYear()));
  return { text: normalize(whole), numbers, dates: instants.flatMap(dateForms) };
}

function isBorneOut(text: string, cited: Evidence[]): boolean {
  // A model that writes addresses was told to by a source.
  if (/https?:|www\.|\]\(/i.test(text)) return false;
  const quotesStand = quotesIn(text).every((quote) =>
    cited.some((evidence) => evidence.text.includes(quote)),
  );
  const dates = cited.flatMap((evidence) => evidence.dates);
  const undated = dates.reduce((rest, date) => rest.replaceAll(date, " "), text.toLowerCase());
  const numbersStand = numbersIn(undated).every((values) =>
    cited.some(({ numbers }) => values.some((value) => numbers.has(value))),
  );
  return quotesStand && numbersStand;
}

function quotesIn(text: string): string[] {
  return [...text.matchAll(quotations)].flatMap((match) => {
    const quote = normalize(match.slice(1).find((group) => group !== undefined) ?? "").replace(
      /^[\s.,;:!?…]+|[\s.,;:!?…。，]+$/g,
      "",
    );
    // An ellipsis joins two parts of what was said.
    return quote.split(/\s*(?:\[?…\]?|\.\.\.)\s*/).filter((part) => part !== "");
  });
}

/** Letters decide, not the kind of quotation mark, dash or space, nor a bracketed capital: "[T]he". */
function normalize(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‐‑‒–—−]/g, "-")
    .replace(/\[(\p{L}+)\]/gu, "$1")
    .replace(/\s+/g, " ");
}
