// Characters that pages show in place of obeying them are in a form what they are: what comes back is what was there.
import { expect, it } from "vitest";
import { getSchedule, putScheduleByName } from "../../core/jobs/index.ts";
import { withReader } from "./reader.ts";
import { invoice, sync } from "./world-jobs.ts";

/** Arabic with its marks, as it is typed; a C1 control character, DEL, an override. */
const NAME = "شركة الرياح — \u200f(2026)\u200f \u009b\u007f\u202e.";

withReader("hidden characters", {}, (reader) => {
  it("of a filter are those that the operation goes by, as its preview did", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(sync, { account: NAME, error: "account is closed" });
    await world.aws.ended(job);
    await reader.open(`/jobs?where=${encodeURIComponent(`account=${NAME}`)}`);
    await page.locator("#all summary").click();
    await page.getByRole("link", { name: "Archive all that match" }).click();
    await page.getByRole("button", { name: "Archive 1 job" }).click();
    await page.getByRole("heading", { name: "Archive: 1 done" }).waitFor();
    expect((await world.backend.store.get(job.id))?.archivedAt).toBeGreaterThan(0);
  });

  it("of a payload are kept by who edits it, who sees them as JSON writes them", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(invoice, { order: NAME }, { delaySeconds: 600 });
    await reader.open(`/jobs/${job.id}/edit`);
    const payload = page.getByLabel(/^The payload, as JSON/);
    expect(await payload.inputValue()).toContain(String.raw`\u200f \u009b\u007f\u202e.`);
    await payload.fill((await payload.inputValue()).replace("2026", "2027"));
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Edited.").waitFor();
    expect((await world.backend.store.get(job.id))?.request).toMatchObject({
      order: NAME.replace("2026", "2027"),
    });
  });

  it("of a schedule's payload too", async () => {
    const { page, world } = reader;
    const definition = { type: "order:invoice", payload: { order: NAME }, cron: "0 7 * * *", zone: "UTC" };
    await putScheduleByName(world.backend, "hidden", definition);
    await reader.open("/schedules/hidden/edit");
    await page.getByRole("button", { name: "Show the next runs" }).click();
    await page.getByRole("region", { name: "Next runs" }).waitFor();
    await page.getByRole("button", { name: "Change the schedule" }).click();
    await page.getByText("Changed hidden").waitFor();
    expect((await getSchedule(world.backend, "hidden")).payload).toEqual({ order: NAME });
  });

  it("of a form that is not right yet are not lost", async () => {
    const { page } = reader;
    await reader.open("/briefings/new");
    const topic = page.getByLabel("What is it about?");
    await topic.fill(NAME);
    await page.getByRole("button", { name: "Make the briefing" }).click();
    await page.getByText("nothing was sent").waitFor();
    expect(await topic.inputValue()).toBe(NAME);
  });
});
