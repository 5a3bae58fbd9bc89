// What a reader has filled in is theirs until the server has it, whatever becomes of the session, the server and the line.
import type { Page } from "playwright-core";
import { expect, it, vi } from "vitest";
import { putScheduleByName } from "../../core/jobs/index.ts";
import { withReader } from "./reader.ts";
import { invoice, sync } from "./world-jobs.ts";

const TOKEN = "a-long-token-of-the-api";
const TOPIC = "an afternoon's work";

const topic = (page: Page) => page.getByLabel("What is it about?");
const send = (page: Page) => page.getByRole("button", { name: "Make the briefing" }).click();

/** What is answered to the form in place of what the server says. */
const answerForm = (page: Page, answer: { status: number; contentType: string; body: string }) =>
  page.route("**/briefings/new", async (route) =>
    route.request().method() === "POST" ? await route.fulfill(answer) : await route.continue(),
  );

withReader("a form that is filled in", { dashboard: { tokens: [TOKEN] } }, (reader) => {
  const open = async () => {
    const { page, world } = reader;
    await page.goto(`${world.url}/briefings/new`);
    await page.getByLabel("API token").fill(TOKEN);
    await page.getByRole("button", { name: "Log in" }).click();
    await topic(page).fill(TOPIC);
  };

  it("is still there when the session is over, and is sent after a login in another tab", async () => {
    const { page, context } = reader;
    await open();
    await context.clearCookies();
    await send(page);
    await page.getByText("Your session is over: nothing was changed").waitFor();
    const [other] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("link", { name: "Log in in another tab" }).click(),
    ]);
    await other.getByLabel("API token").fill(TOKEN);
    await other.getByRole("button", { name: "Log in" }).click();
    await other.getByRole("heading", { name: "Overview" }).waitFor();
    expect(await topic(page).inputValue()).toBe(TOPIC);
    await send(page);
    await page.getByText("nothing was sent").waitFor();
    expect(await topic(page).inputValue()).toBe(TOPIC);
  });

  it.each([
    [
      "an error page of a server between",
      502,
      "text/html",
      "<h1>Bad Gateway</h1>",
      /The server answered 502/,
    ],
    ["JSON", 500, "application/json", '{"message":"no"}', /The server answered 500/],
    ["words", 413, "text/plain", "Nothing was changed: too large.", /Nothing was changed: too large/],
  ])("is still there when the answer is %s", async (_, status, contentType, body, words) => {
    const { page } = reader;
    await open();
    await answerForm(page, { status, contentType, body });
    await send(page);
    await page.locator("#notes").getByText(words).waitFor();
    expect(await topic(page).inputValue()).toBe(TOPIC);
  });

  it("is still there when the server itself has failed, and the log says why", async () => {
    const { page, world } = reader;
    await open();
    await page.getByLabel("Articles").fill("https://example.org/article");
    const put = vi.spyOn(world.backend.store, "create").mockRejectedValueOnce(new TypeError("a bug"));
    await send(page);
    await page.locator("#notes").getByText("it is our fault").waitFor();
    put.mockRestore();
    expect(await topic(page).inputValue()).toBe(TOPIC);
    expect(await page.getByLabel("Articles").inputValue()).toBe("https://example.org/article");
  });

  it("is still there when the reader has looked at another page and comes back", async () => {
    const { page } = reader;
    await open();
    await page.getByLabel("Feeds").fill("https://example.org/feed");
    await page.getByRole("link", { name: "Queues" }).click();
    await page.getByRole("heading", { name: "Queues" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "New briefing" }).waitFor();
    await expect.poll(() => topic(page).inputValue()).toBe(TOPIC);
    expect(await page.getByLabel("Feeds").inputValue()).toBe("https://example.org/feed");
  });

  it("is told to be done where the line was cut after the answer", async () => {
    const { page, world } = reader;
    await open();
    const job = await world.enqueue(sync, { account: "Globex", error: "account Globex is closed" });
    await world.aws.ended(job);
    await page.goto(`${world.url}/jobs/${job.id}`);
    await page.locator("[data-live-state]", { hasText: "Live" }).waitFor();
    await page.route(`**/jobs/${job.id}`, (route) =>
      route.request().method() === "GET" ? route.abort("connectionrefused") : route.continue(),
    );
    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByText("Archived: it is in no inbox any more.").waitFor();
    expect(await page.getByText("nothing was changed").count()).toBe(0);
  });

  it("is still there when the line was cut, which is told of until there is an answer", async () => {
    const { page } = reader;
    await open();
    await page.route("**/briefings/new", (route) => route.abort("connectionrefused"), { times: 1 });
    await send(page);
    await page.getByText("The server was not reached").waitFor();
    await send(page);
    await page.getByText("nothing was sent").waitFor();
    expect(await page.getByText("The server was not reached").isVisible()).toBe(false);
    expect(await topic(page).inputValue()).toBe(TOPIC);
  });
});

