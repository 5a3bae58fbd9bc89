// The root of every log line.
import { describe, expect, it } from "vitest";
import { createLogger, type LogLevel } from "../../core/log.ts";

function logger(level: LogLevel = "info") {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger("consumer", level, { write: (line) => lines.push(JSON.parse(line)) });
  return { log, lines };
}

describe("a log line", () => {
  it("is one JSON object with the function, the level by name, the time and a fixed event", () => {
    const { log, lines } = logger();
    log.child({ jobId: "brf_1" }).warn({ attempt: 2 }, "job failed");
    expect(lines).toEqual([
      {
        level: "warn",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        function: "consumer",
        jobId: "brf_1",
        attempt: 2,
        msg: "job failed",
      },
    ]);
  });

  it("has its time where Lambda's JSON logging looks for it, in RFC 3339", () => {
    const { log, lines } = logger();
    log.info("job started");
    expect(lines[0]).not.toHaveProperty("time");
    expect(new Date(String(lines[0]?.timestamp)).toISOString()).toBe(lines[0]?.timestamp);
  });

  it("below the level is not written", () => {
    const { log, lines } = logger("warn");
    log.info("not this");
    log.warn("this");
    expect(lines.map((line) => line.msg)).toEqual(["this"]);
    const silent = logger("silent");
    silent.log.fatal("nothing");
    expect(silent.lines).toEqual([]);
  });

  it("has an error with its type, code, message and stack, causes included, and nothing else of it", () => {
    const { log, lines } = logger();
    const cause = new TypeError("below");
    const error = Object.assign(new Error("above", { cause }), {
      code: "ECONNRESET",
      request: { headers: { authorization: "secret" } },
      response: "secret",
    });
    log.error({ err: error }, "job failed");
    expect(lines[0]?.err).toEqual({
      type: "Error",
      code: "ECONNRESET",
      message: "above",
      stack: expect.stringMatching(/Error: above[\s\S]*TypeError: below/),
    });
  });

  it.each([undefined, null, "a secret text", { secret: true }, 7])(
    "of a thrown %s shows only what kind it was",
    (thrown) => {
      const { log, lines } = logger();
      log.error({ err: thrown, outcome: "failed" }, "job failed");
      expect(lines[0]).toMatchObject({ msg: "job failed", outcome: "failed" });
      expect(JSON.stringify(lines)).not.toContain("secret");
    },
  );

  it("hides what is named as a secret", () => {
    const { log, lines } = logger();
    log.info(
      {
        token: "s3cret",
        apiToken: "s3cret",
        authorization: "s3cret",
        headers: { authorization: "s3cret" },
        claude: { apiKey: "s3cret" },
      },
      "started",
    );
    expect(JSON.stringify(lines)).not.toContain("s3cret");
  });
});
