// What a hostile site says reaches the dashboard's pages, through the briefing pipeline as it is, as text and as nothing else.
import { afterAll, beforeAll, expect, it } from "vitest";
import { enqueueByName, type Job } from "../../core/jobs/index.ts";
import type { WebServer } from "../support/web-server.ts";
import { LONG_WORD, MARKUP, OVERRIDE, serveHostileSite } from "./hostile-site.ts";
import { type Reader, withReader } from "./reader.ts";

/** Markup that none of the dashboard's own pages has. */
const FOREIGN =
  "img, object, embed, form[action='/evil'], [onerror], [onload], [onfocus], [autofocus], a[href^='javascript:' i], svg[onload]";

/** Of what the reader sees, whatever writing direction or screen it has. */
async function expectOnlyText({ page }: Reader): Promise<void> {
  for (const frame of page.frames()) {
    expect([frame.url(), await frame.locator(FOREIGN).count()]).toEqual([frame.url(), 0]);
    const text = await frame.locator("body").innerText();
    expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u);
  }
  expect(await page.locator("main script, main iframe:not(.result)").count()).toBe(0);
}

function tests(reader: Reader): void {
  let site: WebServer;
  let made: Job;
  let dead: Job;
  beforeAll(async () => {
    const { backend, aws } = reader.world;
    site = await serveHostileSite();
    const request = (url: string, topic: string) => ({ topic, sources: [{ kind: "feed", url }] });
    const { job } = await enqueueByName(
      backend,
      "briefing:generate",
      request(`${site.url}/feed.xml`, "offshore wind"),
    );
    made = await aws.ended(job);
    // What fails tells the address.
    const lost = request(
      `${site.url}/nothing?${encodeURIComponent(MARKUP + OVERRIDE)}${LONG_WORD.slice(0, 1_000)}`,
      "lost",
    );
    dead = await aws.ended((await enqueueByName(backend, "briefing:generate", lost)).job);
  });
  afterAll(async () => await site?.[Symbol.asyncDispose]());

  it("is made into a briefing that says what it read", async () => {
    expect([made.status, dead.status]).toEqual(["succeeded", "dead"]);
    await reader.open(`/briefings/${made.id}`);
    const text = await reader.page.locator("article.briefing").innerText();
    expect(text).toContain("<script>alert(1)</script>");
    expect(text).toContain("The Hostile Post");
    expect(text).toContain("Offshore wind gnp.exe turned");
    // A word of 100 KB leaves room for the other sources.
    expect(text.length).toBeLessThan(10_000);
  });

  it.each([
    ["a briefing", () => `/briefings/${made.id}`],
    ["its job", () => `/jobs/${made.id}?log=show`],
    ["the job that failed", () => `/jobs/${dead.id}?log=show`],
    ["the briefing that failed", () => `/briefings/${dead.id}`],
    ["the form for one like it", () => `/briefings/new?from=${dead.id}`],
    ["the jobs", () => "/jobs"],
    ["the inbox", () => "/dead"],
    ["the overview", () => ""],
  ])("acts nowhere, and pushes nothing aside: %s", async (_name, path) => {
    const { page } = reader;
    await reader.open(path());
    await page.locator("h1").first().waitFor();
    if ((await page.locator("iframe.result").count()) > 0) {
      await page.locator("iframe.result").scrollIntoViewIfNeeded();
      await page.frameLocator("iframe.result").getByRole("heading", { level: 1 }).waitFor();
    }
    await expectOnlyText(reader);
    for (const frame of page.frames())
      expect(await frame.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await reader.barriers()).toEqual([]);
  });
}

withReader("a hostile feed", {}, tests);
withReader("a hostile feed on a phone", { browser: { viewport: { width: 390, height: 844 } } }, tests);
