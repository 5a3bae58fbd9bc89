// Asks before something is done that cannot be undone, or that is done to many jobs.
import { createInterface } from "node:readline/promises";
import { VisibleError } from "../core/jobs/index.ts";
import { visibleText } from "../core/visible-text.ts";

export const YES = ["-y, --yes", "do not ask"] as const;

/**
 * @param question `delete 3 jobs`: what is about to be done.
 * @throws VisibleError `usage` where nobody can be asked, `interrupted` for any answer but yes.
 */
export async function confirm(
  question: string,
  { yes, json }: { yes?: boolean; json?: boolean },
): Promise<void> {
  if (yes) return;
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) {
    throw new VisibleError("usage", `nobody can be asked whether to ${question}; add --yes`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(visibleText(`${question}? [y/N] `));
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new VisibleError("interrupted", "nothing was done");
}
