// What a request may be, and how a wrong one is refused.
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { Briefing } from "../../../core/briefings/briefing.ts";
import { BriefingRequest } from "../../../core/briefings/request.ts";
import { aText } from "./briefing-fixtures.ts";

const valid = { topic: "ferry strike", sources: [{ kind: "feed", url: "https://news.example/feed.xml" }] };

describe("a request", () => {
  it("has defaults for all but topic and sources", () => {
    expect(BriefingRequest.parse(valid)).toEqual({
      ...valid,
      length: "medium",
      style: "bullets",
      language: "en",
    });
  });

  it.each([
    ["topic", { topic: "  " }, /must not be empty/],
    ["topic", { topic: "x".repeat(201) }, /at most 200/],
    ["topic", { topic: "two\nlines" }, /one line/],
    ["topic", { topic: undefined }, /must be a string/],
    ["sources", { sources: [] }, /at least one/],
    ["sources", { sources: Array.from({ length: 21 }, () => valid.sources[0]) }, /at most 20/],
    [
      "sources.0.kind",
      { sources: [{ kind: "podcast", url: "https://x.example" }] },
      /kind "feed" or "article"/,
    ],
    ["sources.0.url", { sources: [{ kind: "feed", url: "file:///etc/passwd" }] }, /http or https/],
    ["sources.0.url", { sources: [{ kind: "article", url: "news.example" }] }, /http or https/],
    [
      "sources.0.url",
      { sources: [{ kind: "article", url: "https://me:secret@news.example" }] },
      /user name or password/,
    ],
    ["sources.0.text", { sources: [aText("Title", "")] }, /must not be empty/],
    ["sources.0.title", { sources: [{ kind: "text", text: "Text" }] }, /must be a string/],
    ["sources.0", { sources: [{ ...valid.sources[0], depth: 3 }] }, /depth/],
    ["length", { length: "endless" }, /short, medium or long/],
    ["style", { style: "rhyme" }, /bullets or narrative/],
    ["language", { language: "not a language" }, /BCP 47/],
    ["generator", { generator: "oracle" }, /extractive or claude/],
    ["fallback", { fallback: "claude" }, /extractive/],
    ["", { colour: "red" }, /colour/],
  ])("is refused with the field and the remedy: %s %o", (path, change, message) => {
    const { error } = BriefingRequest.safeParse({ ...valid, ...change });
    expect(error?.issues.map((issue) => issue.path.join("."))).toContain(path);
    expect(error?.issues.map((issue) => issue.message).join()).toMatch(message);
  });

  it.each(["en", "pt-BR", "zh-Hant", "de-AT-1996"])("may ask for the language %s", (language) => {
    expect(BriefingRequest.parse({ ...valid, language }).language).toBe(language);
  });

  it("has a JSON schema, and so has a briefing", () => {
    expect(z.toJSONSchema(BriefingRequest, { io: "input" })).toMatchObject({
      required: ["topic", "sources"],
    });
    expect(z.toJSONSchema(Briefing)).toMatchObject({ type: "object" });
  });
});
