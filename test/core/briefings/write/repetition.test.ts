// No two sentences that say one thing stand in a bottom line or an item.
import { describe, expect, it } from "vitest";
import { findCandidates } from "../../../../core/briefings/write/candidates.ts";
import { saysTheSame } from "../../../../core/briefings/write/repetition.ts";
import { selectSentences } from "../../../../core/briefings/write/select-sentences.ts";

const candidatesOf = (texts: string[], language = "en") =>
  findCandidates(texts.map((text, index) => ({ title: `Report ${index}`, text, language })));

function areOne(first: string, second: string, language = "en"): boolean {
  const [a, b] = candidatesOf([first, second], language);
  return a !== undefined && b !== undefined && saysTheSame(a, b);
}

describe("two sentences", () => {
  it.each([
    [
      "the same numbers of the same things",
      "Six of the sixteen turbines were turning by 6.40 a.m., said Strait Energy, the company that owns the array.",
      "Six of sixteen turbines are in the water and turning; the rest wait on the quay at Brask.",
    ],
    [
      "one in short and one at length",
      "The ferry workers' strike ended on Monday after nine days.",
      "After nine days the strike of ferry workers ended on Monday, when their union and the company that runs the boats to the northern islands agreed on a pay rise.",
    ],
  ])("say one thing: %s", (_, first, second) => {
    expect(areOne(first, second)).toBe(true);
  });

  it.each([
    [
      "one day, two events",
      "On 3 November 2026 the court in Lehm freed the roofer.",
      "On 3 November 2026 the library in Brask opened its new hall.",
    ],
    [
      "one subject, two facts",
      "The tidal array in the Corran Strait delivered electricity to the grid for the first time on Monday morning.",
      "The Marine Authority has ordered the turbines in the Corran Strait to stop between dusk and dawn.",
    ],
    [
      "one number",
      "Six of the turbines of the array were turning by dawn.",
      "Repairs of six other boats of the harbour took until dawn.",
    ],
  ])("do not: %s", (_, first, second) => {
    expect(areOne(first, second)).toBe(false);
  });

  it("of which one is said already are not both chosen, within a story or beside it", () => {
    const [said, again, other] = candidatesOf([
      "Six of the sixteen turbines were turning by dawn, said the company that owns the array.",
      "Six of sixteen turbines are in the water and turning; the rest wait on the quay.",
      "Shares of the company rose by nine percent in the afternoon.",
    ]);
    if (!said || !again || !other) throw new Error("a sentence is missing");
    const options = { budgetWords: 100, mostSentences: 2, topic: "tidal power" };
    const texts = (chosen: { text: string }[]) => chosen.map(({ text }) => text);
    expect(texts(selectSentences([again, other], { ...options, beside: [said] }))).toEqual([other.text]);
    expect(texts(selectSentences([said, again, other], options))).toEqual([said.text, other.text]);
  });
});
