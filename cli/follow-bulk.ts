// Tells how far an operation on many jobs is, until it has ended.
import type { Backend } from "../core/jobs/index.ts";
import { type BulkView, driveHere, getBulk } from "../core/jobs/operate/inspector.ts";
import { EXIT } from "./exit.ts";
import { ownCommand } from "./own-command.ts";
import { note, noteTable, print, printJson, redraw, widthOf } from "./print.ts";
import { cutToWidth } from "./text-width.ts";
import { untilStopped } from "./until-stopped.ts";
import { counted } from "./words.ts";

/** By then the operation's own job begins, if this process has not ended it. */
export const HERE_SECONDS = 1_200;
const LOOK_MS = 1_000;
/** Where no line can be drawn over. */
const LINE_EVERY_MS = 10_000;

/** How its end is waited for: `here`, it is done in this process. */
export type Seeing = { here?: boolean; wait: boolean; json?: boolean };

/**
 * Waits for the end of an operation that was just started, and tells of it.
 * @returns the exit code: of who waits for the end, whether all was done; else whether it was started.
 */
export async function seeToItsEnd(backend: Backend, started: BulkView, seeing: Seeing): Promise<number> {
  const { here, wait, json } = seeing;
  let view = started;
  let unfinished: number = wait ? EXIT.failed : EXIT.ok;
  const follows = here || (wait && !started.consumerPaused);
  if (follows) {
    view = await (here ? doHere(backend, started) : followBulk(backend, started.id)).catch(
      (error: unknown) => {
        note(`${started.id} is not given up: it goes on by its own job`);
        noteItsCommands(started.id);
        throw error;
      },
    );
    unfinished = EXIT.interrupted;
  }
  if (json) printJson(view);
  else {
    tellBulk(view);
    if (!follows && started.consumerPaused) note("--here does it in this process, without the consumer");
  }
  return exitCodeOf(view, unfinished);
}

/** Ctrl+C ends the watching, and the operation goes on: it has no `endedAt` then. */
export async function followBulk(backend: Backend, id: string): Promise<BulkView> {
  const progress = createProgress();
  let stopped = false;
  const stop = untilStopped().then(() => {
    stopped = true;
  });
  try {
    for (;;) {
      const view = await getBulk(backend, id);
      if (view.endedAt !== undefined || stopped) return view;
      progress.draw(view);
      await Promise.race([stop, pause(LOOK_MS)]);
    }
  } finally {
    progress.end();
  }
}

/** Does it in this process. Ctrl+C ends that, and the operation's own job goes on later. */
async function doHere(backend: Backend, view: BulkView): Promise<BulkView> {
  const progress = createProgress();
  const stop = new AbortController();
  const stopped = untilStopped().then(() => stop.abort(new Error("stopped")));
  try {
    return await driveHere(backend, view.id, {
      signal: stop.signal,
      report: ({ done, skipped, failed, read, deadLetters: deadLettersDeleted }) =>
        progress.draw({
          ...view,
          status: "running",
          counts: { done, skipped, failed, read, deadLettersDeleted },
        }),
      pause: async (seconds) => void (await Promise.race([stopped, pause(seconds * 1000)])),
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return await getBulk(backend, view.id);
  } finally {
    progress.end();
  }
}

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

function createProgress() {
  let lineAt = Date.now();
  let drawn = false;
  return {
    draw(view: BulkView): void {
      const columns = widthOf(process.stderr);
      if (columns !== undefined) {
        redraw(cutToWidth(`${soFar(view)} (Ctrl+C: it goes on without you)`, columns - 1));
        drawn = true;
      } else if (Date.now() - lineAt >= LINE_EVERY_MS) {
        note(soFar(view));
        lineAt = Date.now();
      }
    },
    end(): void {
      if (drawn) redraw("");
    },
  };
}

/** `retry: 120 of 300 done, 2 failed` */
function soFar(view: BulkView): string {
  const { request, counts, status, because } = view;
  const { done, skipped, failed } = counts;
  const of = request.expected === undefined ? "" : ` of ${request.expected}`;
  const parts = [
    `${done}${of} done`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(because === undefined ? [] : [because]),
  ];
  const paused = view.consumerPaused && view.endedAt === undefined && status !== "running";
  const waits = status === "waiting" ? ` waits for the consumer${paused ? ", which is paused" : ""},` : "";
  return `${request.operation}:${waits} ${parts.join(", ")}`;
}

const noteItsCommands = (id: string): void =>
  note(`how far it is: ${ownCommand(`jobs bulk ${id}`)}; to end it: ${ownCommand(`cancel ${id}`)}`);

export function tellBulk(view: BulkView): void {
  const { id, status, counts, failures, stopped } = view;
  print(`${id} ${status}: ${soFar(view)}`);
  if (counts.skipped > 0) note("skipped: they had moved on before their turn came");
  if (counts.deadLettersDeleted > 0) note(`${counted(counts.deadLettersDeleted, "dead letter")} deleted`);
  if (stopped !== undefined) note(`stopped, and nothing more was done: ${stopped}`);
  if (failures.length > 0) {
    const columns = [
      { heading: "failed", cell: (one: (typeof failures)[number]) => one.id },
      { heading: "why", cell: (one: (typeof failures)[number]) => one.message, detail: "whole" as const },
    ];
    noteTable(columns, failures);
    if (counts.failed > failures.length) note(`and ${counts.failed - failures.length} more`);
  }
  if (view.endedAt === undefined) {
    const goesOn = status === "waiting" ? "begins" : "goes on";
    if (view.consumerPaused) note(`the consumer is paused: it ${goesOn} after \`${ownCommand("resume")}\``);
    noteItsCommands(id);
  }
}

/** @param unfinished of an operation that has not ended. */
export function exitCodeOf({ status, counts, endedAt }: BulkView, unfinished: number): number {
  if (status === "stopped" || status === "dead" || status === "cancelled") return EXIT.failed;
  if (counts.failed > 0) return EXIT.failed;
  return endedAt === undefined ? unfinished : EXIT.ok;
}
