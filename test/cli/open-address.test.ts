// What is said of an address that others can reach.
import { describe, expect, it } from "vitest";
import { warningOf } from "../../cli/open-address.ts";
import { briefings } from "../support/run-cli.ts";

const open = { host: "0.0.0.0", tokens: [], readOnly: false, onAws: false };

describe("pages that others can reach", () => {
  it.each(["0.0.0.0", "::", "192.168.1.7", "jobs.example.org"])(
    "at %s without a token are warned of, with what strangers can do",
    (host) => {
      expect(warningOf({ ...open, host })).toBe(
        `WARNING: no API_TOKEN is set and --host is ${host}: everybody who reaches this machine can see, change and delete every job.`,
      );
      expect(warningOf({ ...open, host, readOnly: true })).toContain("can see every job and its data");
    },
  );

  it.each(["127.0.0.1", "localhost", "::1"])("are not, at %s", (host) => {
    expect(warningOf({ ...open, host, onAws: true })).toBeUndefined();
  });

  it("are not where a token is asked for", () => {
    expect(warningOf({ ...open, tokens: ["a-token"], onAws: true })).toBeUndefined();
  });

  it("of a system on AWS are refused without a token, unless nothing can be changed from them", () => {
    expect(() => warningOf({ ...open, onAws: true })).toThrow("set API_TOKEN, or add --read-only");
    expect(warningOf({ ...open, onAws: true, readOnly: true })).toContain("WARNING");
  });
});

it("`dashboard --stage` at such an address ends before it asks AWS for anything", async () => {
  const { code, stderr } = await briefings(["dashboard", "--stage", "production", "--host", "0.0.0.0"]);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining("everybody who reaches this machine could change the jobs on AWS"),
  ]);
});
