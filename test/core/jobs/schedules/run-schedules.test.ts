// What the minute's look makes of schedules: ahead and on their second, late, overlapping, paused, changed, with a clock that goes back.
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import {
  defineJob,
  deleteJob,
  deleteSchedule,
  getSchedule,
  pauseSchedule,
  putSchedule,
  resumeSchedule,
  runSchedules,
} from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const HOUR = 3_600;
const DAY = 86_400;
const iso = (at: number | undefined) =>
  at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);
const nothing = { enqueued: 0, skipped: 0, missed: 0, refused: 0, failed: 0 };

const weekly = defineJob({
  name: "test:weekly",
  idPrefix: "wek",
  payload: z.object({ week: z.string() }),
  unique: {},
  run: async () => {},
});

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend({ types: [weekly] });
});

type Given = Partial<Parameters<typeof putSchedule>[2]>;
const put = (given: Given = {}, id = "morning") =>
  putSchedule(test.backend, id, { type: WORK, payload: { name: "a run" }, cron: "0 9 * * *", ...given });
const look = () => runSchedules(test.backend);
const shown = (id = "morning") => getSchedule(test.backend, id);
const history = async (id = "morning") =>
  (await shown(id)).runs.map(({ at, until, outcome }) =>
    [iso(at), ...(until === undefined ? [] : [iso(until)]), outcome].join(" "),
  );
/** A look each minute, and every job that is visible runs. */
async function live(seconds: number, { work = true } = {}): Promise<void> {
  for (let second = 0; second < seconds; second += 60) {
    await look();
    await turn(60);
    if (work) await runAll();
  }
}
async function runAll(): Promise<void> {
  for (let received = test.queues.receive(); received; received = test.queues.receive())
    await test.consume(received);
}

describe("a run that is due", () => {
  it("is enqueued by the look before it, and begins on its second", async () => {
    await put();
    await turn(HOUR - 91);
    expect(await look()).toEqual(nothing);
    await turn(2);
    expect(await look()).toEqual({ ...nothing, enqueued: 1 });
    expect(test.queues.sent).toMatchObject([{ delaySeconds: 89 }]);
    expect(await look()).toEqual(nothing);
    await turn(88);
    expect(test.queues.receive()).toBeUndefined();
    await turn(1);
    await test.deliver();
    expect(test.runs).toEqual([{ name: "a run", parts: [] }]);
    const { runs, nextRuns } = await shown();
    expect(runs).toMatchObject([{ at: START + HOUR * 1_000, outcome: "enqueued", status: "succeeded" }]);
    expect(nextRuns.map(iso)).toEqual(
      ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"].map((day) => `${day}T09:00`),
    );
  });

  it("is made each time, once, with the state of its job in the history, newest first", async () => {
    await put({ cron: "*/5 * * * *" });
    await live(HOUR);
    expect(test.runs).toHaveLength(12);
    expect((await shown()).runs.map(({ status }) => status)).toEqual(Array(12).fill("succeeded"));
    expect((await history()).slice(0, 2)).toEqual(["2026-11-24T09:00 enqueued", "2026-11-24T08:55 enqueued"]);
  });

  it("comes at its time in the schedule's zone, on either side of a change of the clocks", async () => {
    vi.setSystemTime(Date.parse("2027-03-26T12:00Z"));
    await put({ cron: "30 2 * * *", zone: "Europe/Berlin" });
    await live(4 * DAY);
    expect(await history()).toEqual([
      "2027-03-30T00:30 enqueued",
      "2027-03-29T00:30 enqueued",
      "2027-03-28T01:00 enqueued",
      "2027-03-27T01:30 enqueued",
    ]);
  });

  it("every minute, is made every minute, ahead", async () => {
    await put({ cron: "* * * * *", overlap: "allow" });
    await live(600);
    expect(test.runs.length).toBeGreaterThanOrEqual(9);
    expect(new Set((await shown()).runs.map(({ outcome }) => outcome))).toEqual(new Set(["enqueued"]));
  });

  it("every minute without overlap, is made every minute too, as its jobs end in time", async () => {
    await put({ cron: "* * * * *" });
    await live(600);
    expect((await history()).filter((run) => !run.endsWith("enqueued"))).toEqual([]);
    expect(test.runs.length).toBeGreaterThanOrEqual(9);
  });

  it("costs a look one query, however many schedules wait", async () => {
    for (let at = 0; at < 150; at++) await put({ cron: "0 7 1 1 *" }, `s${at}`);
    const before = [test.store.calls("listDocuments"), test.store.calls("getDocument")];
    expect(await look()).toEqual(nothing);
    expect([test.store.calls("listDocuments"), test.store.calls("getDocument")]).toEqual([
      (before[0] ?? 0) + 1,
      before[1],
    ]);
  });

  it("is made of every schedule, when many are due at once", async () => {
    for (let at = 0; at < 120; at++) await put({}, `s${at}`);
    await turn(HOUR - 60);
    let left = 4;
    expect(await runSchedules(test.backend, () => left-- > 0)).toEqual({ ...nothing, enqueued: 40 });
    expect(await look()).toEqual({ ...nothing, enqueued: 80 });
  });

  it("is made once by two looks at the same time", async () => {
    for (let at = 0; at < 20; at++) await put({}, `s${at}`);
    await turn(HOUR - 60);
    const looks = await Promise.all([look(), look(), look()]);
    expect(looks.reduce((sum, { enqueued }) => sum + enqueued, 0)).toBe(20);
    expect(await test.records()).toHaveLength(20);
    expect(test.queues.sent).toHaveLength(20);
  });

  it("of a type with a unique rule, is the job that is there already", async () => {
    await put({ type: weekly, payload: { week: "48" }, overlap: "allow", cron: "0 9,10 * * *" });
    await live(2 * HOUR + 60, { work: false });
    const { runs } = await shown();
    expect(runs).toHaveLength(2);
    expect(new Set(runs.map(({ jobId }) => jobId)).size).toBe(1);
    expect(await test.records()).toHaveLength(1);
  });
});

