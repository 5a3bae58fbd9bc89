// The pages on other screens than the designer's: a tablet, the reader's own colours, no script, another writing direction.
import { expect, it } from "vitest";
import { seedHistory } from "./demo-data.ts";
import { withReader } from "./reader.ts";
import { invoice, sync } from "./world-jobs.ts";

withReader("on a tablet", { browser: { viewport: { width: 820, height: 1180 } } }, (reader) => {
  it("every column of the jobs is in sight", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(sync, { account: "Northwind", error: "account Northwind is closed" });
    await world.aws.ended(job);
    await reader.open("/jobs");
    const [content, box] = (await page
      .getByRole("region", { name: "Jobs" })
      .evaluate((table) => [table.scrollWidth, table.clientWidth])) as [number, number];
    expect(content).toBeLessThanOrEqual(box);
  });
});

withReader("in the reader's own colours", { browser: { forcedColors: "active" } }, (reader) => {
  it("series of a chart, and where the reader is, are told apart", async () => {
    const { page, world } = reader;
    await seedHistory(world.backend.store, Date.now());
    await reader.open("");
    await page.locator("#jobs-chart .u-marker").nth(3).waitFor();
    const colours = await page.evaluate(
      "[...document.querySelectorAll('#jobs-chart .u-series:not(:first-child) .u-marker')].map((marker) => getComputedStyle(marker).backgroundColor)",
    );
    expect(new Set(colours as string[]).size).toBe(3);
    const border = (tab: string) =>
      page.evaluate(`getComputedStyle(document.querySelector("${tab}")).borderBottomColor`);
    expect(await border(".tabs a[aria-current]")).not.toBe(await border(".tabs a:not([aria-current])"));
  });
});

withReader("without a script", { browser: { javaScriptEnabled: false } }, (reader) => {
  it("charts are told in words, and no button does nothing", async () => {
    const { page, world } = reader;
    await page.goto(world.url);
    const words = await page.evaluate(
      "getComputedStyle(document.querySelector('#jobs-chart .plot'), '::before').content",
    );
    expect(words).toContain("succeeded: at most");
    for (const name of ["Find", "Live", "Light or dark"]) {
      expect([name, await page.getByRole("button", { name }).isVisible()]).toEqual([name, false]);
    }
  });
});

withReader("a title from right to left", {}, (reader) => {
  it("is read in its own direction, in the list and on its page", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(invoice, { order: "طلب رقم 4801 — (2026)" });
    const direction = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector("${selector}")).unicodeBidi`);
    await reader.open("/jobs");
    expect(await direction("tbody .wide > a")).toBe("plaintext");
    await reader.open(`/jobs/${job.id}`);
    expect(await direction("h1")).toBe("plaintext");
  });
});
