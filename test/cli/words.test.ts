// How the command line words numbers, times and progress.
import { describe, expect, it } from "vitest";
import { describeStatus } from "../../cli/describe-job.ts";
import { textWidth } from "../../cli/text-width.ts";
import { barLine } from "../../cli/wait.ts";
import { age, counted, duration } from "../../cli/words.ts";
import { cliJob } from "../support/cli-job.ts";

describe("words", () => {
  it("count in the singular and in the plural", () => {
    expect([0, 1, 2].map((count) => counted(count, "attempt"))).toEqual([
      "0 attempts",
      "1 attempt",
      "2 attempts",
    ]);
    const [attempt] = cliJob({}).attempts;
    const dead = cliJob({ status: "dead", cause: "permanent", attempts: attempt ? [attempt] : [] });
    expect(describeStatus(dead)).toBe("dead (permanent) after 1 attempt");
  });

  it("give an age in its largest full unit", () => {
    const seconds = [0, 59, 60, 3_599, 3_600, 86_399, 86_400 * 12];
    expect(seconds.map((each) => age(0, each * 1000))).toEqual([
      "0s",
      "59s",
      "1m",
      "59m",
      "1h",
      "23h",
      "12d",
    ]);
    // A clock that is behind the one that wrote the record.
    expect(age(5_000, 0)).toBe("0s");
  });

  it("give a duration as precisely as it matters", () => {
    expect([350, 12_300, 300_000].map(duration)).toEqual(["0.35 s", "12 s", "5 min"]);
  });
});

describe("the progress bar", () => {
  const running = cliJob({ status: "running", progress: { stage: "fetch", done: 1, total: 2, at: 0 } });

  it("is a bar and words", () => {
    expect(barLine(running, 80)).toBe("████████████░░░░░░░░░░░░  running: fetch 1/2");
  });

  it("becomes shorter in a narrow terminal, and leaves where there is no room", () => {
    expect(barLine(running, 40)).toBe("█████████░░░░░░░░  running: fetch 1/2");
    expect(barLine(running, 26)).toBe("running: fetch 1/2");
  });

  it("never fills the line, at any width and with any error", () => {
    const error = { name: "HttpError", message: "\x1b[2J日本語 ".repeat(20), permanent: false };
    const [attempt] = cliJob({}).attempts;
    const retrying = cliJob({
      status: "retrying",
      nextAttemptAt: 0,
      attempts: attempt ? [{ ...attempt, error }] : [],
    });
    for (let columns = 1; columns <= 130; columns++) {
      for (const job of [running, retrying]) {
        const line = barLine(job, columns);
        expect(textWidth(line)).toBeLessThan(columns);
        expect(line).not.toContain("\x1b");
      }
    }
  });
});
