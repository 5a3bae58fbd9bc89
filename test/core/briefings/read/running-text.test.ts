// What markup within a sentence means for its text.
import { describe, expect, it } from "vitest";
import { htmlToText } from "../../../../core/briefings/read/block-text.ts";

describe("a sentence", () => {
  it.each([
    ["keeps powers", "It moved 10<sup>6</sup> tonnes.", "It moved 10⁶ tonnes."],
    ["keeps negative powers", "About 10<sup>-9</sup> m.", "About 10⁻⁹ m."],
    ["keeps units with powers", "A room of 25 m<sup>2</sup>.", "A room of 25 m²."],
    ["keeps endings of ordinals", "The 19<sup>th</sup> and the 1<sup>er</sup>.", "The 19th and the 1er."],
    ["keeps small letters", "CO<sub>2</sub> fell.", "CO2 fell."],
    ["drops a footnote's number behind a word", "Prussia<sup>1</sup> won.<sup>2</sup>", "Prussia won."],
    [
      "drops a footnote's number that is a link",
      'It rose to 5<sup><a href="#n1">1</a></sup>.',
      "It rose to 5.",
    ],
    ["drops a mark that stands in a link", 'It rose.<a href="#n1"><sup>1</sup></a>', "It rose."],
    ["drops signs of footnotes", "It rose.<sup>*</sup><sup>[a]</sup>", "It rose."],
    ["puts quotation marks around what is quoted", "She said <q>never</q>.", "She said “never”."],
    [
      "is without what was struck out",
      "It lost <s>five</s> <del>six</del> <ins>seven</ins> boats.",
      "It lost seven boats.",
    ],
    [
      "is without how its words are pronounced",
      "港の<ruby>渡船<rp>(</rp><rt>とせん</rt><rp>)</rp></ruby>が",
      "港の渡船が",
    ],
  ])("%s", (_, html, text) => {
    expect(htmlToText(`<p>${html}</p>`)).toBe(text);
  });
});