describe("runs that were missed because nothing looked", () => {
  it.each([
    ["one hour", HOUR],
    ["ten days", 10 * DAY],
  ])("for %s, one is made up: the last", async (_, seconds) => {
    await put({ cron: "*/30 * * * *" });
    await turn(seconds + 600);
    expect(await look()).toEqual({ ...nothing, enqueued: 1, missed: 1 });
    await runAll();
    expect(test.runs).toHaveLength(1);
    const last = START + seconds * 1_000;
    expect(await history()).toEqual([
      `${iso(last)} enqueued`,
      [iso(START + 1_800_000), ...(seconds > HOUR ? [iso(last - 1_800_000)] : []), "missed"].join(" "),
    ]);
    await live(1_800);
    expect(test.runs).toHaveLength(2);
  });

  it("none is made up with missed: skip, and the history says so", async () => {
    await put({ missed: "skip" });
    await turn(3 * DAY);
    expect(await look()).toEqual({ ...nothing, missed: 1 });
    expect(await history()).toEqual(["2026-11-24T09:00 2026-11-26T09:00 missed"]);
    await live(DAY);
    expect((await history())[0]).toBe("2026-11-27T09:00 enqueued");
  });

  it("a run that is found a little late is not missed", async () => {
    await put({ missed: "skip" });
    await turn(HOUR + test.settings.schedules.lateSeconds);
    expect(await look()).toEqual({ ...nothing, enqueued: 1 });
    await put({ missed: "skip" }, "second");
    await turn(DAY + 1);
    expect(await look()).toEqual({ ...nothing, missed: 2 });
  });

  it("a year of every minute takes no longer than one run: its runs are not counted one by one", async () => {
    await put({ cron: "* * * * *" });
    await turn(365 * DAY);
    const before = test.store.calls("putDocument");
    expect(await look()).toMatchObject({ enqueued: 1, missed: 1 });
    expect(test.store.calls("putDocument") - before).toBe(2);
  });
});

