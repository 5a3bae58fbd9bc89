// That no text, however it is made, costs more time than its length allows: these steps run outside of the reading limit.
import { describe, expect, it } from "vitest";
import { entryKeys } from "../../../../core/briefings/entry-identity.ts";
import { withoutBoilerplate } from "../../../../core/briefings/read/boilerplate.ts";
import { unwrapLines } from "../../../../core/briefings/read/plain-text.ts";
import { dropDuplicates, groupStories } from "../../../../core/briefings/stories.ts";
import { withoutPlumbing } from "../../../../core/briefings/text/plumbing.ts";
import { findCandidates } from "../../../../core/briefings/write/candidates.ts";
import { findDisagreements } from "../../../../core/briefings/write/disagreements.ts";
import { numbersIn, numbersOfSource } from "../../../../core/briefings/write/numbers.ts";
import { selectSentences } from "../../../../core/briefings/write/select-sentences.ts";
import { cpuMsOf } from "../../../support/cpu-time.ts";

/** The longest text that is read. */
const chars = 60_000;
const fill = (part: string) => part.repeat(Math.ceil(chars / part.length)).slice(0, chars);

describe("writing", () => {
  it.each([
    ["abbreviations", fill("Dr. ")],
    ["single letters", fill("a. ")],
    ["open quotations", fill("“a. ")],
    ["open brackets", fill("(")],
    ["one word", fill("a")],
    ["one number", fill("1")],
    ["grouped numbers", fill("1,000 ")],
    ["points and digits", fill("1.")],
    ["lines of a letter", fill("a\n")],
    ["Chinese without a point", fill("我")],
    ["family emoji", fill("👨‍👩‍👧‍👦")],
    ["headings that run on", fill("Aaa Bbb ")],
    ["formulas", fill("$a_1$ ")],
    ["links of aggregators", fill("[link] [comments] ")],
    ["names of submitters", fill("submitted by a ")],
    ["blocks that ran together", fill("aaa.The bbb")],
    ["newsletters", fill("newsletter sign up ")],
    ["capitals and points", fill("A.B.")],
    ["bylines", fill("By Aa Aa Aa Aa Aa Aa Aa Aa ")],
    [
      "thousands of sentences",
      Array.from({ length: 2_000 }, (_, i) => `Ship ${i} had ${i * 7} men on board.`).join(" "),
    ],
  ])("takes less than two seconds of CPU for three texts of %s", (_, text) => {
    const documents = [1, 2, 3].map((id) => ({
      id,
      title: `Text ${id}`,
      text: `${text} ${id}`,
      publisher: "p",
      site: `s${id}`,
      status: "full-text" as const,
      truncated: false,
      language: "en",
    }));
    const spent = cpuMsOf(() => {
      for (const document of documents) withoutPlumbing(document.text);
      entryKeys(documents.map(({ title, text: own }) => ({ title, text: own, url: "https://a.example/" })));
      for (const document of documents)
        withoutBoilerplate(unwrapLines(document.text), { title: "", author: undefined });
      dropDuplicates(documents);
      groupStories(documents);
      const candidates = findCandidates(documents);
      selectSentences(candidates, { budgetWords: 100, mostSentences: 4, topic: "ships" });
      findDisagreements({ documents, sites: 3 }, candidates);
      numbersIn(text);
      numbersOfSource(text, "en");
    });
    expect(spent).toBeLessThan(2_000);
  });
});
