// The sample sites end to end over loopback HTTP, and the demo of Claude as a user runs it.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Briefing } from "../../../core/briefings/briefing.ts";
import { generateBriefing } from "../../../core/briefings/generate.ts";
import { BriefingRequest } from "../../../core/briefings/request.ts";
import { createBriefingTools } from "../../../core/briefings/setup.ts";
import type { SourceCache } from "../../../core/briefings/source-cache.ts";
import { exampleRequest } from "../../../examples/request.ts";
import { type ExampleServer, serveExamples } from "../../../examples/serve.ts";

let sites: ExampleServer;
let briefing: Briefing;
beforeAll(async () => {
  sites = await serveExamples();
  briefing = await brief();
});
afterAll(() => sites.close());

function brief(cache?: SourceCache, extra: { kind: "feed"; url: string }[] = []): Promise<Briefing> {
  const tools = createBriefingTools({
    allowPrivateAddresses: true,
    ...(cache === undefined ? {} : { cache }),
  });
  const request = exampleRequest(sites.url);
  return generateBriefing(
    BriefingRequest.parse({ ...request, length: "long", sources: [...request.sources, ...extra] }),
    {
      ...tools,
      signal: new AbortController().signal,
      reportProgress: () => {},
      now: Date.now,
    },
  );
}

const sourceOf = (path: string) => briefing.sources.find(({ url }) => url?.includes(path));

describe("the sample briefing", () => {
  it("tells the first power as one story of three independent sites, and first", () => {
    expect(briefing.items[0]).toMatchObject({
      independentDomains: 3,
      publishers: expect.arrayContaining(["The Corran Gazette", "Northern Ledger", "Tideline"]),
    });
  });

  it("shows that the sites disagree on how many homes the array supplies", () => {
    const numbers = briefing.disagreements.flatMap(({ statements }) =>
      statements.map(({ text }) => /\d\d,000 homes/.exec(text)?.[0]),
    );
    expect(numbers).toEqual(expect.arrayContaining(["38,000 homes", "41,000 homes"]));
  });

  it("finds the porpoises in the page of line breaks in windows-1252, with its quotation marks", () => {
    expect(sourceOf("porpoise-halt")).toMatchObject({ status: "full-text", publisher: "The Corran Gazette" });
    expect(JSON.stringify(briefing)).not.toContain("\u0093");
  });

  it("tells the halt for the porpoises as a story of its own, with the headlines of both sites", () => {
    const halt = briefing.items.find(({ headline }) => /porpoise/i.test(headline));
    expect([halt?.headline, ...(halt?.also ?? []).map(({ headline }) => headline)].sort()).toEqual([
      "Night-time halt for turbines after porpoise deaths",
      "Porpoises and rotors: reading the night-time order",
    ]);
  });

  it("shows every text that was read in an item, among the notable, or with the reason why not", () => {
    const shown = new Set([
      ...briefing.items.flatMap(({ sources }) => sources),
      ...briefing.alsoNotable.flatMap(({ sources }) => sources),
    ]);
    const hidden = briefing.sources.filter(
      ({ id, status }) => !shown.has(id) && !/duplicate|failed|blocked/.test(status),
    );
    expect(hidden.filter(({ uncitedBecause }) => uncitedBecause === undefined)).toEqual([]);
  });

  it("takes the agency text of two sites once", () => {
    const agency = briefing.sources.filter(({ url }) => /price-guarantee|tidal-price/.test(url ?? ""));
    expect(agency.map(({ status }) => status).sort()).toEqual(["duplicate", "full-text"]);
  });

  it("keeps out of the members' pages, and quotes the feed instead", () => {
    expect(sourceOf("/members/")).toMatchObject({
      status: "feed-excerpt",
      reason: expect.stringMatching(/robots\.txt/),
    });
  });

  it("reports the page that is gone, and leaves out what is off the topic", () => {
    expect(sourceOf("retired-page")).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/404/),
    });
    expect(JSON.stringify(briefing.items)).not.toMatch(/library|Wanderers|Herring/i);
  });

  it("is asked for conditionally the second time, and comes out the same", async () => {
    const entries = new Map<string, unknown>();
    const cache: SourceCache = {
      get: (key) => entries.get(key),
      put: (key, entry) => void entries.set(key, entry),
    };
    const first = await brief(cache);
    const puts = entries.size;
    expect(puts).toBeGreaterThan(8);
    const second = await brief({
      ...cache,
      put: () => expect.unreachable("an unchanged page was sent again"),
    });
    expect(second.items).toEqual(first.items);
  });

  it("takes entries of a feed in another language on trust, cut off as it is", async () => {
    const url = `${sites.url.replace("//", "//courrier-du-detroit.")}/index.rdf`;
    const { items, notes } = await brief(undefined, [{ kind: "feed", url }]);
    const french = items.find(({ language }) => language === "fr");
    expect(french?.headline).toMatch(/hydroliennes du détroit/);
    expect(notes.join()).toMatch(/French/);
  });
});

describe("the demo of Claude", () => {
  it("runs offline, and drops what the sources do not bear out", async () => {
    const script = fileURLToPath(new URL("../../../examples/demo-claude.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    expect(stdout).toContain("# Today: tidal power in the Corran Strait");
    expect(stdout).toContain("2 were dropped by the checks");
  });

  it("says what the real one needs", async () => {
    const script = fileURLToPath(new URL("../../../examples/demo-claude.ts", import.meta.url));
    const { ANTHROPIC_API_KEY: _, ...env } = process.env;
    await expect(promisify(execFile)(process.execPath, [script, "--real"], { env })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/ANTHROPIC_API_KEY=/),
    });
  });
});
