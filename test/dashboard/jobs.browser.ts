// The list of jobs in a browser: found, chosen, followed as it moves.
import { expect, it } from "vitest";
import { withReader } from "./reader.ts";
import { digest, invoice, ping, resize, sync } from "./world-jobs.ts";

withReader("the list of jobs", {}, (reader) => {
  it("says that there are none, then that there is a new one, and shows it", async () => {
    const { page, world } = reader;
    await reader.open("/jobs");
    await page.getByText("No jobs yet.").waitFor();
    await world.enqueue(invoice, { order: "1" });
    await page.getByRole("link", { name: "Invoice of order 1" }).waitFor();
  });

  it("changes rows in place, and shows newer jobs when the reader asks", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(resize, { image: "in-place.png", folder: world.folder });
    await reader.open("/jobs?type=image:resize");
    const row = page.locator(`#row-${job.id}`);
    await row.getByText("sizes 7/12").waitFor();
    const place = async () => Object.values((await row.boundingBox()) ?? {}).map(Math.round);
    const before = await place();
    await world.enqueue(resize, { image: "newer.png", folder: world.folder });
    const show = page.getByRole("link", { name: "Show 1 new" });
    await show.waitFor();
    expect(await page.getByText("newer.png").count()).toBe(0);
    world.openGate();
    await row.getByText("succeeded").waitFor();
    expect(await place()).toEqual(before);
    await show.click();
    await page.getByText("Resize newer.png").waitFor();
  });

  it("is found by words, by status and by a field of the payload, each in the address", async () => {
    const { page, world } = reader;
    const [northwind, contoso] = [
      await world.enqueue(sync, { account: "Northwind", error: "the account is locked" }),
      await world.enqueue(sync, { account: "Contoso", error: "the account is unknown" }),
    ];
    await world.aws.ended(northwind);
    await world.aws.ended(contoso);
    await reader.open("/jobs");
    await page.getByRole("searchbox", { name: "Search jobs" }).fill("account is locked");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("link", { name: "Sync Northwind" }).waitFor();
    expect(await page.getByRole("link", { name: "Sync Contoso" }).count()).toBe(0);
    expect(new URL(page.url()).search).toBe("?text=account+is+locked");

    await reader.open("/jobs");
    await page.getByText("More filters").click();
    await page.getByLabel("A field of the payload").fill("account=Contoso");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("link", { name: "Sync Contoso" }).waitFor();
    expect(await page.getByRole("link", { name: "Sync Northwind" }).count()).toBe(0);
    expect(new URL(page.url()).search).toBe("?where=account%3DContoso");
    await page.getByRole("link", { name: "dead", exact: true }).click();
    await page.getByRole("link", { name: "Sync Contoso" }).waitFor();
    expect(page.url()).toMatch(/status=dead/);
    await page.getByRole("link", { name: /^Without where/ }).click();
    await page.getByRole("link", { name: "Sync Northwind" }).waitFor();
  });

  it("tells what is wrong with a filter, and keeps the words", async () => {
    const { page } = reader;
    await reader.open("/jobs?since=yesterday&text=keep+me");
    await page.getByRole("alert").getByText("since").waitFor();
    expect(await page.getByRole("searchbox").inputValue()).toBe("keep me");
  });

  it("has pages", async () => {
    const { page, world } = reader;
    for (let number = 1; number <= 30; number++) await world.enqueue(ping, { number });
    await reader.open("/jobs?type=shop:ping");
    expect(await page.locator("tbody tr").count()).toBe(25);
    await page.getByRole("link", { name: "Next page" }).click();
    await page.getByRole("link", { name: "Ping 1", exact: true }).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(5);
    await page.getByRole("link", { name: "First page" }).click();
    await page.getByRole("link", { name: "Ping 30" }).waitFor();
    await page.getByRole("link", { name: "oldest first" }).click();
    await page.getByRole("link", { name: "Ping 1", exact: true }).waitFor();
  });

  it("retries those that are chosen, which stay chosen while the list moves", async () => {
    const { page, world } = reader;
    const jobs = [];
    for (const to of ["one@example.org", "two@example.org", "three@example.org"]) {
      jobs.push(await world.enqueue(digest, { to, folder: world.folder }));
    }
    for (const job of jobs) await world.aws.ended(job);
    await reader.open("/jobs?type=mail:digest&status=dead");
    expect(await page.getByRole("button", { name: "Retry" }).isVisible()).toBe(false);
    await page.getByRole("checkbox", { name: "Choose Digest for one@example.org" }).check();
    await page.getByRole("checkbox", { name: "Choose Digest for two@example.org" }).check();
    await world.enqueue(digest, { to: "four@example.org" }).then((job) => world.aws.ended(job));
    await page.getByRole("link", { name: "Show 1 new" }).waitFor();
    await page.getByText("2 chosen:").waitFor();
    world.mend();
    await page.locator("#selection").getByRole("button", { name: "Retry" }).click();
    await page.getByRole("heading", { name: "Retry 2 jobs" }).waitFor();
    await page.getByRole("button", { name: "Retry 2 jobs" }).click();
    await page.getByText("Started: it goes on when you leave this page.").waitFor();
    await page.getByText("done", { exact: true }).waitFor();
    for (const job of jobs.slice(0, 2))
      await world.aws.ended(job).then(({ status }) => expect(status).toBe("succeeded"));
    expect((await world.backend.store.get(jobs[2]?.id ?? ""))?.status).toBe("dead");
  });

  it("deletes all that match, after it has shown what that would be", async () => {
    const { page, world } = reader;
    await reader.open("/jobs?type=shop:ping&status=succeeded");
    await page.getByText("All that match", { exact: true }).click();
    await page.getByRole("link", { name: "Delete all that match" }).click();
    await page.getByRole("heading", { name: "Delete 30 jobs" }).waitFor();
    expect(await page.locator(".sample li").count()).toBe(10);
    await page.getByRole("button", { name: "Delete 30 jobs" }).click();
    await page.getByRole("heading", { name: "Delete: 30 done" }).waitFor();
    const left = await world.backend.store.search({
      filter: { type: ["shop:ping"] },
      order: "newest",
      limit: 100,
    });
    expect(left.items).toEqual([]);
  });

  it("chooses all of a page at once, and none again", async () => {
    const { page } = reader;
    await reader.open("/jobs");
    const all = page.getByRole("checkbox", { name: "Choose all jobs of this page" });
    await all.check();
    const count = await page.locator("tbody input:checked").count();
    expect(count).toBe(await page.locator("tbody tr").count());
    await page.getByText(`${count} chosen:`).waitFor();
    await all.uncheck();
    expect(await page.locator("#selection").isVisible()).toBe(false);
  });

  it("has no serious barrier, light and dark", async () => {
    await reader.open("/jobs");
    expect(await reader.barriers()).toEqual([]);
    await reader.page.emulateMedia({ colorScheme: "dark" });
    expect(await reader.barriers()).toEqual([]);
  });
});
