// Asks before something is done that cannot be undone, or that is done to many jobs.
import { createInterface } from "node:readline";
import { VisibleError } from "../core/jobs/index.ts";
import { visibleText } from "../core/visible-text.ts";

export const YES = ["-y, --yes", "do not ask"] as const;

type Terminal = {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream & { isTTY?: boolean };
};

/**
 * @param question `delete 3 jobs`: what is about to be done.
 * @throws VisibleError `usage` where nobody can be asked, `interrupted` for any answer but yes, and for none: Ctrl+C, Ctrl+D.
 */
export async function confirm(
  question: string,
  { yes, json }: { yes?: boolean; json?: boolean },
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (yes) return;
  if (json || !input.isTTY || !output.isTTY) {
    throw new VisibleError("usage", `nobody can be asked whether to ${question}; add --yes`);
  }
  const answer = await ask({ input, output }, visibleText(`${question}? [y/N] `));
  if (answer === undefined || !/^y(es)?$/i.test(answer.trim())) {
    throw new VisibleError("interrupted", "nothing was done");
  }
}

/** @returns undefined when there is no answer. Not by `readline/promises`: there the end of the input settles nothing. */
function ask(terminal: Terminal, question: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const line = createInterface(terminal);
    let answered = false;
    line.on("SIGINT", () => line.close());
    line.on("close", () => {
      // What is told next begins on a line of its own.
      if (!answered) terminal.output.write("\n");
      resolve(undefined);
    });
    line.question(question, (answer) => {
      answered = true;
      resolve(answer);
      line.close();
    });
  });
}
