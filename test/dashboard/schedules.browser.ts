// Schedules in a browser: made, shown in the reader's zone, run, paused, changed, deleted.
import { expect, it } from "vitest";
import { getSchedule, putScheduleByName, runScheduleNow } from "../../core/jobs/index.ts";
import { withReader } from "./reader.ts";

const HOSTILE = `<script>alert(1)</script>"><img src=x onerror=alert(2)>`;

withReader("schedules", { browser: { timezoneId: "Asia/Tokyo", locale: "en-GB" } }, (reader) => {
  const put = (id: string, more: object = {}) =>
    putScheduleByName(reader.world.backend, id, {
      ...{ type: "shop:ping", payload: { number: 1 }, cron: "0 7 * * *", zone: "Europe/Berlin" },
      ...more,
    });

  it("are made with a form that begins in the reader's zone and shows the next runs first", async () => {
    const { page, world } = reader;
    await reader.open("/schedules");
    await page.getByText("No schedules yet.").waitFor();
    await page.getByRole("link", { name: "Make the first" }).click();
    expect(await page.getByLabel("Time zone").inputValue()).toBe("Asia/Tokyo");
    await page.getByLabel("Name").fill("every-morning");
    await page.getByLabel("Cron expression").fill("0 7 * * *");
    await page.getByLabel("Time zone").fill("Europe/Berlin");
    await page.getByLabel("Job type").selectOption("shop:ping");
    await page.getByLabel("Payload").fill('{ "number": 7 }');
    await page.getByRole("button", { name: "Show the next runs" }).click();
    await page.getByRole("columnheader", { name: "In Europe/Berlin" }).waitFor();
    expect(await page.getByLabel("Payload").inputValue()).toBe('{ "number": 7 }');
    expect(await page.getByLabel("Job type").inputValue()).toBe("shop:ping");
    await page.getByRole("button", { name: "Make the schedule" }).click();
    await page.getByText("Made every-morning.").waitFor();
    expect(await getSchedule(world.backend, "every-morning")).toMatchObject({
      ...{ cron: "0 7 * * *", zone: "Europe/Berlin", type: "shop:ping", payload: { number: 7 } },
    });
  });

  it("are shown with their next runs in the reader's zone and in their own", async () => {
    const { page } = reader;
    await put("in-two-zones");
    await reader.open("/schedules/in-two-zones");
    const cells = page.getByRole("region", { name: "Next runs" }).locator("tbody tr").first().locator("td");
    expect(await cells.nth(2).innerText()).toMatch(/07:00$/);
    // Berlin is seven or eight hours behind Tokyo.
    expect(await cells.nth(1).innerText()).toMatch(/1[45]:00/);
  });

  it("name the year of a run that is not in this one", async () => {
    const { page } = reader;
    await put("leap-day", { cron: "0 0 29 2 *", zone: "Asia/Tokyo" });
    await reader.open("/schedules/leap-day");
    const rows = page.getByRole("region", { name: "Next runs" }).locator("tbody tr");
    // The first may be of this year.
    for (const row of (await rows.all()).slice(1)) {
      const [year = ""] = (await row.locator("td").nth(2).innerText()).match(/\b2\d{3}\b/) ?? [];
      expect(await row.locator("td").nth(1).innerText()).toContain(year);
    }
  });

  it("tell at each field what is wrong, whatever was written there", async () => {
    const { page } = reader;
    await reader.open("/new-schedule");
    await page.getByLabel("Name").fill(HOSTILE);
    await page.getByLabel("Cron expression").fill("0 25 * * *");
    await page.getByLabel("Payload").fill("{");
    const save = page.getByRole("button", { name: "Make the schedule" });
    await save.click();
    await page.locator("#payload-error", { hasText: "is not JSON" }).waitFor();
    await page.getByLabel("Payload").fill("{}");
    await save.click();
    await page.locator("#schedule-error", { hasText: HOSTILE.slice(0, 20) }).waitFor();
    expect(await page.getByLabel("Name").inputValue()).toBe(HOSTILE);
    await page.getByLabel("Name").fill("wrong");
    await page.getByLabel("Job type").selectOption("shop:ping");
    await save.click();
    await page.locator("#payload-error", { hasText: "number" }).waitFor();
    await page.getByLabel("Payload").fill('{ "number": 1 }');
    await save.click();
    await page.locator("#cron-error", { hasText: "hour" }).waitFor();
    expect(await reader.barriers()).toEqual([]);
  });

  it("of a name that is taken are not changed by a new one", async () => {
    const { page, world } = reader;
    await put("taken");
    await reader.open("/new-schedule");
    await page.getByLabel("Name").fill("taken");
    await page.getByLabel("Cron expression").fill("0 9 * * *");
    await page.getByLabel("Job type").selectOption("shop:ping");
    await page.getByLabel("Payload").fill('{ "number": 1 }');
    await page.getByRole("button", { name: "Make the schedule" }).click();
    await page.locator("#schedule-error", { hasText: "take another name" }).waitFor();
    expect((await getSchedule(world.backend, "taken")).cron).toBe("0 7 * * *");
  });

  it("are run now, and the run stands in the history with its job", async () => {
    const { page } = reader;
    await put("run-now");
    await reader.open("/schedules/run-now");
    await page.getByText("It has not run yet.").waitFor();
    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByText("Enqueued Ping 1.").waitFor();
    const run = page.getByRole("region", { name: "History" }).getByRole("row", { name: /succeeded/ });
    await run.getByText("asked for by hand").waitFor();
    await run.getByRole("link").click();
    await page.getByRole("heading", { name: "Ping 1" }).waitFor();
  });

  it("say that their history is of the last runs alone, once there were more", async () => {
    const { page, world } = reader;
    await put("often", { overlap: "allow" });
    for (let run = 1; run <= 19; run++) await runScheduleNow(world.backend, "often");
    await reader.open("/schedules/often");
    expect(await page.getByText("The last").count()).toBe(0);
    await runScheduleNow(world.backend, "often");
    await page.getByText("The last 20 runs.").waitFor();
  });

  it("are paused and resumed, on their page and in the list, and taken back at once", async () => {
    const { page, world } = reader;
    await put("on-and-off");
    const isPaused = async () => (await getSchedule(world.backend, "on-and-off")).pausedAt !== undefined;
    await reader.open("/schedules/on-and-off");
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByText("paused since").waitFor();
    await page.getByText("No run is to come.").waitFor();
    await page.locator("#notes").getByRole("button", { name: "Resume" }).click();
    await page.getByText("Resumed: it goes on").waitFor();
    expect(await isPaused()).toBe(false);
    await reader.open("/schedules");
    await page.getByRole("button", { name: "Pause on-and-off" }).click();
    await page.getByText("Paused on-and-off").waitFor();
    expect(await isPaused()).toBe(true);
    await page.getByRole("button", { name: "Resume on-and-off" }).click();
    await page.getByText("Resumed on-and-off").waitFor();
    expect(await isPaused()).toBe(false);
  });

  it("are changed, and keep their history", async () => {
    const { page, world } = reader;
    await reader.open("/schedules/run-now");
    await page.getByRole("link", { name: "Edit" }).click();
    expect(await page.getByLabel("Time zone").inputValue()).toBe("Europe/Berlin");
    await page.getByLabel("Cron expression").fill("30 8 * * 1-5");
    await page.getByLabel("While the job before has not ended").selectOption("allow");
    await page.getByRole("button", { name: "Change the schedule" }).click();
    await page.getByText("Changed run-now").waitFor();
    const changed = await getSchedule(world.backend, "run-now");
    expect(changed).toMatchObject({ cron: "30 8 * * 1-5", overlap: "allow" });
    expect(changed.runs).toHaveLength(1);
  });

  it("are deleted when the reader has said so twice", async () => {
    const { page, world } = reader;
    await put("to-delete");
    await reader.open("/schedules/to-delete");
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("Deleted to-delete.").waitFor();
    await page.waitForURL(/\/schedules$/);
    await expect(getSchedule(world.backend, "to-delete")).rejects.toThrow("no schedule");
  });

  it("have no serious barrier, light and dark", async () => {
    for (const path of ["/schedules", "/schedules/run-now", "/schedules/run-now/edit"]) {
      await reader.open(path);
      expect(await reader.barriers()).toEqual([]);
      await reader.page.emulateMedia({ colorScheme: "dark" });
      expect(await reader.barriers()).toEqual([]);
    }
  });
});

withReader("schedules on a read-only dashboard", { dashboard: { readOnly: true } }, (reader) => {
  it("have no button, and the server refuses what none of its pages offers", async () => {
    const { page, world } = reader;
    const definition = { type: "shop:ping", payload: { number: 1 }, cron: "0 7 * * *" };
    await putScheduleByName(world.backend, "kept", definition);
    for (const path of ["/schedules", "/schedules/kept", "/schedules/kept/edit", "/new-schedule"]) {
      await reader.open(path);
      expect(await page.locator("form[method=post]").count()).toBe(0);
    }
    const refused = await page.evaluate(
      async (url) => (await fetch(url, { method: "POST", body: "action=delete" })).status,
      `${world.url}/schedules/kept`,
    );
    expect(refused).toBe(403);
    expect((await getSchedule(world.backend, "kept")).cron).toBe("0 7 * * *");
  });
});
