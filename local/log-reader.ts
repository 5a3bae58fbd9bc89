// Reads the log that `dev` keeps beside its data: the lines of one job, the last lines, and those that come.
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type JobLog, VisibleError } from "../core/jobs/index.ts";
import { toLogEntry } from "../core/jobs/operate/inspector.ts";
import { logFiles } from "./log-file.ts";

export function createJobLog(file: string): JobLog {
  return {
    isAtHand: true,
    async linesOf(jobId, { from, limit }) {
      // A `dev` that has just begun has logged nothing: its folder is there, and no file.
      if (!existsSync(dirname(file))) {
        throw new VisibleError(
          "log-unavailable",
          `there is no ${file}: \`dev\` keeps its log there; start it, or name its data folder`,
        );
      }
      const found = lastLines(file, limit + 1, (text) => {
        // Most lines are of other jobs, and are not parsed.
        if (!text.includes(jobId)) return undefined;
        const line = parse(text);
        const entry = line?.jobId === jobId ? toLogEntry(line) : undefined;
        return entry && entry.at >= from ? entry : undefined;
      });
      return { entries: found.slice(-limit), isCut: found.length > limit };
    },
  };
}

/** Of all files, oldest first. `read` gives undefined for a line that is not meant. */
export const lastLines = <T>(file: string, limit: number, read: (text: string) => T | undefined): T[] =>
  lastOf(
    logFiles(file).map((each) => () => textOf(each)),
    limit,
    read,
  );

/** @param texts newest first; no more of them are read than the lines need. */
function lastOf<T>(
  texts: readonly (() => string)[],
  limit: number,
  read: (text: string) => T | undefined,
): T[] {
  const found: T[][] = [];
  let left = limit;
  for (const text of texts) {
    if (left <= 0) break;
    const kept = text()
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [read(line)]))
      .filter((line) => line !== undefined)
      .slice(-left);
    left -= kept.length;
    found.unshift(kept);
  }
  return found.flat();
}

/** A file may be moved while it is looked for. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

export function parse(text: string): Record<string, unknown> | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === "object" && line !== null ? { ...line } : undefined;
  } catch {
    // The end of a process may cut its last line.
    return undefined;
  }
}

const POLL_MS = 100;
const CHUNK_BYTES = 64 * 1024;

export type FollowedLog = {
  /** The last lines that were written before it was opened, oldest first. */
  past<T>(limit: number, read: (text: string) => T | undefined): T[];
  /** Gives each line that is written after that, until the signal fires. Follows the log into its next file. */
  follow(onLine: (text: string) => void, options: { signal: AbortSignal; pollMs?: number }): Promise<void>;
};

/** Between what is past and what comes no line is lost, and none is told twice. */
export function followLog(file: string): FollowedLog {
  let opened = open(file, "end");
  return {
    past(limit, read) {
      const current = opened;
      const older = logFiles(file)
        .slice(1)
        .filter((each) => current?.isAt(each) !== true)
        .map((each) => () => textOf(each));
      return lastOf([() => current?.before() ?? "", ...older], limit, read);
    },
    async follow(onLine, { signal, pollMs = POLL_MS }) {
      try {
        while (!signal.aborted) {
          opened?.readOn(onLine);
          if (!opened?.isAt(file)) {
            opened?.readOn(onLine);
            opened?.close();
            opened = open(file, "beginning");
            if (opened) continue;
          }
          await sleep(pollMs, undefined, { signal }).catch(() => {});
        }
      } finally {
        opened?.close();
      }
    },
  };
}

/** Undefined when there is no such file. */
function open(file: string, from: "beginning" | "end") {
  if (!existsSync(file)) return undefined;
  const descriptor = openSync(file, "r");
  const { ino, size } = fstatSync(descriptor);
  const start = from === "end" ? size : 0;
  let position = start;
  let rest = Buffer.alloc(0);
  return {
    readOn(onLine: (text: string) => void): void {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      for (;;) {
        const bytes = readSync(descriptor, chunk, 0, CHUNK_BYTES, position);
        if (bytes === 0) return;
        position += bytes;
        rest = Buffer.concat([rest, chunk.subarray(0, bytes)]);
        const end = rest.lastIndexOf(0x0a);
        if (end < 0) continue;
        for (const text of rest.subarray(0, end).toString("utf8").split("\n")) if (text !== "") onLine(text);
        rest = rest.subarray(end + 1);
      }
    },
    /** What stood in it when it was opened. */
    before(): string {
      const text = Buffer.alloc(start);
      return text.subarray(0, readSync(descriptor, text, 0, start, 0)).toString("utf8");
    },
    isAt: (path: string) => statSync(path, { throwIfNoEntry: false })?.ino === ino,
    close: () => closeSync(descriptor),
  };
}