withReader("what cannot be done in this browser", {}, (reader) => {
  it.each([
    ["denies it", "navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))"],
    ["has no clipboard", "Object.defineProperty(navigator, 'clipboard', { value: undefined })"],
  ])("copying, where it %s, is said, and the text is selected", async (_, script) => {
    const { page, world } = reader;
    const queue = world.aws.queueUrl;
    await reader.open(`/queues/${queue.split("/").at(-1)}`);
    await page.evaluate(script);
    await page.getByRole("button", { name: "Copy the queue’s URL" }).click();
    await page.getByText("The browser does not let this page copy").waitFor();
    expect(await page.evaluate("getSelection().toString()")).toBe(queue);
    expect(await page.locator(".copied").count()).toBe(0);
  });

  it("opening a question by itself, is done by the page's script", async () => {
    const { page, world } = reader;
    await page.addInitScript(`
      delete HTMLButtonElement.prototype.commandForElement;
      addEventListener("click", (event) => event.target.closest("[commandfor]") && event.preventDefault(), true);
    `);
    await reader.open(`/queues/${world.aws.queueUrl.split("/").at(-1)}`);
    await page.getByRole("button", { name: "Purge" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Not now" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  it("storing, which is denied, stops nothing", async () => {
    const { page } = reader;
    await page.addInitScript(
      "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('denied', 'SecurityError') } })",
    );
    await reader.open("/jobs");
    await page.getByRole("button", { name: "Live" }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
  });

  it("the palette says that it found nothing, and that it could not look", async () => {
    const { page } = reader;
    await reader.open("/jobs");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("zzzzqq");
    await page.getByRole("dialog").getByText("Nothing found.").waitFor();
    await page.route("**/find?*", (route) => route.fulfill({ status: 503, body: "out of reach" }));
    await page.getByRole("combobox").fill("zzzzq");
    await page.getByRole("dialog").getByText("Jobs were not looked through").waitFor();
    await page.getByRole("combobox").fill("jobs");
    await page.getByRole("option", { name: "Jobs", exact: true }).waitFor();
  });
});

withReader("two tabs", {}, (reader) => {
  it("that edit the same job: the second is told so, and may put its own in its place", async () => {
    const { page, context, world } = reader;
    const job = await world.enqueue(invoice, { order: "1" }, { delaySeconds: 600 });
    const other = await context.newPage();
    const write = async (tab: Page, order: string) => {
      await tab.getByLabel(/^The payload, as JSON/).fill(JSON.stringify({ order }));
      await tab.getByRole("button", { name: "Save", exact: true }).click();
    };
    const order = async () => (await world.backend.store.get(job.id))?.request;
    for (const tab of [page, other]) await tab.goto(`${world.url}/jobs/${job.id}/edit`);
    await write(page, "first");
    await page.getByText("Edited.").waitFor();
    await write(other, "second");
    await other.getByRole("alert").getByText("it was changed meanwhile").waitFor();
    expect(await order()).toEqual({ order: "first" });
    expect(await other.getByLabel(/^The payload, as JSON/).inputValue()).toBe('{"order":"second"}');
    await other.getByRole("button", { name: "Save", exact: true }).click();
    await other.getByText("Edited.").waitFor();
    expect(await order()).toEqual({ order: "second" });
  });

  it("that change the same schedule: the second is told so, too", async () => {
    const { page, context, world } = reader;
    const definition = { type: "shop:ping", payload: { number: 1 }, cron: "0 7 * * *", zone: "UTC" };
    await putScheduleByName(world.backend, "shared", definition);
    const other = await context.newPage();
    for (const tab of [page, other]) await tab.goto(`${world.url}/schedules/shared/edit`);
    const change = async (tab: Page, cron: string) => {
      await tab.getByLabel("Cron expression").fill(cron);
      await tab.getByRole("button", { name: "Change the schedule" }).click();
    };
    await change(page, "0 8 * * *");
    await page.getByText("Changed shared").waitFor();
    await change(other, "0 9 * * *");
    await other.getByText("it was changed meanwhile").waitFor();
    expect(await other.getByLabel("Cron expression").inputValue()).toBe("0 9 * * *");
    await other.getByRole("button", { name: "Change the schedule" }).click();
    await other.getByText("Changed shared").waitFor();
  });

  it("do not take each other's notes", async () => {
    const { page, context, world } = reader;
    const job = await world.enqueue(sync, { account: "Initech", error: "account Initech is closed" });
    await world.aws.ended(job);
    await reader.open(`/jobs/${job.id}`);
    const other = await context.newPage();
    // Between the answer and the reading of the page anew, the other tab reads a page.
    const between = Promise.withResolvers<void>();
    await page.route("**/jobs/*", async (route) => {
      const isReading = route.request().method() === "GET" && route.request().resourceType() === "fetch";
      if (isReading) await other.goto(world.url).then(() => between.resolve());
      await route.continue();
    });
    await page.getByRole("button", { name: "Archive" }).click();
    await between.promise;
    await page.getByText("Archived: it is in no inbox any more.").waitFor();
    expect(await other.getByText("Archived: it is in no inbox any more.").count()).toBe(0);
  });
});
