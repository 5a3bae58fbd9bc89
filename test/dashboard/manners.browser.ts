// Read-only mode, the login, and pages of other sites, in a browser.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { getSqsQueue } from "../../core/jobs/operate/inspector.ts";
import { withReader } from "./reader.ts";
import { invoice } from "./world-jobs.ts";

withReader("a read-only dashboard", { dashboard: { readOnly: true } }, (reader) => {
  it("shows everything, has no button that changes anything, and refuses what is sent all the same", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(invoice, { order: "1" });
    await world.aws.ended(job);
    for (const path of ["", "/jobs", `/jobs/${job.id}`, "/dead", `/bulk?operation=delete&id=${job.id}`]) {
      await page.goto(world.url + path);
      await page.locator("h1").waitFor();
      expect([path, await page.locator('form[method="post"]').count()]).toEqual([path, 0]);
      expect([path, await page.locator("input[type=checkbox]").count()]).toEqual([path, 0]);
    }
    const status = await page.evaluate(
      (id) =>
        fetch(`/dashboard/jobs/${id}`, {
          method: "POST",
          body: new URLSearchParams({ action: "delete" }),
        }).then((answer) => answer.status),
      job.id,
    );
    expect(status).toBe(403);
    expect((await world.backend.store.get(job.id))?.deletedAt).toBeUndefined();
  });
});

withReader("the queues of a read-only dashboard", { dashboard: { readOnly: true } }, (reader) => {
  it("show their messages, offer nothing that changes them, and refuse what is sent all the same", async () => {
    const { page, world } = reader;
    const name = world.aws.queueUrl.split("/").at(-1) ?? "";
    const body = `{"say":"<img src=x onerror=alert(1)>"}`;
    await world.aws.sqs.send(
      new SendMessageCommand({ QueueUrl: world.aws.queueUrl, MessageBody: body, DelaySeconds: 900 }),
    );
    await reader.open("/queues");
    await page.locator("main").getByRole("link", { name, exact: true }).click();
    await page.getByText("onerror").first().waitFor();
    const buttons = page.locator("main").getByRole("button");
    for (const label of ["Purge", "Receive", "Send a message"])
      expect([label, await buttons.filter({ hasText: label }).count()]).toEqual([label, 0]);
    for (const path of [`/queues/${name}`, `/queues/${name}/send`]) {
      await page.goto(world.url + path);
      await page.locator("h1").waitFor();
      expect([path, await page.locator('form[method="post"]').count()]).toEqual([path, 0]);
      expect(await reader.barriers()).toEqual([]);
    }
    const statuses = await page.evaluate(async (queue) => {
      const send = async (path: string, fields: Record<string, string>) =>
        (
          await fetch(`/dashboard/queues/${queue}${path}`, {
            method: "POST",
            body: new URLSearchParams(fields),
          })
        ).status;
      return [
        await send("", { action: "purge" }),
        await send("", { action: "receive" }),
        await send("/send", { action: "send", body: "x" }),
      ];
    }, name);
    expect(statuses).toEqual([403, 403, 403]);
    expect((await getSqsQueue(world.backend, name)).delayed).toBe(1);
  });
});

withReader("a dashboard with a token", { dashboard: { tokens: ["a-token-for-the-test"] } }, (reader) => {
  it("asks for it, says when it is wrong, and leads to the page that was asked for", async () => {
    const { page, world } = reader;
    await page.goto(`${world.url}/jobs?status=dead`);
    await page.getByLabel("API token").fill("wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("This is not the token").waitFor();
    expect(await reader.barriers()).toEqual([]);
    await page.getByLabel("API token").fill("a-token-for-the-test");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("heading", { name: "Jobs" }).waitFor();
    expect(page.url()).toBe(`${world.url}/jobs?status=dead`);
    await page.getByText("Live", { exact: true }).waitFor();
    const [cookie] = await reader.context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/dashboard" });
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByLabel("API token").waitFor();
  });

  it("asks again when the session is over while a page is looked at", async () => {
    const { page, world, context } = reader;
    await page.goto(world.url);
    await page.getByLabel("API token").fill("a-token-for-the-test");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Live", { exact: true }).waitFor();
    await context.clearCookies();
    world.cutStreams();
    await page.getByLabel("API token").waitFor();
  });
});

withReader("another site", {}, (reader) => {
  it("can neither change anything, nor show the dashboard in a frame, nor read it", async () => {
    const { page, world } = reader;
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><title>evil</title>
<form id="f" method="post" action="${world.url}" target="out"><input name="action" value="pause"></form>
<iframe name="out"></iframe><iframe id="framed" src="${world.url}"></iframe>`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.evaluate("document.getElementById('f').submit()");
    expect((await answered).status()).toBe(403);
    const read = await page.evaluate(
      (url) =>
        fetch(url).then(
          (answer) => answer.text(),
          () => "refused",
        ),
      world.url,
    );
    expect(read).toBe("refused");
    await page.goto(world.url);
    await page.locator("h1").waitFor();
    expect(await page.getByText("The consumer is paused").count()).toBe(0);
    server.close();
    // What the browser says of the frame and of the refused reading.
    reader.troubles.length = 0;
  });
});
