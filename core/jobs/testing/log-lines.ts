// What was logged, as data.
import type { Logger } from "pino";
import { createLogger } from "../../log.ts";

export type LogLine = { level: string; msg: string } & Record<string, unknown>;

export type LogLines = {
  log: Logger;
  /** Every line so far. */
  lines: LogLine[];
  /** Those with this event name. */
  of(msg: string): LogLine[];
  /** The only one with this event name. @throws Error when there are none or several. */
  one(msg: string): LogLine;
  /** All lines as they were written. */
  text(): string;
};

export function captureLog(): LogLines {
  const written: string[] = [];
  const lines: LogLine[] = [];
  const write = (line: string) => {
    written.push(line);
    lines.push(JSON.parse(line));
  };
  const of = (msg: string) => lines.filter((line) => line.msg === msg);
  return {
    log: createLogger("test", "trace", { write }),
    lines,
    of,
    one(msg) {
      const [line, ...more] = of(msg);
      if (line && more.length === 0) return line;
      throw new Error(
        `${more.length + (line ? 1 : 0)} lines are "${msg}"; there are: ${lines.map((l) => l.msg)}`,
      );
    },
    text: () => written.join(""),
  };
}
