// When a cron expression runs in a time zone: daylight saving, month ends, leap days, odd offsets; and what is said of a wrong one.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCron } from "../../../../core/jobs/schedules/cron.ts";
import { type Field, minutesAround, oracle, transitionsOf } from "../../../support/cron-oracle.ts";

const MINUTE = 60_000;

async function runs(cron: string, zone: string, from: string, count: number): Promise<string[]> {
  const { next } = await openCron(cron, zone);
  const found: string[] = [];
  let at = next(Date.parse(from));
  while (at !== undefined && found.length < count) {
    found.push(new Date(at).toISOString().replace(":00.000Z", "Z"));
    at = next(at);
  }
  return found;
}

describe("a time that the clocks leave out", () => {
  it.each([
    ["30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z"],
    ["30 2 * * 0", "America/New_York", "2026-03-07T12:00Z", "2026-03-08T07:00Z", "2026-03-15T06:30Z"],
    ["0 0 * * *", "Africa/Cairo", "2026-04-23T12:00Z", "2026-04-23T22:00Z", "2026-04-24T21:00Z"],
    ["15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00Z", "2026-10-03T15:30Z", "2026-10-04T15:15Z"],
    ["0 1 * * *", "Antarctica/Troll", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-29T23:00Z"],
  ])("%s in %s is run once, when the clocks have gone forward", async (cron, zone, from, first, second) => {
    expect(await runs(cron, zone, from, 2)).toEqual([first, second]);
  });

  it("of several times in it one run is made, when the clocks have gone forward", async () => {
    expect(await runs("0,30 2,3 * * *", "Europe/Berlin", "2026-03-29T00:00Z", 3)).toEqual([
      "2026-03-29T01:00Z",
      "2026-03-29T01:30Z",
      "2026-03-30T00:00Z",
    ]);
  });

  it("is not run by an expression that goes by the clock on the wall", async () => {
    expect(await runs("*/30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", 2)).toEqual([
      "2026-03-30T00:00Z",
      "2026-03-30T00:30Z",
    ]);
    expect(await runs("0 * * * *", "Europe/Berlin", "2026-03-28T23:30Z", 3)).toEqual([
      "2026-03-29T00:00Z",
      "2026-03-29T01:00Z",
      "2026-03-29T02:00Z",
    ]);
  });
});

describe("a time that comes twice", () => {
  it.each([
    ["30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"],
    ["30 1 * * 0", "America/New_York", "2026-10-31T12:00Z", "2026-11-01T05:30Z", "2026-11-08T06:30Z"],
    ["45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00Z", "2026-04-04T14:45Z", "2026-04-05T15:15Z"],
  ])("%s in %s is run the first time only", async (cron, zone, from, first, second) => {
    expect(await runs(cron, zone, from, 2)).toEqual([first, second]);
  });

  it("in a list or a range of hours is run the first time only, too", async () => {
    expect(await runs("30 1-3 * * *", "Europe/Berlin", "2026-10-24T23:00Z", 3)).toEqual([
      "2026-10-24T23:30Z",
      "2026-10-25T00:30Z",
      "2026-10-25T02:30Z",
    ]);
  });

  it("is run twice by an expression that goes by the clock on the wall", async () => {
    expect(await runs("0 * * * *", "Europe/Berlin", "2026-10-24T23:30Z", 3)).toEqual([
      "2026-10-25T00:00Z",
      "2026-10-25T01:00Z",
      "2026-10-25T02:00Z",
    ]);
  });
});

describe("the calendar", () => {
  it.each([
    [
      "0 12 31 * *",
      "UTC",
      "2026-01-30T00:00Z",
      ["2026-01-31T12:00Z", "2026-03-31T12:00Z", "2026-05-31T12:00Z"],
    ],
    [
      "0 12 L * *",
      "UTC",
      "2026-01-30T00:00Z",
      ["2026-01-31T12:00Z", "2026-02-28T12:00Z", "2026-03-31T12:00Z"],
    ],
    [
      "0 12 L 2 *",
      "UTC",
      "2027-01-30T00:00Z",
      ["2027-02-28T12:00Z", "2028-02-29T12:00Z", "2029-02-28T12:00Z"],
    ],
    ["0 12 29 2 *", "Asia/Kathmandu", "2026-01-01T00:00Z", ["2028-02-29T06:15Z", "2032-02-29T06:15Z"]],
    ["0 7 * * 1-5", "Europe/Berlin", "2026-03-27T05:00Z", ["2026-03-27T06:00Z", "2026-03-30T05:00Z"]],
    [
      "0 9 1 * 1",
      "UTC",
      "2026-01-30T00:00Z",
      ["2026-02-01T09:00Z", "2026-02-02T09:00Z", "2026-02-09T09:00Z"],
    ],
    ["0 9 * * 5#2", "UTC", "2026-01-01T00:00Z", ["2026-01-09T09:00Z", "2026-02-13T09:00Z"]],
    ["@daily", "Pacific/Chatham", "2026-06-01T00:00Z", ["2026-06-01T11:15Z", "2026-06-02T11:15Z"]],
    ["30 9 * * MON", "America/St_Johns", "2026-06-01T00:00Z", ["2026-06-01T12:00Z", "2026-06-08T12:00Z"]],
  ])("%s in %s", async (cron, zone, from, expected) => {
    expect(await runs(cron, zone, from, expected.length)).toEqual(expected);
  });
});

const fixed = (most: number) =>
  fc.uniqueArray(fc.nat(most - 1), { minLength: 1, maxLength: 3 }).map((values): Field => ({ values }));
const repeating = fc.constantFrom<Field>({ step: 1 }, { step: 2 }, { step: 15 });
const zones = [
  "Europe/Berlin",
  "America/New_York",
  "America/Havana",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Asia/Kathmandu",
  "Antarctica/Troll",
  "Pacific/Chatham",
  "Pacific/Apia",
  "UTC",
];

describe("around every change of the clocks of thirteen zones", () => {
  it("an expression runs when a reader of the clock on the wall, minute by minute, says so; forwards and backwards", async () => {
    const cases = fc.record({
      zone: fc.constantFrom(...zones),
      change: fc.nat(20),
      minute: fc.oneof(fixed(60), repeating),
      hour: fc.oneof(fixed(5), repeating),
      weekday: fc.option(fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 5 })),
    });
    let found = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ zone, change, minute, hour, weekday }) => {
        const changes = transitionsOf(zone);
        const minutes = minutesAround(zone, changes[change % changes.length] ?? Date.UTC(2026, 4, 3));
        const { cron, expected } = oracle(minutes, { minute, hour, weekday: weekday ?? undefined });
        const { next, latest } = await openCron(cron, zone);
        const start = minutes[0]?.at ?? 0;
        const end = minutes.at(-1)?.at ?? 0;

        const made: number[] = [];
        for (let at = next(start); at !== undefined && at <= end; at = next(at)) made.push(at);
        expect([cron, zone, made.map(iso)]).toEqual([
          cron,
          zone,
          expected.filter((at) => at > start).map(iso),
        ]);

        const back: number[] = [];
        for (let at = latest(end); at !== undefined && at > start; at = latest(at - 1)) back.unshift(at);
        expect([cron, zone, back.map(iso)]).toEqual([cron, zone, made.map(iso)]);
        found += made.length;
      }),
      { numRuns: 100, seed: 10 },
    );
    expect(found).toBeGreaterThan(700);
  });

  it("the latest run is the time itself at its minute, and the one before until then", async () => {
    const { latest } = await openCron("0 7 * * *", "UTC");
    const seven = Date.parse("2026-11-24T07:00Z");
    expect([seven, seven + 1, seven + 59_999].map((at) => latest(at))).toEqual([seven, seven, seven]);
    expect(latest(seven - 1)).toBe(seven - 1_440 * MINUTE);
  });
});

