// What docs/schedules.md shows of schedules.
import { expect, it } from "vitest";
import { getSchedule, putSchedule, runSchedules } from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { monthlyReport } from "../readme/monthly.ts";

it("makes a job each month, and shows what became of it", async () => {
  const kit = createTestKit({ types: [monthlyReport] });
  const { backend } = kit;
  // example: put
  await putSchedule(backend, "monthly-report", {
    type: monthlyReport,
    payload: { month: "2026-11" },
    cron: "0 6 1 * *",
    zone: "Europe/Berlin",
    missed: "skip",
  });
  // end
  // example: test
  const [firstRun = 0] = (await getSchedule(backend, "monthly-report")).nextRuns;
  kit.clock.advance(firstRun - kit.clock.now());
  await runSchedules(backend);
  await kit.drain();
  const { runs } = await getSchedule(backend, "monthly-report");
  expect(runs).toMatchObject([{ at: firstRun, outcome: "enqueued", status: "succeeded" }]);
  // end
});
