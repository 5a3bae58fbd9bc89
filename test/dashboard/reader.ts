// A reader of the dashboard in a test: a browser on a world of jobs, that notes whatever goes wrong in its pages.
import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from "vitest";
import type { DashboardOptions } from "../../dashboard/index.ts";
import { findChromium, startBrowser } from "./browser.ts";
import { startWorld, type World } from "./world.ts";

export type Reader = {
  readonly world: World;
  readonly page: Page;
  readonly context: BrowserContext;
  /** Opens a page of the dashboard, and waits until it is live. */
  open(path: string): Promise<void>;
  /** What scripts have thrown, dialogs have asked and the policy has refused since the test began. */
  readonly troubles: string[];
  /** What axe finds of impact serious or critical on the page as it is. */
  barriers(): Promise<string[]>;
};

/** A `describe` that is left out where there is no Chromium. */
export function withReader(
  name: string,
  options: { dashboard?: Partial<DashboardOptions>; browser?: BrowserContextOptions },
  tests: (reader: Reader) => void,
): void {
  const executable = findChromium();
  describe.runIf(executable !== undefined)(name, () => {
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let world: World;
    let troubles: string[] = [];
    beforeAll(async () => {
      [browser, world] = await Promise.all([startBrowser(executable ?? ""), startWorld(options.dashboard)]);
    });
    afterAll(async () => {
      await browser?.close();
      world?.openGate();
      await world?.close();
    });
    beforeEach(async () => {
      troubles = [];
      context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options.browser });
      context.on("page", (opened) => watch(opened, troubles));
      page = await context.newPage();
    });
    afterEach(async () => {
      await context.close();
      expect(troubles).toEqual([]);
    });
    tests({
      get world() {
        return world;
      },
      get page() {
        return page;
      },
      get context() {
        return context;
      },
      get troubles() {
        return troubles;
      },
      async open(path) {
        await page.goto(world.url + path);
        await page.locator("[data-live-state]", { hasText: /^(Live|Not live)$/ }).waitFor();
      },
      async barriers() {
        // The policy of the page lets no script in, but what the browser itself is told to run.
        await page.evaluate(axe.source);
        const found: { id: string; impact: string; nodes: { html: string }[] }[] = await page.evaluate(
          "axe.run(document, { iframes: false }).then(({ violations }) => violations)",
        );
        return found
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" ")}`);
      },
    });
  });
}

function watch(page: Page, troubles: string[]): void {
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !/net::ERR_|Failed to load resource/.test(message.text()))
      troubles.push(message.text());
  });
}
