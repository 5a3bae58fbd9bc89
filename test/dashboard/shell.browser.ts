// What every page does in a browser: it follows, it recovers, it is read and used by keyboard, and nothing from outside acts.
import { expect, it } from "vitest";
import { pauseConsumer, resumeConsumer } from "../../core/jobs/operate/inspector.ts";
import { MOST_STREAMS } from "../../dashboard/live.ts";
import { withReader } from "./reader.ts";
import { invoice, sync } from "./world-jobs.ts";

const HOSTILE = `"><img src=x onerror=alert(1)>'</script><script>alert(2)</script>\u202e\u0007{{7*7}}`;

withReader("a page that is looked at", {}, (reader) => {
  it("says that the connection is lost, and recovers by itself", async () => {
    const { page, world } = reader;
    await reader.open("/jobs");
    // The server is gone for this page: the stream breaks, and so does each attempt to begin anew.
    let isGone = true;
    await page.route("**/dashboard/**", (route) =>
      isGone ? route.abort("connectionrefused") : route.continue(),
    );
    await page.evaluate("dispatchEvent(new Event('offline'))");
    world.cutStreams();
    await page.getByText("Reconnecting").waitFor();
    await page.getByText("The connection is lost.").waitFor();
    await world.enqueue(invoice, { order: "while away" });
    isGone = false;
    await page.getByText("Live", { exact: true }).waitFor();
    await page
      .getByText(/Show 1 new|Invoice of order while away/)
      .first()
      .waitFor();
    expect(await page.getByText("The connection is lost.").isVisible()).toBe(false);
  });

  it("is asked for again and again where the server follows as many pages as it can, and followed once there is room", async () => {
    const { page, world } = reader;
    const others = new AbortController();
    const headers = { accept: "text/event-stream" };
    const follow = () => fetch(`${world.url}/jobs`, { headers, signal: others.signal });
    await Promise.all(Array.from({ length: MOST_STREAMS }, follow));
    await page.clock.install();
    await page.goto(`${world.url}/jobs`);
    await page.getByText("Every 15 s", { exact: true }).waitFor();
    others.abort();
    // The server hears only in a moment that the others are gone.
    const nextState = async () => {
      await page.clock.fastForward(15_000);
      return await page.locator("[data-live-state]").textContent();
    };
    await expect.poll(nextState, { timeout: 30_000 }).toBe("Live");
  });

  it("says that the server has another release, whose pages its script does not know", async () => {
    const { page, world } = reader;
    const markup = (await (await fetch(`${world.url}/jobs`)).text()).replace(
      /assets\/[\w-]+\/dashboard\.js/,
      "assets/another-hash/dashboard.js",
    );
    const body = `event: page\n${markup.replace(/^/gm, "data: ")}\n\n`;
    await page.route(/\/jobs(\?|$)/, (route) =>
      route.request().resourceType() === "eventsource"
        ? route.fulfill({ contentType: "text/event-stream", body })
        : route.continue(),
    );
    await page.goto(`${world.url}/jobs`);
    await page.getByText("The server runs another release now: reload this page").waitFor();
  });

  it("is the same in two tabs: what one does, the other shows", async () => {
    const { page, context, world } = reader;
    await reader.open("");
    const other = await context.newPage();
    await other.goto(world.url);
    await page.bringToFront();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused: what runs comes to its end").waitFor();
    await other.bringToFront();
    await other.getByText("The consumer is paused: jobs are taken in and wait.").waitFor();
    await other.locator(".banner.warning").getByRole("button", { name: "Resume" }).click();
    await other.getByText("Resumed: jobs are received again.").waitFor();
    await page.bringToFront();
    await page.locator(".banner.warning").waitFor({ state: "detached" });
    expect(await page.getByText("Paused: what runs comes to its end").isVisible()).toBe(true);
  });

  it("stays where it is when something is done that another page does", async () => {
    const { page, world } = reader;
    await pauseConsumer(world.backend);
    await reader.open("/queues?prefix=brief");
    await page.locator(".banner.warning").getByRole("button", { name: "Resume" }).click();
    await page.getByText("Resumed: jobs are received again.").waitFor();
    await page.locator(".banner.warning").waitFor({ state: "detached" });
    expect(page.url()).toBe(`${world.url}/queues?prefix=brief`);
    await page.getByRole("heading", { name: "Queues" }).waitFor();
  });

  it("offers to take back what can be taken back, and lets notes be dismissed", async () => {
    const { page } = reader;
    await reader.open("");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await page.locator("#notes").getByRole("button", { name: "Resume" }).click();
    await page.getByText("Resumed: jobs are received again.").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(await page.getByText("Resumed: jobs are received again.").count()).toBe(0);
  });

  it("leaves alone what the reader is at", async () => {
    const { page, world } = reader;
    await reader.open("/jobs");
    await page.getByText("More filters").click();
    await page.getByLabel("Tenant").fill("half a wo");
    await world.enqueue(invoice, { order: "meanwhile" });
    await page.getByRole("link", { name: /^Show \d+ new$/ }).waitFor();
    expect(await page.getByLabel("Tenant").inputValue()).toBe("half a wo");
    expect(await page.evaluate("document.activeElement.name")).toBe("tenant");
  });

  it("is kept up to date also where the keyboard is: at the whole page, or at a link", async () => {
    const { page, world } = reader;
    await reader.open("");
    await page.getByRole("link", { name: "Skip to the page" }).press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("main");
    await pauseConsumer(world.backend);
    await page.locator(".banner.warning").waitFor();
    await page.getByRole("link", { name: "Dead letters" }).focus();
    await resumeConsumer(world.backend);
    await page.locator(".banner.warning").waitFor({ state: "detached" });
  });

  it("stops and goes on when the reader says so", async () => {
    const { page, world } = reader;
    await reader.open("/jobs");
    await page.getByRole("button", { name: "Live" }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
    await world.enqueue(invoice, { order: "unseen" });
    await page.getByRole("button", { name: "Paused" }).click();
    await page.getByRole("link", { name: /^Show \d+ new$/ }).waitFor();
  });

  it("shows hostile text, and does nothing of what it says", async () => {
    const { page, world } = reader;
    const dead = await world.enqueue(sync, { account: HOSTILE, error: HOSTILE });
    const done = await world.enqueue(invoice, { order: HOSTILE, customer: HOSTILE });
    await world.aws.ended(dead);
    await world.aws.ended(done);
    await world.aws.functions.deadLetters.invoke({});
    const paths = [
      "",
      "/jobs",
      `/jobs?text=${encodeURIComponent(HOSTILE.slice(0, 40))}&tenant=${encodeURIComponent(HOSTILE)}`,
      `/jobs/${dead.id}`,
      `/jobs/${done.id}`,
      "/dead",
      `/bulk?operation=delete&id=${dead.id}&where=${encodeURIComponent(`account=${HOSTILE}`)}`,
      `/jobs/${encodeURIComponent(HOSTILE)}`,
      `/bulk?operation=${encodeURIComponent(HOSTILE)}`,
    ];
    for (const path of paths) {
      await page.goto(world.url + path);
      await page.locator("h1").waitFor();
      expect([path, await page.locator("img").count()]).toEqual([path, 0]);
      expect([path, await page.locator("script:not([src])").count()]).toEqual([path, 0]);
    }
    await reader.open(`/jobs/${dead.id}`);
    expect(await page.locator("h1").textContent()).toContain(String.raw`</script>\u202e\x07{{7*7}}`);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("onerror");
    await page.getByRole("option").filter({ hasText: "<img src=x" }).first().waitFor();
    expect(await page.locator("img").count()).toBe(0);
  });

  it("finds pages and jobs by keyboard alone", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(invoice, { order: "needle" });
    await reader.open("");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("dead");
    await page.getByRole("option", { name: "Dead letters" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/dashboard/dead");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("needle");
    await page.getByRole("option").filter({ hasText: "Invoice of order needle" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/dashboard/jobs/${job.id}`);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(job.id);
    await page.getByRole("option").filter({ hasText: job.id }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#palette").waitFor({ state: "hidden" });
    await page.keyboard.press("/");
    await page.getByRole("combobox").waitFor();
  });

  it("remembers light or dark", async () => {
    const { page } = reader;
    await reader.open("");
    const back = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await back();
    await page.getByRole("button", { name: "Light or dark" }).click();
    const dark = await back();
    expect(dark).not.toBe(light);
    await reader.open("/jobs");
    expect(await back()).toBe(dark);
  });

  it("tells exact times where relative ones stand", async () => {
    const { page, world } = reader;
    await world.enqueue(invoice, { order: "timely" });
    await reader.open("/jobs");
    const time = page.locator("tbody time").first();
    await time.hover();
    expect(await time.getAttribute("title")).toMatch(/\(20\d\d-\d\d-\d\dT.*Z\)$/);
    expect(await time.textContent()).toMatch(/^now$|^\d+ \w+ ago$/);
  });

  it("has no serious barrier, on any page of the navigation", async () => {
    const { page, world } = reader;
    await reader.open("");
    const paths = await page
      .locator(".side nav a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    for (const path of paths) {
      await page.goto(new URL(path ?? "", world.url).href);
      await page.locator("h1").waitFor();
      expect([path, await reader.barriers()]).toEqual([path, []]);
    }
  });

  it("shows its charts, which can be read off and zoomed, and keeps the zoom", async () => {
    const { page } = reader;
    await reader.open("");
    const chart = page.locator("#jobs-chart .u-over");
    await chart.waitFor();
    const box = await chart.boundingBox();
    if (!box) throw new Error("the chart has no place");
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, y);
    await page.locator("#jobs-chart .u-value").nth(1).getByText(/^\d+$/).waitFor();
    const last = page.locator("#jobs-chart");
    const shownBefore = await last.getAttribute("data-chart");
    await page.mouse.move(box.x + box.width * 0.25, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, y, { steps: 4 });
    await page.mouse.up();
    expect(shownBefore).toContain("succeeded");
  });
});

withReader(
  "on a phone",
  { browser: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  (reader) => {
    it("needs no scrolling to the side", async () => {
      const { page, world } = reader;
      const job = await world.enqueue(sync, {
        account: "a-very-long-name-without-a-space-".repeat(6),
        error: "x".repeat(400),
      });
      await world.aws.ended(job);
      for (const path of ["", "/jobs", `/jobs/${job.id}`, "/dead", `/bulk?operation=delete&id=${job.id}`]) {
        await page.goto(world.url + path);
        await page.locator("h1").waitFor();
        const [content, screen] = (await page.evaluate(
          "[document.documentElement.scrollWidth, innerWidth]",
        )) as [number, number];
        expect([path, content]).toEqual([path, Math.min(content, screen)]);
      }
    });
  },
);
