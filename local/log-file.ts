// Keeps log lines in a file beside the data of `dev`, of bounded size: `show` and `tail` read them there.
import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LogOutput } from "./log-output.ts";

/** The file and the older ones together: 32 MB, about 100,000 lines. */
const MOST_BYTES = 8 * 1024 * 1024;
const OLDER_FILES = 3;
const FLUSH_MS = 100;

/** `log.jsonl`; the older ones are `log.1.jsonl` to `log.3.jsonl`. */
export const logFileIn = (dataFolder: string): string => join(dataFolder, "log.jsonl");

/** Newest first. */
export const logFiles = (file: string): string[] => [
  file,
  ...Array.from({ length: OLDER_FILES }, (_, index) => olderFile(file, index + 1)),
];

const olderFile = (file: string, age: number): string => file.replace(/\.jsonl$/, `.${age}.jsonl`);

export type LogFile = { write(line: string): void; close(): void };

/**
 * Lines are written together, ten times a second; `kill -9` loses those of the last moment. Several processes may write to
 * one file. A file that cannot be written costs its lines, and nothing else.
 * @param options.onTrouble is told once.
 */
export function openLogFile(
  file: string,
  options: { mostBytes?: number; onTrouble?(error: unknown): void } = {},
): LogFile {
  const { mostBytes = MOST_BYTES, onTrouble = () => {} } = options;
  let lines: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isTold = false;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const text = lines.join("");
    lines = [];
    if (text === "") return;
    try {
      mkdirSync(dirname(file), { recursive: true });
      if (sizeOf(file) > 0 && sizeOf(file) + Buffer.byteLength(text) > mostBytes) rotate(file);
      appendFileSync(file, text);
    } catch (error) {
      if (!isTold) onTrouble(error);
      isTold = true;
    }
  }

  process.on("exit", flush);
  return {
    write(line) {
      lines.push(line.endsWith("\n") ? line : `${line}\n`);
      timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    close() {
      flush();
      process.off("exit", flush);
    },
  };
}

/** The same output, whose lines are kept too. */
export function keepLog(output: LogOutput, file: string): LogOutput & { close(): void } {
  const kept = openLogFile(file, {
    onTrouble: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      const line = {
        level: "warn",
        timestamp: new Date().toISOString(),
        function: "local",
        folder: dirname(file),
        reason,
      };
      output.write(`${JSON.stringify({ ...line, msg: "log not kept" })}\n`);
    },
  });
  return {
    ...output,
    write(line) {
      output.write(line);
      kept.write(line);
    },
    close: kept.close,
  };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function rotate(file: string): void {
  const [...files] = logFiles(file).reverse();
  for (const [index, older] of files.slice(1).entries()) {
    const to = files[index];
    // Another process may have moved it meanwhile.
    if (to !== undefined && sizeOf(older) > 0) renameSync(older, to);
  }
}
