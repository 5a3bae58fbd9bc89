// Contract: schedules on this store, which keeps them as documents.
import { expect, it } from "vitest";
import {
  deleteSchedule,
  getSchedule,
  listSchedules,
  pauseSchedule,
  putSchedule,
  resumeSchedule,
  runScheduleNow,
  runSchedules,
} from "../../../core/jobs/index.ts";
import type { JobStore } from "../../../core/jobs/ports.ts";
import { createTestBackend, WORK } from "../../support/test-backend.ts";
import { freshId, START } from "./factories.ts";

const HOUR = 3_600_000;

export function describeSchedules(store: () => JobStore): void {
  const world = (at: number) => ({ ...createTestBackend().backend, store: store(), now: () => at });
  const nineAndTen = { type: WORK, payload: { name: "a run" }, cron: "0 * * * *" };

  it("a run that is due is made once by three looks at once, and the schedule goes on", async () => {
    const id = freshId("sch");
    await putSchedule(world(START), id, { ...nineAndTen, overlap: "allow" });
    const first = (await getSchedule(world(START), id)).nextRuns[0] ?? 0;
    for (const at of [first - 30_000, first + HOUR - 30_000]) {
      await Promise.all([1, 2, 3].map(() => runSchedules(world(at))));
    }
    const { runs, nextRuns } = await getSchedule(world(first), id);
    expect(runs).toMatchObject([
      { at: first + HOUR, outcome: "enqueued", status: "queued" },
      { at: first, outcome: "enqueued", status: "queued" },
    ]);
    expect(runs).toHaveLength(2);
    expect(nextRuns[0]).toBe(first + 2 * HOUR);
    for (const { jobId } of runs) expect((await store().get(jobId ?? ""))?.type).toBe(WORK);
    await deleteSchedule(world(first), id);
    await expect(getSchedule(world(first), id)).rejects.toMatchObject({ code: "schedule-not-found" });
  });

  it("of ten who ask for a run at once one gets it, and the others are told that it has not ended", async () => {
    const id = freshId("sch");
    await putSchedule(world(START), id, nineAndTen);
    const asked = await Promise.allSettled(
      Array.from({ length: 10 }, () => runScheduleNow(world(START), id)),
    );
    const jobs = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value.id] : []));
    const told = asked.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    expect(jobs).toHaveLength(1);
    expect(new Set(told)).toEqual(new Set(["schedule-busy"]));
    expect((await getSchedule(world(START), id)).runs).toMatchObject([{ jobId: jobs[0], manual: true }]);
    await deleteSchedule(world(START), id);
  });

  it("schedules are listed the next to run first, those that are paused last", async () => {
    const [soon, late, paused] = [freshId("sch"), freshId("sch"), freshId("sch")];
    await putSchedule(world(START), late, { ...nineAndTen, cron: "0 0 29 2 *" });
    await putSchedule(world(START), paused, nineAndTen);
    await putSchedule(world(START), soon, nineAndTen);
    await pauseSchedule(world(START), paused);
    const listed = async () => (await listSchedules(world(START), { limit: 100 })).items.map(({ id }) => id);
    expect(await listed()).toEqual([soon, late, paused]);
    await resumeSchedule(world(START), paused);
    expect((await listed()).slice(0, 2).sort()).toEqual([soon, paused].sort());
    expect((await listed())[2]).toBe(late);
  });
}
