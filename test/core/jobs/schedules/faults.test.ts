// Schedules when calls to the store and the queue fail or processes are killed, at each call in turn and at random: each run is made once.
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Backend } from "../../../../core/jobs/index.ts";
import {
  getSchedule,
  pauseSchedule,
  putSchedule,
  recoverJobs,
  resumeSchedule,
  runScheduleNow,
  runSchedules,
} from "../../../../core/jobs/index.ts";
import { openCron } from "../../../../core/jobs/schedules/cron.ts";
import { CALL_FAULTS, type Fault, failEachCall, faultyProcess } from "../../../support/faulty-calls.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const HOUR = 3_600;
const NINE = START + HOUR * 1_000;
const definition = { type: WORK, payload: { name: "a run" }, cron: "0 9,10 * * *" };

async function runAll(test: TestBackend): Promise<void> {
  for (let received = test.queues.receive(); received; received = test.queues.receive())
    await test.consume(received);
}

/** What the minute's function does when nothing fails, until everything that was begun has ended. */
async function settle(test: TestBackend): Promise<void> {
  await runSchedules(test.backend);
  await turn(120);
  await runAll(test);
  await turn(test.settings.recover.overdueSeconds + 1);
  await recoverJobs(test.backend);
  await runAll(test);
}

/** The run of nine o'clock was made by one job, which ran once, and the schedule goes on at ten. */
async function expectMadeOnce(test: TestBackend): Promise<void> {
  const jobs = await test.records();
  expect(jobs.map(({ status }) => status)).toEqual(["succeeded"]);
  expect(test.runs).toHaveLength(1);
  const { runs, nextRuns } = await getSchedule(test.backend, "morning");
  expect(runs).toMatchObject([{ at: NINE, outcome: "enqueued", jobId: jobs[0]?.id }]);
  expect(runs).toHaveLength(1);
  expect(nextRuns[0]).toBe(NINE + HOUR * 1_000);
}

describe("with one call that fails, at each in turn", () => {
  it.each(CALL_FAULTS)("in a look (%s), the run is made once, and the schedule goes on", async (fault) => {
    const calls = await failEachCall(fault, async (plan) => {
      vi.setSystemTime(START);
      const test = createTestBackend();
      await putSchedule(test.backend, "morning", definition);
      await turn(HOUR - 60);
      const failing = faultyProcess(test.backend, plan);
      await runSchedules(failing.backend).catch(() => undefined);
      await settle(test);
      await expectMadeOnce(test);
      return failing;
    });
    // The list, the schedule, its two writes, and what `enqueue` does.
    expect(calls).toBeGreaterThanOrEqual(8);
  });

  it.each(CALL_FAULTS)("in one of two looks at once (%s), too", async (fault) => {
    const calls = await failEachCall(fault, async (plan) => {
      vi.setSystemTime(START);
      const test = createTestBackend();
      await putSchedule(test.backend, "morning", definition);
      await turn(HOUR - 60);
      const failing = faultyProcess(test.backend, plan);
      await Promise.all([runSchedules(failing.backend).catch(() => undefined), runSchedules(test.backend)]);
      await settle(test);
      await expectMadeOnce(test);
      return failing;
    });
    expect(calls).toBeGreaterThanOrEqual(3);
  });

  it.each(CALL_FAULTS)(
    "while a run is asked for (%s), it is made once or not at all, and is not stuck",
    async (fault) => {
      const calls = await failEachCall(fault, async (plan) => {
        vi.setSystemTime(START);
        const test = createTestBackend();
        await putSchedule(test.backend, "morning", definition);
        const failing = faultyProcess(test.backend, plan);
        const job = await runScheduleNow(failing.backend, "morning").catch(() => undefined);
        await settle(test);
        const jobs = await test.records();
        if (job) expect(jobs.map(({ id }) => id)).toEqual([job.id]);
        expect(jobs.length).toBeLessThanOrEqual(1);
        expect(test.runs).toHaveLength(jobs.length);
        const { runs } = await getSchedule(test.backend, "morning");
        expect(runs.map(({ jobId }) => jobId)).toEqual(jobs.map(({ id }) => id));
        await runScheduleNow(test.backend, "morning");
        return failing;
      });
      expect(calls).toBeGreaterThanOrEqual(7);
    },
  );

  it.each(CALL_FAULTS)(
    "while it is made, changed, paused or resumed (%s), the same call again does it",
    async (fault) => {
      const calls = await failEachCall(fault, async (plan) => {
        vi.setSystemTime(START);
        const test = createTestBackend();
        const failing = faultyProcess(test.backend, plan);
        const all = async (backend: Backend) => {
          await putSchedule(backend, "morning", { ...definition, cron: "0 8 * * *" });
          await putSchedule(backend, "morning", definition);
          await pauseSchedule(backend, "morning");
          await resumeSchedule(backend, "morning");
        };
        await all(failing.backend).catch(() => undefined);
        await all(test.backend);
        await turn(HOUR - 60);
        await settle(test);
        await expectMadeOnce(test);
        return failing;
      });
      expect(calls).toBeGreaterThanOrEqual(7);
    },
  );
});

