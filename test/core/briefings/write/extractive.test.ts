// The extractive generator: stories, copies, contradictions, quotations word for word, and its quality.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootstrap, mean, measureQuality, singlePages } from "../../../../bench/briefings-quality.ts";
import { clusters } from "../../../../bench/briefings-texts.ts";
import { Briefing } from "../../../../core/briefings/briefing.ts";
import { generateBriefing } from "../../../../core/briefings/generate.ts";
import type { BriefingRequestInput } from "../../../../core/briefings/request.ts";
import type { SourceContent } from "../../../../core/briefings/source-content.ts";
import { PermanentError } from "../../../../core/jobs/index.ts";
import { aContext, anArticle, aRequest, aText, now } from "../briefing-fixtures.ts";

function brief(
  sources: BriefingRequestInput["sources"],
  overrides: Partial<BriefingRequestInput> = {},
  pages: Record<string, SourceContent> = {},
) {
  return generateBriefing(aRequest({ sources, ...overrides }), aContext(pages));
}

/** Articles at addresses of their own, and the briefing made of them. */
function briefArticles(
  articles: Record<string, { title: string; text: string; publishedAt?: number }>,
  overrides: Partial<BriefingRequestInput> = {},
) {
  const pages = Object.fromEntries(
    Object.entries(articles).map(([url, article]) => [url, anArticle(url, article)]),
  );
  return brief(
    Object.keys(articles).map((url) => ({ kind: "article", url })),
    overrides,
    pages,
  );
}

const strikeEnds = {
  title: "Ferry strike ends after nine days",
  text: "The strike of ferry crews ended on Monday after nine days, when their union and the shipping company agreed on a pay rise of 4.5 percent.\nAll fourteen ferries are to sail again from Tuesday morning.\nThe company put the cost of the strike at 12 million crowns.",
};
const strikeEndsToo = {
  title: "Union and company end ferry strike",
  text: "After nine days the strike of the ferry crews is over: their union accepted a pay rise of 4.5 percent on Monday.\nAbout 3,000 travellers had been stranded on the islands.\nThe shipping company said that the strike had cost it 14 million crowns.",
};
const lighthouse = {
  title: "Lighthouse becomes a hostel",
  text: "The old lighthouse on Skerry island will open as a hostel for hikers in spring, the parish council decided.\nThe hostel has twelve beds and no heating.",
};

describe("stories", () => {
  it("bring together what several sites tell of one event, and count the sites", async () => {
    const { items, alsoNotable } = await briefArticles({
      "https://a.example/1": strikeEnds,
      "https://b.example/2": strikeEndsToo,
      "https://c.example/3": lighthouse,
    });
    expect([items.length, alsoNotable.length]).toEqual([1, 1]);
    expect(items[0]).toMatchObject({
      sources: [1, 2],
      publishers: ["a.example", "b.example"],
      independentDomains: 2,
    });
  });

  it("count two pages of one site as one voice", async () => {
    const { items } = await briefArticles({
      "https://www.a.example/1": strikeEnds,
      "https://m.a.example/2": strikeEndsToo,
    });
    expect(items[0]).toMatchObject({ sources: [1, 2], independentDomains: 1 });
  });

  it("drop copies of one text, name who carried them, and count them as one voice", async () => {
    const copy = { ...strikeEnds, text: `${strikeEnds.text}\nReporting by Coast Press Agency.` };
    const { items, sources, coverage } = await briefArticles({
      "https://a.example/1": { ...strikeEnds, publishedAt: now - 7_200_000 },
      "https://b.example/2": { ...copy, publishedAt: now - 3_600_000 },
    });
    expect(items[0]).toMatchObject({
      sources: [1],
      publishers: ["a.example", "b.example"],
      independentDomains: 1,
    });
    expect(sources[1]).toMatchObject({ status: "duplicate", duplicateOf: 1, cited: false });
    expect(coverage).toMatchObject({ used: 1, duplicatesDropped: 1 });
  });

  it("are different when months lie between their reports", async () => {
    const { items } = await briefArticles({
      "https://a.example/1": { ...strikeEnds, publishedAt: now },
      "https://b.example/2": { ...strikeEndsToo, publishedAt: now - 90 * 86_400_000 },
    });
    expect(items).toHaveLength(2);
  });

  it("show where their sources give different numbers for the same thing", async () => {
    const homes = (count: string, title: string) => ({
      title,
      text: `The company said that the ferry strike had left ${count} passengers stranded on the islands.\nThe strike of the ferry crews ended on Monday after nine days with a pay rise.`,
    });
    const { disagreements } = await briefArticles({
      "https://a.example/1": homes("3,000", "Ferry strike over"),
      "https://b.example/2": homes("4,200", "End of the ferry strike"),
    });
    expect(
      disagreements[0]?.statements.map(({ text, sources }) => [/3,000|4,200/.exec(text)?.[0], sources]),
    ).toEqual([
      ["3,000", [1]],
      ["4,200", [2]],
    ]);
  });

  it("show no disagreement where the numbers count different things, or one source has both", async () => {
    const both = {
      title: "Ferry strike",
      text: "The ferry strike cost 12 million crowns, said the company.\nThe union said that the ferry strike had cost 14 million crowns.",
    };
    const { disagreements } = await briefArticles({
      "https://a.example/1": both,
      "https://b.example/2": strikeEnds,
    });
    expect(disagreements).toEqual([]);
  });
});

