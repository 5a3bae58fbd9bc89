// What the doctor has found, for pages that look every second: it is asked once a minute, and no page waits for it.
import type { Backend } from "../core/jobs/index.ts";
import { examine, type Finding } from "../core/jobs/operate/inspector.ts";

export const FINDINGS_EVERY_MS = 60_000;

/** The latest findings; none before the first look has ended. */
export function createFindings(backend: Backend): () => readonly Finding[] {
  let found: readonly Finding[] = [];
  let askedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = backend.now();
    if (now - askedAt >= FINDINGS_EVERY_MS) {
      askedAt = now;
      examine(backend).then(
        (findings) => {
          found = findings;
        },
        (error: unknown) => backend.log.warn({ err: error }, "the doctor could not look"),
      );
    }
    return found;
  };
}