describe("a run whose predecessor has not ended", () => {
  it("is skipped, and the history says because of which job; the next is made when that has ended", async () => {
    await put({ cron: "*/10 * * * *" });
    await live(35 * 60, { work: false });
    const { runs } = await shown();
    expect(runs).toMatchObject([
      { at: START + 1_200_000, until: START + 1_800_000, outcome: "skipped", jobId: runs[1]?.jobId },
      { at: START + 600_000, outcome: "enqueued", status: "queued" },
    ]);
    await runAll();
    await live(10 * 60);
    expect(test.runs).toHaveLength(2);
  });

  it("is not decided before its time: a job that ends in the last minute makes way", async () => {
    await put({ cron: "0 9,10 * * *" });
    await live(HOUR, { work: false });
    await turn(HOUR - 60);
    expect(await look()).toEqual(nothing);
    await runAll();
    await turn(60);
    expect(await look()).toEqual({ ...nothing, enqueued: 1 });
    await runAll();
    expect(test.runs).toHaveLength(2);
  });

  it("is made beside it with overlap: allow", async () => {
    await put({ cron: "*/10 * * * *", overlap: "allow" });
    await live(35 * 60, { work: false });
    expect((await history()).map((run) => run.split(" ")[1])).toEqual(["enqueued", "enqueued", "enqueued"]);
    expect(await test.records()).toHaveLength(3);
  });

  it("is made when the record of that job is gone", async () => {
    await put();
    await live(HOUR);
    await runAll();
    const { runs } = await shown();
    await deleteJob(test.backend, runs[0]?.jobId ?? "");
    await live(DAY);
    expect((await shown()).runs).toMatchObject([{ status: "succeeded" }, { outcome: "enqueued" }]);
    expect((await shown()).runs[1]).not.toHaveProperty("status");
  });

  it("a history keeps the last twenty entries, and never forgets which job was the last", async () => {
    await put({ cron: "*/10 * * * *", missed: "skip" });
    await live(10 * 60, { work: false });
    for (let times = 0; times < 30; times++) {
      await turn(HOUR);
      await look();
      await live(10 * 60, { work: false });
    }
    const { runs } = await shown();
    expect(runs).toHaveLength(test.settings.schedules.keptRuns);
    expect(runs.some(({ outcome }) => outcome === "enqueued")).toBe(false);
    expect(await test.records()).toHaveLength(1);
  });
});

describe("a schedule that is paused", () => {
  it("over a time at which it was due, makes no run then, nor after it has resumed", async () => {
    await put();
    await pauseSchedule(test.backend, "morning");
    await live(2 * HOUR);
    await resumeSchedule(test.backend, "morning");
    expect((await shown()).nextRuns[0]).toBe(START + (HOUR + DAY) * 1_000);
    await live(HOUR);
    expect(test.runs).toEqual([]);
    await live(DAY);
    expect(test.runs).toHaveLength(1);
  });

  it("shows no next run, and may be paused or resumed twice", async () => {
    await put();
    await pauseSchedule(test.backend, "morning");
    expect((await pauseSchedule(test.backend, "morning")).revision).toBe(2);
    expect(await shown()).toMatchObject({ pausedAt: START, nextRuns: [] });
    await resumeSchedule(test.backend, "morning");
    await resumeSchedule(test.backend, "morning");
    expect((await shown()).nextRuns).toHaveLength(5);
    expect(await shown()).not.toHaveProperty("pausedAt");
  });

  it("in the minute before a run whose job is enqueued, takes nothing back, and resumed at once it makes no second", async () => {
    await put();
    await turn(HOUR - 60);
    await look();
    await pauseSchedule(test.backend, "morning");
    await resumeSchedule(test.backend, "morning");
    await live(300);
    expect(test.runs).toHaveLength(1);
    expect((await shown()).nextRuns[0]).toBe(START + (HOUR + DAY) * 1_000);
  });
});

