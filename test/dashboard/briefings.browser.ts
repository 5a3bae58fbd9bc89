// Briefings in a browser: asked for by a form, followed while they are made, read; on a phone too.
import { expect, it } from "vitest";
import { listJobs } from "../../core/jobs/index.ts";
import { withReader } from "./reader.ts";

const HOSTILE = `<script>alert(1)</script><img src=x onerror=alert(2)>"'`;
const TEXT = [
  `The harbour of Rotterdam opened a new terminal for offshore wind. ${HOSTILE}`,
  "Engineers expect that offshore wind will power two million homes by 2030.",
  "The terminal cost 400 million euros and employs 300 people.",
].join("\n\n");

withReader("briefings", {}, (reader) => {
  const fillText = async (topic: string, title: string) => {
    const { page } = reader;
    await page.getByLabel("What is it about?").fill(topic);
    await page.getByText("Texts of your own").click();
    await page.getByLabel("Title", { exact: true }).fill(title);
    await page.getByLabel("Text", { exact: true }).fill(TEXT);
  };
  const made = async () =>
    (await listJobs(reader.world.backend, { type: "briefing:generate", order: "newest", limit: 100 })).items;

  it("are asked for, followed and read, and whatever a topic or a source says is text", async () => {
    const { page } = reader;
    await reader.open("/briefings");
    await page.getByRole("link", { name: "Ask for the first" }).click();
    await fillText(`offshore wind ${HOSTILE}`, `A title ${HOSTILE}`);
    await page.getByLabel("Length").selectOption("short");
    await page.getByRole("button", { name: "Make the briefing" }).click();
    await page.waitForURL(/\/briefings\/brf_/);
    await page.locator("article.briefing").waitFor();
    await page.getByRole("heading", { level: 1, name: HOSTILE }).waitFor();
    await page.locator("article.briefing .sources").getByText(`A title ${HOSTILE}`).waitFor();
    expect(await page.locator("article.briefing script, article.briefing img").count()).toBe(0);
    expect(await reader.barriers()).toEqual([]);
    await reader.open("/briefings");
    await page.getByRole("link", { name: "offshore wind <script>" }).click();
    await page.locator("article.briefing").waitFor();
  });

  it("tell at each field what is wrong, and lose nothing of what was filled in", async () => {
    const { page } = reader;
    const before = (await made()).length;
    await reader.open("/briefings/new");
    await page.getByLabel("What is it about?").fill("wind");
    await page.getByLabel("Feeds").fill("https://example.org/feed.xml\nnot an address");
    await page.getByLabel("Language").fill("no language at all");
    await page.getByText("Send it somewhere").click();
    await page.getByLabel("Webhooks").fill("http://example.org/hook");
    await page.getByRole("button", { name: "Make the briefing" }).click();
    await page.getByRole("alert").getByText("3 fields are not right").waitFor();
    await page.locator("#feeds-error", { hasText: "must be an absolute" }).waitFor();
    await page.locator("#language-error", { hasText: "BCP 47" }).waitFor();
    await page.locator("#webhooks-error", { hasText: "https" }).waitFor();
    expect(await page.getByLabel("Feeds").inputValue()).toBe("https://example.org/feed.xml\nnot an address");
    expect(await page.getByLabel("Webhooks").isVisible()).toBe(true);
    expect(await reader.barriers()).toEqual([]);
    expect((await made()).length).toBe(before);
  });

  it("without a source say that one is missing", async () => {
    const { page } = reader;
    await reader.open("/briefings/new");
    await page.getByLabel("What is it about?").fill("wind");
    await page.getByRole("button", { name: "Make the briefing" }).click();
    await page.locator("#feeds-error", { hasText: "at least one entry" }).waitFor();
  });

  it("are made once, also when the answer to a form was lost; changed, it is told that it is another", async () => {
    const { page } = reader;
    const before = (await made()).length;
    await reader.open("/briefings/new");
    await fillText("once", "Once");
    const submit = page.getByRole("button", { name: "Make the briefing" });
    await page.route("**/briefings/new", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await submit.click();
    await page.getByText("it is not known").waitFor();
    await page.unroute("**/briefings/new");
    expect((await made()).length).toBe(before + 1);
    await page.getByLabel("What is it about?").fill("twice");
    await submit.click();
    await page.getByText("This form was sent before with other words").waitFor();
    expect((await made()).length).toBe(before + 1);
    await page.getByLabel("What is it about?").fill("once");
    await submit.click();
    await page.waitForURL(/\/briefings\/brf_/);
    expect((await made()).length).toBe(before + 2);
  });

  it("are made once by a form that is sent twice", async () => {
    const { page } = reader;
    const before = (await made()).length;
    await reader.open("/briefings/new");
    await fillText("once more", "Once more");
    const submit = page.getByRole("button", { name: "Make the briefing" });
    await page.route("**/briefings/new", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await submit.click();
    await page.getByText("it is not known").waitFor();
    await page.unroute("**/briefings/new");
    await submit.click();
    await page.waitForURL(/\/briefings\/brf_/);
    await page.getByText("This form was sent before: here is its briefing.").waitFor();
    expect((await made()).length).toBe(before + 1);
  });

  it("have room for several texts", async () => {
    const { page } = reader;
    await reader.open("/briefings/new");
    await fillText("several", "The first");
    await page.getByRole("button", { name: "Another text" }).click();
    await page.getByLabel("Title of text 2").fill("The second");
    await page.getByLabel("Text 2", { exact: true }).fill(TEXT);
    expect(await page.getByLabel("Title of text 1").inputValue()).toBe("The first");
    await page.getByRole("button", { name: "Make the briefing" }).click();
    await page.waitForURL(/\/briefings\/brf_/);
    await page.locator("article.briefing").waitFor();
    await page.getByRole("link", { name: "Another like it" }).click();
    expect(await page.getByLabel("Title of text 2").inputValue()).toBe("The second");
  });

  it("that cannot be made say why, and are tried again", async () => {
    const { page } = reader;
    await reader.open("/briefings/new");
    await page.getByLabel("What is it about?").fill("nothing there");
    await page.getByLabel("Articles").fill("http://127.0.0.1:1/nobody-listens");
    await page.getByRole("button", { name: "Make the briefing" }).click();
    await page.waitForURL(/\/briefings\/brf_/);
    await page.getByText(/^dead/).waitFor();
    await page.locator(".following .error").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("It is made again").waitFor();
    await page.getByRole("link", { name: "Its job" }).click();
    await page.getByRole("heading", { name: "nothing there" }).waitFor();
  });

  it("become a schedule with what was filled in", async () => {
    const { page } = reader;
    await reader.open("/briefings/new");
    await page.getByLabel("What is it about?").fill("every morning");
    await page.getByRole("button", { name: "Make it again and again…" }).click();
    await page.locator("#feeds-error").waitFor();
    await page.getByLabel("Feeds").fill("https://example.org/feed.xml");
    await page.getByRole("button", { name: "Make it again and again…" }).click();
    await page.waitForURL(/\/new-schedule/);
    expect(await page.getByLabel("Job type").inputValue()).toBe("briefing:generate");
    expect(await page.getByLabel("Payload").inputValue()).toContain("every morning");
  });

  it("have no serious barrier in the dark", async () => {
    await reader.page.emulateMedia({ colorScheme: "dark" });
    for (const path of ["/briefings", "/briefings/new"]) {
      await reader.open(path);
      expect(await reader.barriers()).toEqual([]);
    }
  });
});

withReader("briefings on a phone", { browser: { viewport: { width: 390, height: 844 } } }, (reader) => {
  it("are asked for and read without scrolling sideways", async () => {
    const { page } = reader;
    const isWide = () => page.evaluate("document.documentElement.scrollWidth > innerWidth");
    await reader.open("/briefings/new");
    expect(await isWide()).toBe(false);
    await page.getByLabel("What is it about?").fill("offshore wind");
    await page.getByText("Texts of your own").click();
    await page.getByLabel("Title", { exact: true }).fill("A-word-that-has-no-end".repeat(12));
    await page.getByLabel("Text", { exact: true }).fill(TEXT);
    await page.getByRole("button", { name: "Make the briefing" }).click();
    await page.locator("article.briefing").waitFor();
    expect(await isWide()).toBe(false);
    await reader.open("/briefings");
    expect(await isWide()).toBe(false);
  });
});

withReader("briefings on a read-only dashboard", { dashboard: { readOnly: true } }, (reader) => {
  it("cannot be asked for, by the form or past it", async () => {
    const { page, world } = reader;
    await reader.open("/briefings/new");
    expect(await page.locator("form[method=post]").count()).toBe(0);
    const refused = await page.evaluate(
      async (url) => (await fetch(url, { method: "POST", body: "action=submit&topic=x" })).status,
      `${world.url}/briefings/new`,
    );
    expect(refused).toBe(403);
  });
});
