// `--watch`: draws what a verb prints again and again, in place, until Ctrl+C.
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, Option } from "commander";
import { VisibleError } from "../core/jobs/index.ts";
import { EXIT, messageOf } from "./exit.ts";
import { collectFrame, drawInTerminal } from "./print.ts";
import { painterFor } from "./style.ts";
import { untilStopped } from "./until-stopped.ts";
import { utc } from "./words.ts";

const DEFAULT_SECONDS = 2;
const MOST_SECONDS = 3_600;
/** Of a terminal that does not say how high it is. */
const UNKNOWN_ROWS = 24;

/** The option of a verb that a person would repeat. Its action goes through `watched`. */
export const withWatch = (command: Command): Command =>
  command.addOption(
    new Option(
      "--watch [seconds]",
      `draw it again every ${DEFAULT_SECONDS} seconds, or as often as you say, until Ctrl+C`,
    ).argParser(secondsOf),
  );

/** @throws VisibleError `usage` */
function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds >= 0.1 && seconds <= MOST_SECONDS) return seconds;
  throw new VisibleError(
    "usage",
    `--watch ${text} must be seconds from 0.1 to ${MOST_SECONDS}, or stand at the end of the line`,
  );
}

/** `true`: without a number. */
type WatchOptions = { watch?: number | true; json?: boolean };

/**
 * The action of such a verb. With --watch it is called for each frame, and what it prints is drawn.
 * @throws VisibleError `usage` with --json, or where standard output is no terminal.
 */
export const watched =
  <Given extends readonly unknown[]>(action: (...given: Given) => Promise<unknown>) =>
  async (...given: Given): Promise<void> => {
    // Commander gives the options last but one: behind them is the command.
    const options = given.at(-2) as WatchOptions;
    if (options.watch === undefined) {
      await action(...given);
      return;
    }
    if (options.json) throw new VisibleError("usage", "--watch draws for people: leave it or --json away");
    if (!process.stdout.isTTY) {
      throw new VisibleError(
        "usage",
        "--watch draws in a terminal, and standard output is none: leave it away",
      );
    }
    await watch(options.watch === true ? DEFAULT_SECONDS : options.watch, () => action(...given));
    process.exitCode = EXIT.ok;
  };

const ESC = "\x1b[";
/** A screen of its own, without a cursor and without lines that wrap; and what was there before. */
const BEGIN = `${ESC}?1049h${ESC}?25l${ESC}?7l`;
const END = `${ESC}?7h${ESC}?25h${ESC}?1049l`;

async function watch(seconds: number, draw: () => Promise<unknown>): Promise<void> {
  const { stdout } = process;
  const stopped = untilStopped().then(() => "stop" as const);
  const restore = () => void drawInTerminal(END);
  process.once("exit", restore);
  drawInTerminal(BEGIN);
  let last = "";
  let drawing: Promise<unknown> | undefined;
  try {
    for (;;) {
      const frame = collect(draw);
      drawing = frame;
      // A frame that takes long does not keep Ctrl+C waiting for the terminal.
      const drawn = await Promise.race([stopped, frame]);
      if (drawn === "stop") break;
      last = drawn.frame;
      const head = painterFor(stdout)(`every ${seconds} s, ${utc(Date.now())} UTC; Ctrl+C ends`, "quiet");
      drawInTerminal(frameText(`${head}\n\n${last}`, stdout.rows || UNKNOWN_ROWS));
      if ((await Promise.race([stopped, pause(seconds)])) === "stop") break;
    }
  } finally {
    process.off("exit", restore);
    restore();
    // What was seen last stays in the terminal.
    drawInTerminal(last);
  }
  // The process would not end before it; and an action that was stopped, too, must not have the last word on the exit code.
  await drawing;
}

async function collect(draw: () => Promise<unknown>): Promise<{ frame: string }> {
  let failure = "";
  const frame = await collectFrame(() =>
    draw().catch((error: unknown) => {
      failure = `${painterFor(process.stdout)(messageOf(error), "bad")}\n`;
    }),
  );
  return { frame: frame + failure };
}

/** Until the time is over, or the terminal has another size. */
async function pause(seconds: number): Promise<void> {
  const ended = new AbortController();
  const resized = () => ended.abort();
  process.stdout.once("resize", resized);
  await sleep(seconds * 1000, undefined, { signal: ended.signal }).catch(() => {});
  process.stdout.off("resize", resized);
}

/**
 * What draws this text over the frame before: each line over the old one, in one update, so that nothing flickers.
 * @param rows of the terminal; what does not fit is said, not scrolled away.
 */
export function frameText(text: string, rows: number): string {
  const lines = text.replace(/\n$/, "").split("\n");
  const room = Math.max(1, rows);
  const shown =
    lines.length <= room ? lines : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`];
  const drawn = shown.map((line) => `${line}${ESC}K`).join("\n");
  return `${ESC}?2026h${ESC}H${drawn}${ESC}J${ESC}?2026l`;
}
