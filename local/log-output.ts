// Writes the log lines of all functions and of the local AWS to a stream, as JSON or for people, and hands them to listeners.
import { prettyFactory } from "pino-pretty";
import * as z from "zod";
import { visibleJson, visibleText } from "../core/visible-text.ts";

export type LogLine = { msg?: string; level?: string; function?: string } & Record<string, unknown>;

export type LogOutput = {
  write(line: string): void;
  /** @returns a function that ends the listening. */
  listen(listener: (line: LogLine) => void): () => void;
  /** The next line that fits, from now on. */
  next(fits: (line: LogLine) => boolean): Promise<LogLine>;
};

const Line = z.looseObject({
  msg: z.string().optional(),
  level: z.string().optional(),
  function: z.string().optional(),
});

export function createLogOutput(options: {
  format: "json" | "pretty" | "none";
  stream?: NodeJS.WritableStream;
}): LogOutput {
  const { format, stream = process.stdout } = options;
  const pretty = format === "pretty" ? prettyLine() : undefined;
  const listeners = new Set<(line: LogLine) => void>();

  const listen = (listener: (line: LogLine) => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };

  return {
    write(text) {
      if (format !== "none") stream.write(pretty ? pretty(text) : visibleJson(text));
      if (listeners.size === 0) return;
      const line = Line.safeParse(JSON.parse(text));
      if (line.success) for (const listener of listeners) listener(line.data);
    },
    listen,
    next: (fits) =>
      new Promise((resolve) => {
        const stop = listen((line) => {
          if (!fits(line)) return;
          stop();
          resolve(line);
        });
      }),
  };
}

function prettyLine(): (line: string) => string {
  const pretty = prettyFactory({
    colorize: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    timestampKey: "timestamp",
    translateTime: "SYS:HH:MM:ss.l",
    messageFormat: "{function}: {msg}",
    ignore: "pid,hostname,function,name",
    singleLine: true,
  });
  // This comes before colours are added. A job's error may hold control characters, which a terminal would obey.
  return (line) =>
    pretty(JSON.parse(line, (_, value) => (typeof value === "string" ? visibleText(value) : value)));
}
