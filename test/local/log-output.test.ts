// Where log lines go: to a stream, for machines or for people, and to whoever listens.
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createLogger } from "../../core/log.ts";
import { createLogOutput } from "../../local/log-output.ts";

function output(format: "json" | "pretty" | "none") {
  const stream = new PassThrough();
  const log = createLogOutput({ format, stream });
  return { log, logger: createLogger("consumer", "info", log), text: () => String(stream.read() ?? "") };
}

describe("the output of log lines", () => {
  it("as JSON is what the logger wrote, a line each", () => {
    const { logger, text } = output("json");
    logger.info({ jobId: "brf_1" }, "job started");
    logger.info("job succeeded");
    const lines = text().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["job started", "job succeeded"]);
  });

  it("for people names function, event and fields on one line", () => {
    const { logger, text } = output("pretty");
    logger.warn({ jobId: "brf_1" }, "job failed");
    expect(text().trimEnd().split("\n")).toHaveLength(1);
    logger.warn({ jobId: "brf_1" }, "job failed");
    expect(text()).toMatch(/WARN.*consumer: job failed.*brf_1/);
  });

  it.each(["json", "pretty"] as const)(
    "shows control characters instead of sending them on (%s)",
    (format) => {
      const { logger, text } = output(format);
      const error = new Error("evil \x1b]52;c;aGk=\x07 \x9b2J \u202etxet");
      logger.error({ err: error, title: "\x1b[31mred" }, "job failed");
      const written = text();
      expect(written).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
      expect(written).toContain(format === "json" ? "\\u001b]52;c" : "\\x1b]52;c");
      if (format === "json") expect(JSON.parse(written).err.message).toBe(error.message);
    },
  );

  it("may go nowhere, and still be heard", async () => {
    const { log, logger, text } = output("none");
    const heard = log.next((line) => line.msg === "job dead");
    logger.info("job started");
    logger.error({ cause: "permanent" }, "job dead");
    expect(await heard).toMatchObject({ level: "error", function: "consumer", cause: "permanent" });
    expect(text()).toBe("");
  });

  it("is heard until the listener ends it", () => {
    const { log, logger } = output("none");
    const heard: unknown[] = [];
    const stop = log.listen((line) => heard.push(line.msg));
    logger.info("one");
    stop();
    logger.info("two");
    expect(heard).toEqual(["one"]);
  });
});
