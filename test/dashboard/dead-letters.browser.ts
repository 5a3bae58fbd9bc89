// The inbox of dead letters in a browser: groups, each button, and what belongs to no job.
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { withReader } from "./reader.ts";
import { digest, invoice, sync } from "./world-jobs.ts";

withReader("the inbox of dead letters", {}, (reader) => {
  /** Dead, and their messages where the redrive policy moves them. */
  async function die(count: number, folder = "/nowhere") {
    const { world } = reader;
    const jobs = [];
    for (let index = 0; index < count; index++)
      jobs.push(await world.enqueue(digest, { to: `${index}@example.org`, folder }));
    for (const job of jobs) await world.aws.ended(job);
    return jobs;
  }

  it("says so when there is nothing to decide", async () => {
    await reader.open("/dead");
    await reader.page.getByText("Nothing has died that nobody has dealt with.").waitFor();
    expect(await reader.barriers()).toEqual([]);
  });

  it("groups by what they died of, and leads to the group, the last of them, and the runbook", async () => {
    const { page, world } = reader;
    await die(3);
    const other = await world.enqueue(sync, { account: "Initech", error: "account 17 is closed" });
    await world.aws.ended(other);
    await reader.open("/dead");
    expect(await page.locator(".group").count()).toBe(2);
    const first = page.locator(".group").first();
    expect(await first.locator(".count b").textContent()).toBe("3");
    await first.getByRole("img", { name: "3 of these died in the last 24 hours, by hour" }).waitFor();
    await first.locator("h2 a").click();
    await page.getByRole("heading", { name: "Jobs" }).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(3);
    await reader.open("/dead");
    await page.getByRole("link", { name: "Sync Initech" }).click();
    await page.getByRole("heading", { name: "Sync Initech" }).waitFor();
    await reader.open("/dead");
    expect(await reader.barriers()).toEqual([]);
    await page.getByRole("link", { name: "Runbook" }).click();
    await page.getByRole("heading", { name: "Runbook" }).waitFor();
    await page.locator("#dead-letters").waitFor();
  });

  it("tries one of a group first, and stops when it dies again", async () => {
    const { page } = reader;
    await reader.open("/dead");
    await page
      .locator(".group", { hasText: "mail:digest" })
      .getByRole("button", { name: "Try one, then all" })
      .click();
    await page.getByText("Started with one of them.").waitFor();
    await page.locator(".lead .status", { hasText: "stopped by itself" }).waitFor();
    await reader.open("/dead");
    await page.locator(".group", { hasText: "mail:digest" }).locator(".count b", { hasText: "3" }).waitFor();
  });

  it("retries a group once it is mended, with its progress", async () => {
    const { page, world } = reader;
    const jobs = await die(2, world.folder);
    world.mend();
    await reader.open("/dead");
    await page.locator(".group", { hasText: "mail:digest" }).getByRole("link", { name: "Retry" }).click();
    await page.getByRole("button", { name: /^Retry \d jobs$/ }).click();
    await page.locator(".lead .status", { hasText: "done" }).waitFor();
    for (const job of jobs) await world.aws.ended(job).then(({ status }) => expect(status).toBe("succeeded"));
  });

  it("archives one group, takes that back, deletes another, and retries all that is left", async () => {
    const { page, world } = reader;
    await reader.open("/dead");
    await page.locator(".group", { hasText: "crm:sync" }).getByRole("link", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Archive 1 job" }).click();
    await page.locator(".lead .status", { hasText: "done" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("heading", { name: "Unarchive: 1 done" }).waitFor();
    expect(await reader.barriers()).toEqual([]);
    await reader.open("/dead");
    await page.locator(".group", { hasText: "crm:sync" }).getByRole("link", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Archive 1 job" }).click();
    await page.locator(".lead .status", { hasText: "done" }).waitFor();
    await reader.open("/dead");
    expect(await page.locator(".group", { hasText: "crm:sync" }).count()).toBe(0);
    await reader.open("/jobs?status=dead&archived=true");
    await page.getByLabel("Choose Sync Initech").check();
    await page.getByRole("button", { name: "Unarchive" }).click();
    await page.getByRole("button", { name: "Unarchive 1 job" }).click();
    await page.locator(".lead .status", { hasText: "done" }).waitFor();
    await reader.open("/dead");
    await page.locator(".group", { hasText: "crm:sync" }).getByRole("link", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Archive 1 job" }).click();
    await page.locator(".lead .status", { hasText: "done" }).waitFor();

    const unlucky = await world.enqueue(sync, { account: "Hooli", error: "no such account" });
    await world.aws.ended(unlucky);
    await reader.open("/dead");
    await page.locator(".group", { hasText: "crm:sync" }).getByRole("link", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete 1 job" }).click();
    await page.locator(".lead .status", { hasText: "done" }).waitFor();
    expect((await world.backend.store.get(unlucky.id))?.deletedAt).toBeDefined();

    await die(1, world.folder);
    await world.enqueue(invoice, { order: "1" }).then((job) => world.aws.ended(job));
    await reader.open("/dead");
    await page.getByRole("link", { name: "Retry all" }).click();
    await page.getByRole("heading", { name: /^Retry \d jobs?$/ }).waitFor();
  });

  it("shows a message that belongs to no job, and deletes it", async () => {
    const { page, world } = reader;
    const { aws } = world;
    const body = `{"v":1,"type":"<img src=x onerror=alert(1)>`;
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: body }));
    await aws.poisoned(({ cause }) => cause === "unreadable");
    await reader.open("/dead");
    await page.getByText("1 message without a job").waitFor();
    await page.getByText(body).waitFor();
    await page.locator("tr", { hasText: "onerror" }).getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("The message is deleted.").waitFor();
    await page.getByText("1 message without a job").waitFor({ state: "detached" });
  });
});
