// Settings and the doctor in a browser: what is wrong, the switches, the numbers.
import { expect, it } from "vitest";
import { consumerState, listBreakers } from "../../core/jobs/operate/inspector.ts";
import { withReader } from "./reader.ts";

const TOKEN = "a-long-token-of-the-api";

withReader("settings and doctor", {}, (reader) => {
  it("show what the doctor finds, each with what to do, and look again when asked", async () => {
    const { page } = reader;
    await reader.open("/settings");
    await page.getByText(/checks? in order/).click();
    await page.getByText("visibility-timeout").first().waitFor();
    await page.getByRole("link", { name: "Look again" }).click();
    await page.getByRole("heading", { name: "The doctor" }).waitFor();
  });

  it("pause and resume the consumer", async () => {
    const { page, world } = reader;
    await reader.open("/settings");
    await page.getByText("receiving", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused: what runs comes to its end").waitFor();
    expect((await consumerState(world.backend)).paused).toBe(true);
    expect(new URL(page.url()).pathname).toBe("/dashboard/settings");
    await page.getByText("consumer-paused").waitFor();
    const resume = page.locator("section", { hasText: "Consumer" }).getByRole("button", { name: "Resume" });
    await expect.poll(async () => (await consumerState(world.backend)).changing ?? false).toBe(false);
    await page.getByRole("link", { name: "Look again" }).click();
    await resume.click();
    await page.getByText("Resumed: jobs are received again.").waitFor();
    await expect.poll(async () => (await consumerState(world.backend)).paused).toBe(false);
  });

  it("show a breaker that is open, with its cause as text, and close it", async () => {
    const { page, world } = reader;
    const now = Date.now();
    const breaker = {
      ...{ failures: 5, cause: "<script>alert(1)</script> answered 503" },
      open: { since: now - 60_000, probeAt: now + 600_000, failedProbes: 0 },
    };
    await world.backend.store.putDocument("breaker", "shop:ping", breaker, { revision: 0, listedAt: now });
    await reader.open("/settings");
    await page.getByText("shop:ping is held back: <script>alert(1)</script> answered 503").waitFor();
    await page.getByRole("button", { name: "Close the breaker of shop:ping" }).click();
    await page.getByText("Closed the breaker of shop:ping").waitFor();
    await page.getByText("None is open.").waitFor();
    expect(await listBreakers(world.backend)).toEqual([]);
  });

  it("show the numbers that this process goes by, and no secret", async () => {
    const { page } = reader;
    await reader.open("/settings");
    await page.locator("summary", { hasText: /^queue$/ }).click();
    await page.getByText('"maxReceiveCount": 5').waitFor();
    await page.getByRole("link", { name: "/metrics" }).click();
    await page.getByText("asynq_queue_size").first().waitFor();
  });

  it("have no serious barrier, light and dark", async () => {
    await reader.open("/settings");
    expect(await reader.barriers()).toEqual([]);
    await reader.page.emulateMedia({ colorScheme: "dark" });
    expect(await reader.barriers()).toEqual([]);
  });
});

withReader(
  "settings of a dashboard with a token, read-only",
  { dashboard: { readOnly: true, tokens: [TOKEN] } },
  (reader) => {
    it("show no token and no button, and /metrics asks for the token", async () => {
      const { page, world } = reader;
      await page.goto(`${world.url}/settings`);
      await page.getByLabel("API token").fill(TOKEN);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByRole("heading", { name: "Settings and doctor" }).waitFor();
      await page.getByText("yes: API_TOKEN").waitFor();
      expect(await page.content()).not.toContain(TOKEN);
      expect(await page.locator("main form[method=post]").count()).toBe(0);
      const metrics = world.url.replace("/dashboard", "/metrics");
      expect((await fetch(metrics)).status).toBe(401);
      expect((await fetch(metrics, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
    });
  },
);