describe("the extractive generator", () => {
  it("quotes every sentence word for word, whatever it is given", async () => {
    const sentence = fc.constantFrom(
      ...[strikeEnds, strikeEndsToo, lighthouse].flatMap(({ text }) => text.split("\n")),
      "She thanked them.",
      "“We did it,” he said.",
      "Subscribe to our newsletter!",
      "3.5",
      "Dr. A. B. Smith of the U.S. office came on Jan. 5 at 5 p.m. sharp.",
    );
    const text = fc
      .array(fc.oneof(sentence, fc.string({ maxLength: 80 })), { minLength: 1, maxLength: 12 })
      .map((parts) => parts.join(" "));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("short", "medium", "long"),
        async (texts, length) => {
          const given = texts.map((body, index) =>
            aText(`Text ${index}`, `The ferry sailed on Monday. ${body}`),
          );
          const briefing = await brief(given, { length: length as "short" });
          expect(Briefing.parse(briefing)).toEqual(briefing);
          const flat = given.map((source) => source.text.replace(/\s+/g, " "));
          for (const claim of [...briefing.bottomLine, ...briefing.items.flatMap((item) => item.sentences)]) {
            expect(claim.sources.length).toBeGreaterThan(0);
            const own = flat[(claim.sources[0] ?? 0) - 1] ?? "";
            expect(own.replace(/[^\p{L}\p{N}]/gu, "")).toContain(claim.text.replace(/[^\p{L}\p{N}]/gu, ""));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("takes no sentence out of the context that it leans on", async () => {
    const text =
      "The union of seamen accepted the offer of the company on Monday.\nShe thanked the passengers for their patience during the strike of the ferries.\nThis had been the longest strike of the ferries in forty years, said the office.\nAll fourteen ferries are to sail again from Tuesday morning.";
    const briefing = await brief([aText("Ferries", text)], { length: "long" });
    const written = JSON.stringify([briefing.bottomLine, briefing.items]);
    expect(written).not.toMatch(/She thanked|This had been/);
  });

  it("leaves out datelines, addresses, broken quotations and what is about the site", async () => {
    const text = [
      "HALDANE (Coast Press Agency) – The ferry strike ended on Monday after nine days of talks.",
      "Subscribe to our newsletter for more on the ferry strike.",
      "More on the ferry strike at https://news.example/strike and in the paper.",
      '"The ferry strike was hard for everybody on the islands, said the mayor.',
      "About 3,000 travellers of the ferries had been stranded on the islands.",
    ].join("\n");
    const briefing = await brief([aText("Ferries", text)], { length: "long" });
    const written = [...briefing.bottomLine, ...briefing.items.flatMap((item) => item.sentences)].map(
      (claim) => claim.text,
    );
    expect(new Set(written)).toEqual(
      new Set([
        "The ferry strike ended on Monday after nine days of talks.",
        "About 3,000 travellers of the ferries had been stranded on the islands.",
      ]),
    );
  });

  it("quotes no sentence that fills the page, however few its words are", async () => {
    const word = "lighthouse".repeat(5_000);
    const text = `The keeper of the old lighthouse said ${word} on Monday.\n${lighthouse.text}`;
    const { bottomLine, items } = await briefArticles({
      "https://a.example/1": { ...lighthouse, text },
      "https://b.example/2": { title: "A lighthouse", text: `${word} is a word.` },
    });
    const quoted = [...bottomLine, ...items.flatMap(({ sentences }) => sentences)];
    expect(quoted.map((one) => one.text).join(" ")).toContain("will open as a hostel");
    expect(Math.max(...quoted.map((one) => one.text.length))).toBeLessThan(1_000);
  });

  it("does not say in an item again what the bottom line says, while it has other sentences", async () => {
    const briefing = await briefArticles({
      "https://a.example/1": strikeEnds,
      "https://b.example/2": strikeEndsToo,
      "https://c.example/3": lighthouse,
    });
    const bottomLine = new Set(briefing.bottomLine.map(({ text }) => text));
    expect(
      briefing.items.flatMap((item) => item.sentences).filter(({ text }) => bottomLine.has(text)),
    ).toEqual([]);
  });

  it("has a bottom line of two sentences and more when one story tells enough", async () => {
    const [cluster] = clusters;
    const articles = Object.fromEntries(
      (cluster?.documents ?? []).map((document, index) => [`https://s${index}.example/`, document]),
    );
    const briefing = await briefArticles(articles, { topic: "Kessel bridge in Velden" });
    expect(briefing.bottomLine.length).toBeGreaterThanOrEqual(2);
    const [story] = clusters.slice(1, 2);
    const text = story?.documents.map((document) => document.text).join("\n") ?? "";
    const single = await briefArticles(
      { "https://a.example/": { title: "Measles", text } },
      { topic: "measles" },
    );
    expect(single.bottomLine.length).toBeGreaterThanOrEqual(2);
  });

  it("says a thing once in its bottom line, though two stories tell it", async () => {
    const briefing = await briefArticles(
      {
        "https://a.example/1": {
          title: "Night ferries back on Monday",
          text: "The night ferries of the northern islands sail again from Monday, the harbour office of Brask announced.\nA crossing takes four hours and costs twelve crowns.\nThe boats had been in the dock since August for new engines, which use a fifth less fuel.\nCabins are to be had from twenty crowns, and breakfast is served on arrival.",
        },
        "https://b.example/2": {
          title: "Pilot school to open in Lund",
          text: "The harbour office of Brask announced that the night ferries of the northern islands sail again from Monday.\nFor them a school of pilots opens in Lund before the summer, with thirty places for young sailors.\nTeachers come from three countries, and lessons are held on an old tug.\nThe school costs nine million, which a foundation pays.\nLund has had no school for sailors since the navy left in 1994.\nPilots earn well, says the union, but half of them retire within eight years.\nStudents live in the former barracks, where forty rooms are being painted.",
        },
      },
      { topic: "harbour of Brask" },
    );
    expect(briefing.items).toHaveLength(2);
    expect(briefing.bottomLine.map(({ text }) => text)).toEqual([
      expect.stringContaining("night ferries of the northern islands"),
      expect.stringContaining("school of pilots"),
    ]);
  });

  it("leaves stories that are off the topic to the end", async () => {
    const briefing = await briefArticles({
      "https://c.example/3": lighthouse,
      "https://a.example/1": strikeEnds,
    });
    expect(briefing.items.map(({ headline }) => headline)).toEqual([strikeEnds.title]);
    expect(briefing.alsoNotable.map(({ headline }) => headline)).toEqual([lighthouse.title]);
  });

  it("grows with the length asked for", async () => {
    const articles = Object.fromEntries(
      clusters.map(({ documents: [first] }, index) => [`https://s${index}.example/`, first ?? strikeEnds]),
    );
    const [short, medium, long] = await Promise.all(
      (["short", "medium", "long"] as const).map((length) =>
        briefArticles(articles, { topic: "news", length }),
      ),
    );
    expect([short, medium, long].map((briefing) => briefing?.items.length)).toEqual([3, 6, 10]);
    expect(short?.alsoNotable).toHaveLength(4);
    expect(short?.readingTimeMinutes).toBe(1);
  });

  it("says that foreign sources are quoted as they are", async () => {
    const briefing = await brief([
      aText(
        "Fähren",
        "Die Fähren zwischen dem Festland und den Inseln fahren seit Montag wieder. Der Streik hatte neun Tage gedauert.",
      ),
    ]);
    expect(briefing.notes.join(" ")).toMatch(/not translated.*German/);
    expect(briefing.items[0]?.language).toBe("de");
  });

  it("makes the best of a text without sentences, and fails for good when there is nothing at all", async () => {
    const briefing = await brief([aText("List", "ferries\nstrike\nharbour")]);
    expect(briefing.items[0]?.sentences.length).toBeGreaterThan(0);
    await expect(brief([aText("Signs", "*** --- ***")])).rejects.toBeInstanceOf(PermanentError);
  });

  it("does not fall below the first sentences on single pages, and is clearly better than chance", () => {
    const { extractive, lead, random } = measureQuality(singlePages);
    const rouge1 = (scores: { rouge1: number }[]) => mean(scores.map((score) => score.rouge1));
    const against = bootstrap(extractive.map((score, index) => score.rouge1 - (random[index]?.rouge1 ?? 0)));
    expect(rouge1(extractive)).toBeGreaterThanOrEqual(rouge1(lead));
    expect(against.low).toBeGreaterThan(0);
  });

  it("is clearly better than chance and not clearly worse than the first sentences, on the benchmark's texts", () => {
    const { extractive, lead, random } = measureQuality();
    const rouge1 = (scores: { rouge1: number }[]) => mean(scores.map((score) => score.rouge1));
    const against = (other: { rouge1: number }[]) =>
      bootstrap(extractive.map((score, index) => score.rouge1 - (other[index]?.rouge1 ?? 0)));
    expect(against(random).low).toBeGreaterThan(0);
    expect(against(lead).high).toBeGreaterThan(0);
    expect(rouge1(extractive)).toBeGreaterThan(rouge1(random) + 2);
  });
});
