// `npm run screenshots`: each page of the dashboard as a picture in docs/dashboard, light, dark and on a phone. Whoever changes
// a page looks at them.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveExamples } from "../../examples/serve.ts";
import { findChromium, NO_CHROMIUM, startBrowser } from "./browser.ts";
import { everyPage } from "./every-page.ts";
import { startWorld } from "./world.ts";

const FOLDER = process.argv[2] ?? fileURLToPath(new URL("../../docs/dashboard", import.meta.url));
const MOST_BYTES = 180_000;

const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 860 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 860 } },
  { name: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;

const executable = findChromium();
if (executable === undefined) throw new Error(NO_CHROMIUM);
const examples = await serveExamples();
const world = await startWorld({ place: "stage production" });
const browser = await startBrowser(executable);
try {
  const pages = await everyPage(world, examples.url);
  mkdirSync(FOLDER, { recursive: true });
  const readers = await Promise.all(
    LOOKS.map(async ({ name, ...look }) => ({
      name,
      page: await (await browser.newContext(look)).newPage(),
    })),
  );
  for (const { page } of readers) page.on("pageerror", (error) => console.error(error));
  // Each page in all looks at once: what runs would have ended by the last look.
  for (const [title, path] of Object.entries(pages)) {
    for (const { name, page } of readers) {
      await page.goto(world.url + path, { waitUntil: "load" });
      // Fonts, frames and charts are there; a stream never ends.
      await page.waitForTimeout(500);
      const file = join(FOLDER, `${title}-${name}.png`);
      await page.screenshot({ path: file });
      const { size } = statSync(file);
      console.log(`${file} ${Math.round(size / 1024)} KB`);
      if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes: at most ${MOST_BYTES}`);
    }
  }
} finally {
  await browser.close();
  world.openGate();
  await world.close();
  await examples.close();
}
