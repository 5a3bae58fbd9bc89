// A briefing as a whole: what it holds, and when and how it fails.
import { describe, expect, it } from "vitest";
import { Briefing } from "../../../core/briefings/briefing.ts";
import { generateBriefing } from "../../../core/briefings/generate.ts";
import { SourceError } from "../../../core/briefings/source-error.ts";
import { PermanentError, RetryLaterError } from "../../../core/jobs/index.ts";
import { aContext, anArticle, aRequest, aText } from "./briefing-fixtures.ts";

const a = "https://harbour-times.example/ferries";
const b = "https://island-post.example/strike-over";
const article = (url: string) => ({ kind: "article" as const, url });

describe("generateBriefing", () => {
  it("makes a valid briefing from a text given with the request", async () => {
    const briefing = await generateBriefing(aRequest(), aContext());
    expect(Briefing.parse(briefing)).toEqual(briefing);
    expect(briefing.generator).toEqual({ kind: "extractive" });
    expect(briefing.sources).toMatchObject([
      { id: 1, title: "Ferries sail again", status: "given-text", cited: true },
    ]);
  });

  it("cites, for every sentence, sources that hold it word for word", async () => {
    const given = aText("Ferries sail again");
    const briefing = await generateBriefing(aRequest({ sources: [given] }), aContext());
    for (const { text, sources } of [
      ...briefing.bottomLine,
      ...briefing.items.flatMap((item) => item.sentences),
    ]) {
      expect(given.text).toContain(text);
      expect(sources).toEqual([1]);
    }
  });

  it("makes the briefing from what can be read, and reports what cannot with its reason", async () => {
    const request = aRequest({ sources: [article(a), article(b)] });
    const briefing = await generateBriefing(request, aContext({ [a]: anArticle(a) }));
    expect(briefing.coverage.requested).toMatchObject([
      { name: a, status: "read", documents: 1 },
      { name: b, status: "failed", documents: 0 },
    ]);
    expect(briefing.sources).toMatchObject([
      { id: 1, url: a, status: "full-text" },
      { id: 2, url: b, status: "failed", reason: expect.stringContaining("no such page"), cited: false },
    ]);
  });

  it("fails for good when every source failed for good, with each reason", async () => {
    const pages = { [a]: new SourceError("blocked-address", "10.0.0.1 is not a public address") };
    const failure = generateBriefing(aRequest({ sources: [article(a), article(b)] }), aContext(pages));
    await expect(failure).rejects.toBeInstanceOf(PermanentError);
    await expect(failure).rejects.toThrow(/not a public address.*no such page/s);
  });

  it("fails for now when one of the failed sources may come back", async () => {
    const pages = { [a]: new SourceError("timeout", "did not answer within 15 s") };
    const failure = generateBriefing(aRequest({ sources: [article(a), article(b)] }), aContext(pages));
    await expect(failure).rejects.not.toBeInstanceOf(PermanentError);
    await expect(failure).rejects.not.toBeInstanceOf(RetryLaterError);
  });

  it("waits as long as a site asks when nothing else can be read", async () => {
    const pages = { [a]: new SourceError("rate-limited", "fewer requests", { retryAfterSeconds: 120 }) };
    const failure = generateBriefing(aRequest({ sources: [article(a)] }), aContext(pages));
    await expect(failure).rejects.toMatchObject({ name: "RetryLaterError", retryAfterSeconds: 120 });
  });

  it("stops with the signal's reason when it is aborted while fetching", async () => {
    const controller = new AbortController();
    const context = aContext(
      {},
      {
        signal: controller.signal,
        fetchSource: (_target, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason));
            controller.abort(new Error("deadline"));
          }),
      },
    );
    await expect(generateBriefing(aRequest({ sources: [article(a)] }), context)).rejects.toThrow("deadline");
  });

  it("stops with the signal's reason when it is aborted between two steps of computing", async () => {
    const controller = new AbortController();
    const context = aContext(
      {},
      {
        signal: controller.signal,
        reportProgress: (stage) => {
          if (stage === "writing") controller.abort(new Error("deadline"));
        },
      },
    );
    await expect(generateBriefing(aRequest(), context)).rejects.toThrow("deadline");
  });
});
