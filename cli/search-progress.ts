// Tells how far a long search is: on one line of a terminal, elsewhere a line now and then.
import type { SearchProgress } from "../core/jobs/operate/inspector.ts";
import { note, redraw, widthOf } from "./print.ts";
import { cutToWidth } from "./text-width.ts";
import { utc } from "./words.ts";

const LINE_EVERY_MS = 10_000;

export function createSearchProgress() {
  let lineAt = Date.now();
  let drawn = false;
  return {
    draw(so: SearchProgress): void {
      const columns = widthOf(process.stderr);
      if (columns !== undefined) {
        redraw(cutToWidth(`${describeSearch(so)} (Ctrl+C shows what was found)`, columns - 1));
        drawn = true;
      } else if (Date.now() - lineAt >= LINE_EVERY_MS) {
        note(describeSearch(so));
        lineAt = Date.now();
      }
    },
    end(): void {
      if (drawn) redraw("");
    },
  };
}

/** `24,000 jobs read, as far as 2026-11-03 10:22:05 UTC; 3 found` */
export function describeSearch({ read, found, readTo }: SearchProgress): string {
  const reached = readTo === undefined ? "" : `, as far as ${utc(readTo)} UTC`;
  return `${read.toLocaleString("en-US")} ${read === 1 ? "job" : "jobs"} read${reached}; ${found} found`;
}
