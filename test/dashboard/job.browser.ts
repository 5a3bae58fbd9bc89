// A job's page in a browser: what happened, and each button.
import { expect, it } from "vitest";
import { enqueueByName, enqueueGroup } from "../../core/jobs/index.ts";
import { exampleRequest } from "../../examples/request.ts";
import { serveExamples } from "../../examples/serve.ts";
import { withReader } from "./reader.ts";
import { digest, importFeed, invoice, resize, sync } from "./world-jobs.ts";

withReader("a job’s page", {}, (reader) => {
  it("follows a job that runs to its end: progress, steps, result", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(resize, { image: "dawn.png", folder: world.folder });
    await reader.open(`/jobs/${job.id}`);
    await page.getByText("sizes 7/12").waitFor();
    expect(await page.getByRole("progressbar", { name: "sizes 7/12" }).getAttribute("value")).toBe("7");
    world.openGate();
    await page.locator(".lead .status", { hasText: "succeeded" }).waitFor();
    await page.getByRole("heading", { name: "Result" }).waitFor();
    expect(await page.getByLabel("Result", { exact: true }).textContent()).toContain('"sizes": 12');
  });

  it("tells the steps, each attempt with its error, and the stack", async () => {
    const { page, world } = reader;
    const [made, failed] = [
      await world.enqueue(invoice, { order: "7" }),
      await world.enqueue(digest, { to: "ada@example.org" }),
    ];
    await world.aws.ended(made);
    await world.aws.ended(failed);
    await reader.open(`/jobs/${made.id}`);
    await page.locator(".timeline").getByText("read-order").waitFor();
    await reader.open(`/jobs/${failed.id}`);
    expect(
      await page.locator(".timeline .error", { hasText: "answered 451: the mailbox is busy" }).count(),
    ).toBe(2);
    await page.getByText("Stack").first().click();
    await page.getByText("world-jobs.ts").first().waitFor();
  });

  it("shows a briefing in a frame that runs nothing", async () => {
    const { page, world } = reader;
    const examples = await serveExamples();
    const { job } = await enqueueByName(world.backend, "briefing:generate", exampleRequest(examples.url));
    expect((await world.aws.ended(job)).status).toBe("succeeded");
    await examples.close();
    await reader.open(`/jobs/${job.id}`);
    const frame = page.frameLocator("iframe.result");
    await frame.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.locator("iframe.result").getAttribute("sandbox")).not.toContain("allow-scripts");
    expect(await page.locator("iframe.result").getAttribute("sandbox")).not.toContain("allow-same-origin");
  });

  it("retries a dead job", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(digest, { to: "retry@example.org", folder: world.folder });
    expect((await world.aws.ended(job)).status).toBe("dead");
    await reader.open(`/jobs/${job.id}`);
    world.mend();
    await page.getByRole("button", { name: "Retry" }).click();
    await page.getByText("runs as soon as there is room").waitFor();
    await page.locator(".lead .status", { hasText: "succeeded" }).waitFor();
  });

  it("runs a waiting job now, and cancels one that waits", async () => {
    const { page, world } = reader;
    const waiting = await world.enqueue(invoice, { order: "later" }, { delaySeconds: 3_600 });
    await reader.open(`/jobs/${waiting.id}`);
    await page.locator(".lead .status", { hasText: "scheduled" }).waitFor();
    await page.getByRole("button", { name: "Run now" }).click();
    await page.locator(".lead .status", { hasText: "succeeded" }).waitFor();

    const backing = await world.enqueue(importFeed, { feed: "https://news.example.org" });
    await reader.open(`/jobs/${backing.id}`);
    await page.locator(".lead .status", { hasText: "retrying" }).waitFor();
    await page.getByRole("button", { name: "Cancel job" }).click();
    await page.getByRole("heading", { name: "Cancel this job?" }).waitFor();
    await page.getByRole("button", { name: "Not now" }).click();
    expect((await world.backend.store.get(backing.id))?.status).toBe("retrying");
    await page.getByRole("button", { name: "Cancel job" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel job" }).click();
    await page.getByText("Cancelled.").waitFor();
    expect((await world.backend.store.get(backing.id))?.status).toBe("cancelled");
  });

  it("edits a payload and runs it, and keeps what was written when it is wrong", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(digest, { to: "wrogn@example.org", folder: "/nowhere" });
    await world.aws.ended(job);
    world.mend();
    await reader.open(`/jobs/${job.id}`);
    await page.getByRole("link", { name: "Edit and run" }).click();
    const payload = page.getByLabel(/^The payload, as JSON/);
    await payload.fill('{ "to": ');
    await page.getByRole("button", { name: "Save and run" }).click();
    await page.getByRole("alert").getByText("this is not JSON").waitFor();
    expect(await payload.inputValue()).toBe('{ "to": ');
    await payload.fill('{ "to": 7 }');
    await page.getByRole("button", { name: "Save and run" }).click();
    await page.getByRole("alert").getByText("to").waitFor();
    expect(await reader.barriers()).toEqual([]);
    await payload.fill(JSON.stringify({ to: "right@example.org", folder: world.folder }));
    await page.getByRole("button", { name: "Save and run" }).click();
    await page.getByText("Edited, and it runs as soon as there is room.").waitFor();
    await page.getByRole("heading", { name: "Digest for right@example.org" }).waitFor();
    await page.locator(".lead .status", { hasText: "succeeded" }).waitFor();
    await page.getByRole("heading", { name: "Payloads that it had" }).waitFor();
    await page.locator(".timeline").getByText("edited").waitFor();
    await page.locator("aside .facts div", { hasText: "Edited" }).getByText("1 time").waitFor();
    await reader.open("/jobs");
    await page
      .locator("tbody tr", { hasText: "Digest for right@example.org" })
      .getByText("edited", { exact: true })
      .waitFor();
  });

  it("leads to the group that it belongs to, and the group to its jobs", async () => {
    const { page, world } = reader;
    const { groupId, jobIds } = await enqueueGroup(world.backend, {
      title: "Orders of today",
      jobs: [
        { type: "order:invoice", payload: { order: "g1" } },
        { type: "order:invoice", payload: { order: "g2" } },
      ],
    });
    for (const id of jobIds) await world.aws.ended({ id });
    await reader.open(`/jobs/${jobIds[0]}`);
    await page.getByRole("link", { name: "Orders of today" }).click();
    await page.getByRole("progressbar", { name: "2 of 2 ended" }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/dashboard/groups/${groupId}`);
    await page.locator(".sample a").first().click();
    await page.getByRole("heading", { name: "Invoice of order g1" }).waitFor();
  });

  it("archives a dead job, takes that back, and deletes it", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(sync, { account: "Initech", error: "the account is closed" });
    await world.aws.ended(job);
    await reader.open(`/jobs/${job.id}`);
    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByText("Archived: it is in no inbox any more.").waitFor();
    expect((await world.backend.store.get(job.id))?.archivedAt).toBeDefined();
    await page.locator(".lead .status", { hasText: "dead: permanent, archived" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Back in the inbox.").waitFor();
    await page.locator(".lead").getByText("archived").waitFor({ state: "detached" });
    expect((await world.backend.store.get(job.id))?.archivedAt).toBeUndefined();

    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByText("Archived: it is in no inbox any more.").waitFor();
    await reader.open("/jobs?archived=true");
    await page.locator("tbody tr", { hasText: "Sync Initech" }).getByText("archived").waitFor();
    await reader.open(`/jobs/${job.id}`);
    await page.getByRole("button", { name: "Unarchive" }).click();
    await page.getByText("Back in the inbox.").waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText(`Deleted the data of ${job.id}.`).waitFor();
    expect(new URL(page.url()).pathname).toBe("/dashboard/jobs");
    expect((await world.backend.store.get(job.id))?.deletedAt).toBeDefined();
  });

  it("tells, where the button was, what cannot be done any more", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(importFeed, { feed: "https://gone.example.org" });
    await reader.open(`/jobs/${job.id}`);
    await page.locator(".lead .status", { hasText: "retrying" }).waitFor();
    await page.getByRole("button", { name: "Live" }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
    await world.backend.store.update(job.id, { set: { status: "cancelled", endedAt: Date.now() } }, {});
    await page.getByRole("button", { name: "Run now" }).click();
    await page
      .getByText(/is cancelled/)
      .first()
      .waitFor();
    await page.locator(".lead .status", { hasText: "cancelled" }).waitFor();
  });

  it("has no serious barrier", async () => {
    const { world } = reader;
    const job = await world.enqueue(digest, { to: "axe@example.org" });
    await world.aws.ended(job);
    await reader.open(`/jobs/${job.id}`);
    expect(await reader.barriers()).toEqual([]);
  });
});
