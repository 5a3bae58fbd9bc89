// The root of every log line: one JSON object a line, fixed event names as messages, data in fields.
import pino, { type DestinationStream, type Logger } from "pino";
import type { LogLevel } from "./log-levels.ts";

export { LOG_LEVELS, type LogLevel } from "./log-levels.ts";

/** Standard output, which writes to a pipe or a file at once: nothing waits in memory when Lambda freezes the environment. */
const standardOutput: DestinationStream = { write: (line) => void process.stdout.write(line) };

/**
 * Without a destination it writes to standard output, with no transport in a thread: on Lambda that loses lines when the
 * environment is frozen.
 */
export function createLogger(
  name: string,
  level: LogLevel,
  destination: DestinationStream = standardOutput,
): Logger {
  return pino(
    {
      level,
      base: { function: name },
      // Lambda's JSON logging takes a line's time from `timestamp` and from no other field; pino's own is `time`.
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      serializers: { err: errorFields },
      formatters: { level: (label) => ({ level: label }) },
      // A mistake that puts a secret into a field must not put it into the log.
      redact: {
        paths: ["token", "apiToken", "authorization", "headers.authorization", "*.apiKey"],
        censor: "[redacted]",
      },
    },
    destination,
  );
}

/** An error's own properties stay out: HTTP clients hang the request and the answer on them. Causes are in the stack. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { type: "NonError", message: `thrown: ${typeof error}` };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  // Of pino's fields only the stack, with the causes' stacks: its message has their messages appended.
  return { type: error.name, message: error.message, stack: pino.stdSerializers.err(error).stack, ...code };
}
