// Which reports are taken for one story.
import { describe, expect, it } from "vitest";
import type { BriefingDocument } from "../../../core/briefings/document.ts";
import { groupStories } from "../../../core/briefings/stories.ts";
import { type Report, topics } from "./story-reports.ts";

/** Short reports of the same events, as different outlets word them. */
const events: Record<string, [title: string, text: string][]> = {
  earthquake: [
    [
      "Strong earthquake shakes coast of Marano",
      "A magnitude 6.4 earthquake struck off the coast of Marano early on Sunday, killing at least nine people, officials said. Several buildings collapsed in the port of Telo and power was cut across the province.",
    ],
    [
      "Nine dead after quake hits Marano",
      "At least nine people were killed when an earthquake of magnitude 6.4 hit the Marano coast before dawn on Sunday. In Telo rescue workers searched the rubble of collapsed houses, and thousands were without electricity.",
    ],
    [
      "Rescuers search ruins in Telo",
      "Emergency crews were digging through collapsed buildings in the port town of Telo on Sunday after a powerful tremor. The mayor said nine bodies had been recovered so far.",
    ],
  ],
  takeover: [
    [
      "Bellwood to buy rival Castor for $2.1bn",
      "Bellwood Foods agreed to acquire Castor Group in a deal worth $2.1 billion, creating the country's largest maker of frozen meals. Shares of Castor jumped 23 percent.",
    ],
    [
      "Castor accepts takeover by Bellwood",
      "Castor Group's board has recommended a $2.1 billion offer from Bellwood Foods. The combined company would be the biggest producer of frozen meals; regulators must approve.",
    ],
  ],
  election: [
    [
      "Ruling party loses majority in Sarnia",
      "The governing Progress Party lost its majority in parliament in Sunday's election in Sarnia, winning 88 of 201 seats. Prime Minister Olga Ness said she would try to form a coalition.",
    ],
    [
      "Sarnia heads for coalition after vote",
      "Prime Minister Olga Ness must look for partners after her Progress Party fell short of a majority in the Sarnian parliament, with 88 seats out of 201.",
    ],
  ],
  cup: [
    [
      "Rovers win cup after shoot-out",
      "Milton Rovers lifted the national cup on Saturday, beating Ashford United 5-4 on penalties after a goalless final in front of 61,000 spectators.",
    ],
    [
      "Goalkeeper the hero as Rovers take the cup",
      "Milton Rovers goalkeeper Pavel Hruby saved two penalties as his side beat Ashford United in the cup final shoot-out on Saturday.",
    ],
  ],
  vaccine: [
    [
      "New vaccine cuts malaria cases by three quarters",
      "A malaria vaccine developed at the University of Lowen reduced cases by 75 percent in a trial of 4,800 children, researchers reported on Tuesday.",
    ],
    [
      "Malaria shot shows 75 percent efficacy in large trial",
      "Researchers in Lowen said on Tuesday that their vaccine against malaria prevented three out of four infections among 4,800 children in a trial.",
    ],
  ],
  rates: [
    [
      "Central bank raises interest rates to 4.25 percent",
      "The central bank of Orland raised its key interest rate by a quarter point to 4.25 percent on Thursday, citing stubborn inflation.",
    ],
    [
      "Orland's rate rises again as inflation persists",
      "Borrowing costs in Orland climbed to 4.25 percent on Thursday, the ninth increase in a row, as policymakers battle price rises.",
    ],
  ],
};

const documents = Object.entries(events).flatMap(([event, reports]) =>
  reports.map(([title, text]) => ({ event, title, text })),
);

function toDocument([title, text]: [string, string], index: number): BriefingDocument {
  const site = `site${index}.example`;
  return {
    id: index + 1,
    title,
    text,
    site,
    publisher: site,
    status: "full-text",
    truncated: false,
    language: "en",
  };
}

function groupedEvents(reports: Report[]): string[][] {
  const stories = groupStories(reports.map(({ title, text }, index) => toDocument([title, text], index)));
  return stories.map((story) => story.documents.map(({ id }) => reports[id - 1]?.event ?? ""));
}

describe("reports within one subject", () => {
  it.each(Object.entries(topics))("stay apart where they tell different events: %s", (_, reports) => {
    const found = groupedEvents(reports);
    expect(found.map((events) => new Set(events).size)).toEqual([1, 1, 1]);
  });

  it("stay apart and together among those of all other subjects", () => {
    const reports = Object.entries(topics).flatMap(([topic, own]) =>
      own.map((report) => ({ ...report, event: `${topic}: ${report.event}` })),
    );
    const found = groupedEvents(reports);
    expect(found.filter((events) => new Set(events).size > 1)).toEqual([]);
    expect(found).toHaveLength(15);
  });
});

describe("reports", () => {
  it("of one event find each other among those of others, and none is taken for another's", () => {
    const stories = groupStories(documents.map(({ title, text }, index) => toDocument([title, text], index)));
    const found = stories.map((story) => story.documents.map(({ id }) => documents[id - 1]?.event));
    expect(found.every((group) => new Set(group).size === 1)).toBe(true);
    expect(found.map((group) => group.length).sort()).toEqual([2, 2, 2, 2, 2, 3]);
  });

  it.each(Object.entries(events))(
    "of one event find each other when there are no others: %s",
    (_, reports) => {
      expect(groupStories(reports.map(toDocument))).toHaveLength(1);
    },
  );
});