const iso = (at: number) => new Date(at).toISOString();

describe("a wrong expression is refused, and the message says what is wrong and gives an example:", () => {
  it.each([
    ["", /has 0 fields and must have five: minute, hour, day of the month, month, day of the week; /],
    ["0 7 * *", /has 4 fields and must have five/],
    ["0 0 7 * * 1-5", /has 6 fields and must have five.*so there are no seconds/],
    ["61 * * * *", /has "61" as its minute, which is 0 to 59, as 5, 0,30, 10-20 or \*\/15/],
    ["0 24 * * *", /has "24" as its hour, which is 0 to 23/],
    ["0 7 32 * *", /has "32" as its day of the month, which is 1 to 31/],
    ["0 7 0 * *", /has "0" as its day of the month/],
    ["0 7 * 13 *", /has "13" as its month, which is 1 to 12 or JAN to DEC/],
    ["0 7 * * 1-8", /has "1-8" as its day of the week, which is 0 to 7 or SUN to SAT/],
    ["0 7 * * Monday", /has "Monday" as its day of the week/],
    ["*/0 * * * *", /has "\*\/0" as its minute/],
    ["5/15 * * * *", /has "5\/15" as its minute/],
    ["10-5 * * * *", /has "10-5" as its minute/],
    ["H * * * *", /has "H" as its minute/],
    ["@reboot", /the names that are known are @hourly, @daily/],
    ["0 12 31 2 *", /there is no such day/],
    ["2026-11-24T07:00:00", /has 1 fields/],
    ["__proto__ * * * *", /has "__proto__" as its minute/],
  ])("%j", async (cron, message) => {
    await expect(openCron(cron, "UTC")).rejects.toMatchObject({
      code: "invalid-request",
      details: { errors: [{ path: "cron", message: expect.stringMatching(message) }] },
    });
    await expect(openCron(cron, "UTC")).rejects.toThrow(/a whole expression is "0 7 \* \* 1-5"/);
  });

  it.each(["", "Europe/Berln", "+01:00", "GMT+25", "__proto__", "Mars/Phobos"])("zone %j", async (zone) => {
    await expect(openCron("0 7 * * *", zone)).rejects.toMatchObject({
      details: {
        errors: [{ path: "zone", message: expect.stringMatching(/IANA database, as Europe\/Berlin or UTC/) }],
      },
    });
  });
});