describe("a schedule that is changed", () => {
  it("while a run is due, makes it with the payload of now", async () => {
    await put();
    await turn(HOUR + 30);
    await put({ payload: { name: "changed" } });
    expect(await look()).toEqual({ ...nothing, enqueued: 1 });
    await runAll();
    expect(test.runs.map(({ name }) => name)).toEqual(["changed"]);
  });

  it("after its run was enqueued ahead, makes no second run of that time", async () => {
    await put();
    await turn(HOUR - 60);
    await look();
    await put({ payload: { name: "changed" }, cron: "0 9 * * 2-6", zone: "Etc/UTC" });
    await live(300);
    expect(test.runs.map(({ name }) => name)).toEqual(["a run"]);
    expect(iso((await shown()).nextRuns[0])).toBe("2026-11-25T09:00");
  });

  it("to another time, runs at that one and not at the old", async () => {
    await put();
    await put({ cron: "15 10 * * *", zone: "Asia/Kathmandu" });
    expect(iso((await shown()).nextRuns[0])).toBe("2026-11-25T04:30");
    await live(2 * HOUR);
    expect(test.runs).toEqual([]);
  });

  it("in the time between the decision and the job, still makes the run that was decided", async () => {
    await put();
    await turn(HOUR - 60);
    test.store.before("create", () => put({ type: weekly, payload: { week: "48" } }));
    test.store.fail("create", { times: 1 });
    expect(await look()).toEqual({ ...nothing, failed: 1 });
    expect(await look()).toEqual({ ...nothing, enqueued: 1 });
    expect(await test.records()).toMatchObject([{ type: WORK, title: "a run" }]);
  });

  it("that is deleted makes no run any more, and a new one of its name is another", async () => {
    await put();
    await turn(HOUR - 60);
    await look();
    await deleteSchedule(test.backend, "morning");
    await turn(1);
    await put({ payload: { name: "new" } });
    await live(300);
    expect(test.runs.map(({ name }) => name).sort()).toEqual(["a run", "new"]);
    await deleteSchedule(test.backend, "morning");
    await live(DAY);
    expect(test.runs).toHaveLength(2);
  });
});

describe("when the clock goes back", () => {
  it.each([
    ["a minute", 60],
    ["two hours", 2 * HOUR],
  ])(
    "by %s after a run, that run is not made again, also when the schedule is changed then",
    async (_, back) => {
      await put();
      await live(HOUR + 60);
      vi.setSystemTime(Date.now() - back * 1_000);
      await put({ cron: "0 9 * * 0-6" });
      await live(back + 300);
      expect(test.runs).toHaveLength(1);
      expect(iso((await shown()).nextRuns[0])).toBe("2026-11-25T09:00");
    },
  );

  it("between the decision and the job, the next look makes the job all the same", async () => {
    await put();
    await turn(HOUR - 60);
    test.store.fail("create", { times: 1 });
    await look();
    vi.setSystemTime(Date.now() - HOUR * 1_000);
    expect(await look()).toEqual({ ...nothing, enqueued: 1 });
  });

  it("from a time that was years ahead, a change of the schedule brings it back to today", async () => {
    vi.setSystemTime(Date.parse("2031-01-01T00:00Z"));
    await put();
    await live(DAY);
    vi.setSystemTime(START);
    await put({ cron: "0 9 * * 0-6" });
    expect(iso((await shown()).nextRuns[0])).toBe("2026-11-24T09:00");
  });
});

describe("a run whose job cannot be enqueued", () => {
  it("because its type is gone or takes its payload no more, is refused, and the schedule goes on", async () => {
    await put();
    const types = test.backend.registry;
    test.backend.registry = new Map();
    await turn(HOUR);
    expect(await look()).toEqual({ ...nothing, refused: 1 });
    expect((await shown()).runs).toMatchObject([
      { outcome: "refused", reason: expect.stringMatching(/no job type/) },
    ]);
    expect(test.logs.one("scheduled run refused")).toMatchObject({ level: "error", scheduleId: "morning" });
    test.backend.registry = types;
    await live(DAY);
    expect(test.runs).toHaveLength(1);
  });

  it("because too many jobs wait, is made when there is room", async () => {
    await put();
    await turn(HOUR);
    test.queues.reportBacklog(10_000);
    expect(await look()).toEqual({ ...nothing, failed: 1 });
    test.queues.reportBacklog(0);
    expect(await look()).toEqual({ ...nothing, enqueued: 1 });
    expect(await history()).toEqual(["2026-11-24T09:00 enqueued"]);
  });

  it("because the queue is away, is recorded, and recover sends it", async () => {
    await put();
    await turn(HOUR);
    test.queues.fail("send");
    expect(await look()).toEqual({ ...nothing, enqueued: 1 });
    expect((await shown()).runs).toMatchObject([{ outcome: "enqueued", status: "pending" }]);
  });

  it("keeps no other schedule waiting, nor does one that cannot be read", async () => {
    await put();
    await test.store.putDocument("schedule", "broken", { v: 2 }, { revision: 0, listedAt: START });
    await turn(HOUR);
    expect(await look()).toEqual({ ...nothing, enqueued: 1, failed: 1 });
    expect(test.logs.one("schedule not run")).toMatchObject({ scheduleId: "broken" });
  });
});
