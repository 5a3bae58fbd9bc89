// A question before something is done: only yes does it; Ctrl+C and Ctrl+D leave everything as it was.
import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { confirm } from "../../cli/confirm.ts";
import { EXIT, report } from "../../cli/exit.ts";

/** A terminal in which somebody presses these keys once they are asked. */
async function asked(keys: string, options: { yes?: boolean; json?: boolean } = {}) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let shown = "";
  let isAsked = false;
  output.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    if (isAsked || !shown.includes("[y/N] ")) return;
    isAsked = true;
    // The question is still being written.
    void setImmediate().then(() => input.end(keys));
  });
  const answer = await confirm("delete 3 jobs", options, { input, output }).then(
    () => "done" as const,
    (error: unknown) => error,
  );
  // What was written last is read in the next turn.
  await setImmediate();
  return { answer, shown };
}

describe("a question", () => {
  it.each(["y\r", "Y\r", "yes\r", " YES \r"])("is answered with yes by %j", async (keys) => {
    const { answer, shown } = await asked(keys);
    expect([answer, shown]).toEqual(["done", expect.stringContaining("delete 3 jobs? [y/N] ")]);
  });

  it.each([
    ["no", "n\r"],
    ["another word", "maybe\r"],
    ["nothing", "\r"],
    ["Ctrl+C", "\u0003"],
    ["Ctrl+C behind a yes that was not sent", "y\u0003"],
    ["Ctrl+D", "\u0004"],
    ["the end of the input", ""],
    ["the end of the input behind a yes that was not sent", "y"],
  ])("that gets %s is answered with no: nothing was done, exit code 130", async (_, keys) => {
    const { answer, shown } = await asked(keys);
    expect(answer).toMatchObject({ code: "interrupted", message: "nothing was done" });
    expect(report(answer, false)).toBe(EXIT.interrupted);
    expect(shown).toMatch(/\n$/);
  });

  it("is not put to anybody with --yes, and not where nobody can answer", async () => {
    expect(await asked("", { yes: true })).toEqual({ answer: "done", shown: "" });
    expect((await asked("y\r", { json: true })).answer).toMatchObject({ code: "usage" });
  });
});
