// What holds on every page, light, dark and on a phone: axe finds no serious barrier, and nothing is wider than the screen.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ExampleServer, serveExamples } from "../../examples/serve.ts";
import { everyPage, seldomSeen } from "./every-page.ts";
import { withReader } from "./reader.ts";

/** Links of the navigation, and beginnings of messages, that go on past the screen. */
const CUT_OFF = `[...document.querySelectorAll(".side nav a, .start-of-body")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth).map(({ textContent }) => textContent)`;

const LOOKS = [
  { look: "light", colorScheme: "light", viewport: { width: 1280, height: 860 } },
  { look: "dark", colorScheme: "dark", viewport: { width: 1280, height: 860 } },
  { look: "light on a phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
  { look: "dark on a phone", colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

withReader("every page", {}, (reader) => {
  let examples: ExampleServer;
  let pages: Record<string, string>;
  beforeAll(async () => {
    examples = await serveExamples();
    pages = { ...(await everyPage(reader.world, examples.url)), ...(await seldomSeen(reader.world)) };
  });
  afterAll(async () => await examples?.close());

  it.each(LOOKS)(
    "has no serious barrier, and needs no scrolling to the side: $look",
    async ({ look: _, ...look }) => {
      const { page, world } = reader;
      await page.emulateMedia({ colorScheme: look.colorScheme });
      await page.setViewportSize(look.viewport);
      const found: string[] = [];
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(world.url + path);
        await page.locator("h1").waitFor();
        for (const barrier of await reader.barriers()) found.push(`${name}: ${barrier}`);
        const width = await page.evaluate("document.documentElement.scrollWidth");
        if (Number(width) > look.viewport.width) found.push(`${name}: ${width} wide`);
        for (const text of await page.evaluate<string[]>(CUT_OFF)) found.push(`${name}: ${text} is cut off`);
      }
      expect(found).toEqual([]);
    },
  );
});