type Minute = {
  fault: Fault | undefined;
  at: number;
  lookers: number;
  change: "none" | "edit" | "pause";
};

const minutes: fc.Arbitrary<Minute[]> = fc.array(
  fc.record({
    fault: fc.option(fc.constantFrom(...CALL_FAULTS), { nil: undefined, freq: 2 }),
    at: fc.integer({ min: 1, max: 14 }),
    lookers: fc.integer({ min: 1, max: 2 }),
    change: fc.oneof(
      { weight: 8, arbitrary: fc.constant("none" as const) },
      fc.constantFrom("edit", "pause"),
    ),
  }),
  { minLength: 20, maxLength: 40 },
);
const expressions = fc.constantFrom(
  ["30 2 * * *", "Europe/Berlin"],
  ["0 7 * * 1-5", "Europe/Berlin"],
  ["0 0 * * *", "Africa/Cairo"],
  ["15 2,14 * * *", "Australia/Lord_Howe"],
  ["0 12 L * *", "UTC"],
  ["0 9 29 2 *", "Asia/Kathmandu"],
  ["30 9 * * MON", "America/St_Johns"],
) as fc.Arbitrary<[cron: string, zone: string]>;

describe("over a year, with random crashes, several lookers, edits and pauses around each run", () => {
  it("each run that is due is made exactly once, and nothing else is", async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(expressions, minutes, async ([cron, zone], script) => {
        vi.setSystemTime(Date.parse("2027-06-01T00:00Z"));
        const test = createTestBackend();
        const given = { type: WORK, payload: { name: "a run" }, cron, zone, overlap: "allow" } as const;
        await putSchedule(test.backend, "s", given);
        const { next } = await openCron(cron, zone);
        const due: number[] = [];
        const found: number[] = [];
        const end = Date.now() + 366 * 86_400_000;
        let step = 0;
        for (let at = next(Date.now()); at !== undefined && at < end; at = next(at)) {
          due.push(at);
          vi.setSystemTime(at - 120_000);
          for (let minute = 0; minute < 6; minute++, step++) {
            await look(test, script[step % script.length] as Minute, given);
            vi.setSystemTime(Date.now() + 60_000);
          }
          await runSchedules(test.backend);
          await runAll(test);
          if (test.runs.length < due.length) await recoverLater(test);
          const { runs } = await getSchedule(test.backend, "s");
          expect(runs.slice(0, 1)).toMatchObject([{ at, outcome: "enqueued", status: "succeeded" }]);
          found.push(...runs.slice(0, 1).map((run) => run.at));
        }
        expect(found).toEqual(due);
        expect(test.runs).toHaveLength(due.length);
        made += due.length;
        test.store.close();
      }),
      { numRuns: 6, seed: 11 },
    );
    expect(made).toBeGreaterThan(500);
  });
});

/** One minute of the system: one or two looks, of which one fails somewhere, while somebody changes the schedule. */
async function look(
  { backend }: TestBackend,
  { fault, at, lookers, change }: Minute,
  given: Parameters<typeof putSchedule>[2],
): Promise<void> {
  const first = fault ? faultyProcess(backend, { fault, at }).backend : backend;
  const looks = [first, backend].slice(0, lookers).map((looker) => runSchedules(looker));
  const changes = {
    none: async () => {},
    edit: () => edit(backend, given),
    pause: () => pauseAndResume(backend),
  };
  await Promise.allSettled([...looks, changes[change]()]);
}

/** What was recorded and not sent. */
async function recoverLater(test: TestBackend): Promise<void> {
  vi.setSystemTime(Date.now() + (test.settings.recover.overdueSeconds + 1) * 1_000);
  await recoverJobs(test.backend);
  await runAll(test);
}

const edit = async (backend: Backend, given: Parameters<typeof putSchedule>[2]): Promise<unknown> =>
  await putSchedule(backend, "s", { ...given, payload: { name: `changed at ${backend.now()}` } });

/** Not while a run is due: what is due during a pause is not made. */
async function pauseAndResume(backend: Backend): Promise<void> {
  const { nextRuns } = await getSchedule(backend, "s");
  if ((nextRuns[0] ?? 0) <= backend.now()) return;
  await pauseSchedule(backend, "s");
  await resumeSchedule(backend, "s");
}
