// Jobs are operated by keyboard alone: each button is reached by Tab, is seen to be reached, and focus is never lost.
import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { withReader } from "./reader.ts";
import { digest, sync } from "./world-jobs.ts";

const MOST_TABS = 120;
const OUTLINE = "getComputedStyle(document.activeElement).outlineStyle";

withReader("by keyboard alone", {}, (reader) => {
  /** Where the keyboard goes from here by Tab. */
  async function tabTo(target: Locator): Promise<void> {
    const { keyboard } = reader.page;
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      if ((await target.count()) === 1 && (await isFocused(target))) {
        expect(await reader.page.evaluate(OUTLINE)).toBe("solid");
        return;
      }
      await keyboard.press("Tab");
    }
    throw new Error(`Tab does not reach ${target}`);
  }
  const isFocused = (target: Locator): Promise<boolean> =>
    target.evaluate((element) => element === element.ownerDocument.activeElement);
  /** The button may be gone: then the page itself has the keyboard, and not the document's beginning. */
  const keptFocus = () => reader.page.evaluate("document.activeElement.closest('main') !== null");
  const pressOn = async (target: Locator, key = "Enter") => {
    await tabTo(target);
    await reader.page.keyboard.press(key);
  };
  const button = (name: string | RegExp) => reader.page.getByRole("button", { name, exact: true });

  it("the page is reached past the navigation", async () => {
    const { page } = reader;
    await reader.open("/jobs");
    await page.keyboard.press("Tab");
    expect(await isFocused(page.getByRole("link", { name: "Skip to the page" }))).toBe(true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await isFocused(page.getByRole("searchbox"))).toBe(true);
  });

  it("a dead job is archived, taken back, edited and run", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(digest, { to: "wrogn@example.org", folder: "/nowhere" });
    await world.aws.ended(job);
    world.mend();
    await reader.open(`/jobs/${job.id}`);
    await pressOn(button("Archive"));
    await page.getByText("Archived: it is in no inbox any more.").waitFor();
    expect(await keptFocus()).toBe(true);
    await pressOn(button("Undo"));
    await page.getByText("Back in the inbox.").waitFor();
    expect(await keptFocus()).toBe(true);
    await pressOn(page.getByRole("link", { name: "Edit and run" }));
    await page.waitForURL("**/edit");
    await tabTo(page.getByLabel(/^The payload, as JSON/));
    await page.keyboard.press("Control+a");
    await page.keyboard.type(JSON.stringify({ to: "right@example.org", folder: world.folder }));
    await pressOn(button("Save and run"));
    await page.getByText("Edited, and it runs as soon as there is room.").waitFor();
    await page.locator(".lead .status", { hasText: "succeeded" }).waitFor();
  });

  it("a question is asked where the keyboard is, and a refusal leads back to its button", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(sync, { account: "Initech", error: "no such account" });
    await world.aws.ended(job);
    await reader.open(`/jobs/${job.id}`);
    const remove = page.locator(".heading").getByRole("button", { name: "Delete" }).first();
    await pressOn(remove);
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    expect(await page.evaluate("document.activeElement.closest('dialog') !== null")).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await isFocused(remove)).toBe(true);
    await page.keyboard.press("Enter");
    await pressOn(dialog.getByRole("button", { name: "Delete" }));
    await page.getByText(`Deleted the data of ${job.id}.`).waitFor();
  });

  it("jobs of a list are chosen, and a menu opens what would be done to all that match", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(sync, { account: "Hooli", error: "no such account" });
    await world.aws.ended(job);
    await reader.open("/jobs?status=dead");
    await pressOn(page.getByLabel("Choose Sync Hooli"), "Space");
    await pressOn(button("Archive"));
    await page.getByRole("heading", { name: "Archive 1 job" }).waitFor();
    await pressOn(button("Archive 1 job"));
    await page.locator(".lead .status", { hasText: "done" }).waitFor();
    await pressOn(button("Undo"));
    await page.getByRole("heading", { name: "Unarchive: 1 done" }).waitFor();
    await reader.open("/jobs?status=dead");
    await pressOn(page.locator("summary", { hasText: "All that match" }));
    await pressOn(page.getByRole("link", { name: "Retry all that match" }));
    await page.getByRole("heading", { name: /^Retry \d+ jobs?$/ }).waitFor();
  });

  it("the keyboard stays where it is while the page moves", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(sync, { account: "Globex", error: "no such account" });
    await world.aws.ended(job);
    await reader.open("/dead");
    const archive = page.locator(".group", { hasText: "crm:sync" }).getByRole("link", { name: "Archive" });
    await tabTo(archive);
    await reader.open("/jobs");
    const row = page.getByRole("link", { name: "Sync Globex" });
    await tabTo(row);
    await world.enqueue(digest, { to: "meanwhile@example.org" });
    await page.getByRole("link", { name: /^Show \d+ new$/ }).waitFor();
    expect(await isFocused(row)).toBe(true);
  });
});
