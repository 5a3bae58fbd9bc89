// Times that people write, and those that look like one and are none.
import { describe, expect, it } from "vitest";
import { readIsoTime } from "../../../../core/jobs/operate/iso-time.ts";

describe("a time in ISO 8601", () => {
  it.each([
    ["2026-12-24T07:00:00+01:00", Date.UTC(2026, 11, 24, 6)],
    ["2026-12-24T06:00Z", Date.UTC(2026, 11, 24, 6)],
    ["2026-12-24t06:00:00.25z", Date.UTC(2026, 11, 24, 6, 0, 0, 250)],
    ["2028-02-29T00:00Z", Date.UTC(2028, 1, 29)],
    ["2026-12-31T23:59:59-14:00", Date.UTC(2027, 0, 1, 13, 59, 59)],
    ["1970-01-01T00:00Z", 0],
  ])("%s is read", (text, ms) => {
    expect(readIsoTime(text)).toBe(ms);
  });

  it.each([
    "2026-02-29T10:00:00Z",
    "2026-02-30T10:00:00Z",
    "2100-02-29T00:00Z",
    "2026-04-31T00:00Z",
    "2026-13-01T00:00Z",
    "2026-00-10T00:00Z",
    "2026-01-00T00:00Z",
    "2026-12-24",
    "2026-12-24T25:00Z",
    "2026-12-24T07:00:00",
    "2026-12-24 07:00Z",
    "2026-12-24T07:00Z ",
    "2026-12-24T07:00+0100",
    "2026-12-24Tt07:00Z",
    "24.12.2026",
    "tomorrow",
    "",
  ])("%j is none", (text) => {
    expect(readIsoTime(text)).toBeUndefined();
  });
});
