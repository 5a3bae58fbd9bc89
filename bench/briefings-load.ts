// One large briefing in a process of its own: 20 sources of 100 KB each, as pages or as texts; prints its CPU time and peak memory as JSON.
import { generateBriefing } from "../core/briefings/generate.ts";
import { readAnswer } from "../core/briefings/read/read-answer.ts";
import { BriefingRequest } from "../core/briefings/request.ts";
import { createBriefingTools } from "../core/briefings/setup.ts";
import { sentencesOf } from "../core/briefings/text/sentences.ts";
import { seededRandom } from "./briefings-quality.ts";
import { clusters } from "./briefings-texts.ts";

export type LoadResult = {
  cpuSeconds: number;
  wallSeconds: number;
  peakMemoryMb: number;
  processCpuSeconds: number;
  items: number;
};

const sources = 20;
const bytesEach = 100_000;

if (import.meta.main) {
  const texts = makeTexts();
  const kind = process.argv[2] === "texts" ? "texts" : "pages";
  const before = process.cpuUsage();
  const started = performance.now();
  const items = kind === "pages" ? await briefPages(texts) : await briefTexts(texts);
  const used = process.cpuUsage(before);
  const whole = process.cpuUsage();
  const result: LoadResult = {
    cpuSeconds: (used.user + used.system) / 1e6,
    wallSeconds: (performance.now() - started) / 1_000,
    peakMemoryMb: process.resourceUsage().maxRSS / 1_024,
    processCpuSeconds: (whole.user + whole.system) / 1e6,
    items,
  };
  console.log(JSON.stringify(result));
}

/** Every page is downloaded already; reading it is part of the work, the network is not. */
async function briefPages(texts: string[]): Promise<number> {
  const pages = texts.map((text, index) => {
    const paragraphs = text
      .split("\n")
      .map((line) => `<p>${line}</p>`)
      .join("\n");
    return `<!doctype html><html lang="en"><head><title>Report ${index}</title></head><body><nav><a href="/">Home</a></nav><article><h1>Report ${index}</h1>${paragraphs}</article></body></html>`;
  });
  const addresses = pages.map((_, index) => `https://site${index}.example/report`);
  return brief(
    addresses.map((url) => ({ kind: "article" as const, url })),
    (url) => {
      const body = Buffer.from(pages[addresses.indexOf(url)] ?? "");
      const content = readAnswer(
        { url: new URL(url), headers: { "content-type": "text/html" }, body },
        "article",
      );
      if (!("kind" in content)) throw new Error("a page was read as a feed");
      return content;
    },
  );
}

function briefTexts(texts: string[]): Promise<number> {
  return brief(
    texts.map((text, index) => ({
      kind: "text" as const,
      title: `Report ${index}`,
      text: text.slice(0, bytesEach),
    })),
    () => {
      throw new Error("texts are not fetched");
    },
  );
}

async function brief(
  requested: unknown[],
  read: (url: string) => Awaited<ReturnType<Parameters<typeof generateBriefing>[1]["fetchSource"]>>,
) {
  const briefing = await generateBriefing(
    BriefingRequest.parse({ topic: "drought and water", length: "long", sources: requested }),
    {
      fetchSource: async ({ url }) => read(url),
      writers: createBriefingTools().writers,
      signal: new AbortController().signal,
      reportProgress: () => {},
      now: Date.now,
    },
  );
  return briefing.items.length;
}

/** Running text of the benchmark's own sentences in random order, each told apart by a number; no two texts are alike. */
function makeTexts(): string[] {
  const random = seededRandom(3);
  const all = clusters.flatMap(({ documents }) => documents.flatMap(({ text }) => sentencesOf(text, "en")));
  return Array.from({ length: sources }, () => {
    let text = "";
    for (let count = 0; text.length < bytesEach; count++) {
      const sentence = all[Math.floor(random() * all.length)] ?? "";
      text += `${sentence.replace(/ (?=\S+$)/, ` ${Math.floor(random() * 1e6)} `)}${count % 4 === 3 ? "\n" : " "}`;
    }
    return text.trim();
  });
}
