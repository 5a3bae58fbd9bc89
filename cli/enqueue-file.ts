// Enqueues a job for each line of a file, shows how far it is, and says what became of each line.
import {
  type Backend,
  type EnqueuedMany,
  enqueueManyByName,
  type ItemFate,
  type ManyItem,
  type ManyProgress,
  VisibleError,
} from "../core/jobs/index.ts";
import { type EnqueueVerbOptions, enqueueOptionsOf } from "./enqueue-and-tell.ts";
import { EXIT } from "./exit.ts";
import { note, noteTable, print, printJson, redraw, widthOf } from "./print.ts";
import { readInput } from "./source-file.ts";
import { untilStopped } from "./until-stopped.ts";
import { counted } from "./words.ts";

type FileOptions = EnqueueVerbOptions & { payload?: string };
type Line = { line: number; item: ManyItem<unknown> };

/** All lines are in memory at once. */
const MOST_BYTES = 100 * 1024 * 1024;

/**
 * With `--idempotency-key KEY` each line has the key `KEY:` and its number, so that the same file given again adds only what
 * is missing. Ctrl+C stops it between two groups of jobs.
 * @returns the exit code.
 */
export async function enqueueFile(
  backend: Backend,
  type: string,
  file: string,
  options: FileOptions,
): Promise<number> {
  if (options.payload !== undefined || options.wait) {
    throw new VisibleError("usage", "--file goes with neither --payload nor --wait; leave them out");
  }
  const text = await readInput(file, { option: "--file", what: "file of payloads", maxBytes: MOST_BYTES });
  const lines = linesOf(text, options);
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const drawing = drawProgress();
  const many = await enqueueManyByName(
    backend,
    type,
    lines.map(({ item }) => item),
    { signal: stop.signal, onProgress: drawing.draw },
  ).finally(drawing.end);
  if (options.json) printJson(jsonOf(many, lines));
  else tell(many, lines);
  return exitCodeOf(many);
}

/** @throws VisibleError `invalid-json` naming the line. Empty lines are left out. */
function linesOf(text: string, options: FileOptions): Line[] {
  const { idempotencyKey: key, ...shared } = enqueueOptionsOf(options);
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  return lines.flatMap((content, index): Line[] => {
    if (content.trim() === "") return [];
    const line = index + 1;
    const payload = parseLine(content, line);
    const item = { ...shared, payload, ...(key !== undefined && { idempotencyKey: `${key}:${line}` }) };
    return [{ line, item }];
  });
}

function parseLine(content: string, line: number): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VisibleError(
      "invalid-json",
      `line ${line} of --file is not JSON: ${reason}; nothing was enqueued`,
      { line },
      { cause: error },
    );
  }
}

/** Drawn over and over on one line of a terminal; elsewhere a line for each tenth, so that a log stays readable. */
function drawProgress(): { draw(progress: ManyProgress): void; end(): void } {
  const textOf = ({ done, total }: ManyProgress) => `${done} of ${total} jobs`;
  if (widthOf(process.stderr) !== undefined) {
    return { draw: (progress) => redraw(textOf(progress)), end: () => note("") };
  }
  let tenths = 0;
  return {
    draw(progress) {
      const now = Math.floor((10 * progress.done) / progress.total);
      if (now > tenths) note(textOf(progress));
      tenths = Math.max(tenths, now);
    },
    end: () => {},
  };
}

const jsonOf = ({ items, counts, stoppedBy }: EnqueuedMany, lines: readonly Line[]) => ({
  counts,
  ...(stoppedBy ? { stoppedBy } : {}),
  items: items.map((fate, index) => ({ line: lines[index]?.line, ...fate })),
});

const words: Record<ItemFate["fate"], string> = {
  created: "created",
  existing: "there already",
  pending: "recorded, and sent by recover once the queue can be reached",
  refused: "refused",
  unknown: "not known to be recorded",
  "not-begun": "not begun",
};

function tell({ items, counts, stoppedBy }: EnqueuedMany, lines: readonly Line[]): void {
  const wrong = items.flatMap((fate, index) => {
    const line = lines[index]?.line ?? 0;
    return fate.fate === "refused" || fate.fate === "unknown" ? [{ line, message: fate.message }] : [];
  });
  if (wrong.length > 0) {
    noteTable(
      [
        { heading: "line", cell: ({ line }) => String(line) },
        { heading: "why", cell: ({ message }) => message, detail: "whole" },
      ],
      wrong,
    );
  }
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  const summary = parts.map(([fate, count]) => `${count} ${words[fate as ItemFate["fate"]]}`).join(", ");
  print(`${counted(items.length, "job")}: ${summary || "none"}`);
  if (stoppedBy === "signal")
    note("stopped; the same --file and --idempotency-key again add what is missing");
  if (stoppedBy === "queue") note("stopped: the queue could not be reached");
  if (stoppedBy === "store") note("stopped: the job records could not be reached");
}

function exitCodeOf({ counts, stoppedBy }: EnqueuedMany): number {
  if (stoppedBy === "signal") return EXIT.interrupted;
  if (counts.unknown + counts.pending + counts["not-begun"] > 0) return EXIT.unavailable;
  return counts.refused > 0 ? EXIT.usage : EXIT.ok;
}
