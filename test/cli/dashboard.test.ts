// `briefings dashboard`: the pages by themselves, beside a system that runs.
import { afterAll, beforeAll, expect, it } from "vitest";
import { start } from "../support/run-cli.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

let system: VerbsRuntime;
beforeAll(async () => {
  system = await startVerbsRuntime();
});
afterAll(() => system.close());

it("shows the jobs of the system, changes nothing when it is read-only, and ends when it is told", async () => {
  const started = start(["dashboard", "--port", "0", "--read-only", ...system.at()]);
  await started.said("(read-only)");
  const [address = ""] = /http:\/\/\S+\/dashboard/.exec(started.stderr()) ?? [];
  const page = await fetch(`${address}/jobs`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("No jobs yet.");
  const changed = await fetch(address, {
    method: "POST",
    headers: { "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ action: "pause" }),
  });
  expect(changed.status).toBe(403);
  started.child.kill("SIGTERM");
  expect((await started.finished).code).toBe(0);
});
