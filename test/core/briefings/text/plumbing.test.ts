// What aggregators and blogs put around a text, in many languages, and what only looks like it.
import { describe, expect, it } from "vitest";
import { withoutPlumbing } from "../../../../core/briefings/text/plumbing.ts";

describe("plumbing of feeds", () => {
  it.each([
    ["Reddit, alone", "submitted by /u/sea_dog [link] [comments]", ""],
    [
      "Reddit, behind a text",
      "The ferry sails again. submitted by /u/sea_dog to r/ferries [link] [comments]",
      "The ferry sails again.",
    ],
    [
      "a link aggregator",
      "Article URL: https://a.example/x\nComments URL: https://b.example/item?id=1\nPoints: 117\n# Comments: 53",
      "",
    ],
    ["a list of links", "Comments", ""],
    ["votes", "128 points by sea_dog", ""],
    [
      "arXiv",
      "arXiv:2611.01234v1 Announce Type: new\nAbstract: We show that tides can be forecast.",
      "We show that tides can be forecast.",
    ],
    [
      "arXiv, on one line",
      "arXiv:2611.01234v1 Announce Type: replace-cross Abstract: Tides can be forecast.",
      "Tides can be forecast.",
    ],
    ["PubMed", "Fewer fell ill. PMID:40123456 | DOI:10.1000/xyz.123", "Fewer fell ill."],
    ["an id", "ID: 48291-b\nStory number: 12345\nt3_1abcde\nThe ferry sails.", "The ferry sails."],
    ["a DOI", "doi: 10.1000/xyz.123\nThe ferry sails.", "The ferry sails."],
    [
      "WordPress",
      "The ferry sails.\nThe post Ferries are back appeared first on Harbour Times.",
      "The ferry sails.",
    ],
    [
      "WordPress, German",
      "Die Fähre fährt.\nDer Beitrag Fähren fahren erschien zuerst auf Hafenblatt.",
      "Die Fähre fährt.",
    ],
    [
      "WordPress, French",
      "Le ferry part.\nL’article Les ferries est apparu en premier sur Le Port.",
      "Le ferry part.",
    ],
    [
      "WordPress, Spanish",
      "El ferry sale.\nLa entrada Ferris se publicó primero en El Puerto.",
      "El ferry sale.",
    ],
    ["a cut with a link", "The ferry sails again on […] Continue reading →", "The ferry sails again on"],
    ["a link to the rest", "Read more »\nLire la suite\nThe ferry sails.", "The ferry sails."],
    ["tags", "Tags: ferries, strike\nFiled under: Harbour.\nThe ferry sails.", "The ferry sails."],
  ])("goes: %s", (_, text, kept) => {
    expect(withoutPlumbing(text)).toBe(kept);
  });

  it.each([
    "The bill was submitted by Senator Vance to the committee on Monday.",
    "Comments from the public closed on Friday, the ministry said.",
    "She scored 17 points by half-time, and the crowd rose.",
    "The post office appeared in the town in 1887.",
    "More readers read more books than ever.",
    "ID cards are to become free.",
    "Points of sale will close: 40 of them by May.",
  ])("is not seen where a text says something: %s", (text) => {
    expect(withoutPlumbing(text)).toBe(text);
  });
});
