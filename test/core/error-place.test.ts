// Where a mistake in the code is: told in the message, not only in the stack.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import { messageWithPlace } from "../../core/error-place.ts";

const folder = mkdtempSync(join(tmpdir(), "briefings-place-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Node itself loads the file, as an execution environment does; Vitest would load it in its own way. */
async function errorOfLoading(name: string, source: string): Promise<Error> {
  const file = join(folder, name);
  writeFileSync(file, source);
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
     import(workerData).catch(({ name, message, stack }) => parentPort.postMessage({ name, message, stack }));`,
    { eval: true, workerData: file },
  );
  return await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
}

describe("the message of an error", () => {
  it.each([
    ["cannot be parsed", "broken.ts", "export const a = 1;\nexport function f( {\n", /^broken\.ts:2: \S/],
    ["is no erasable TypeScript", "enum.ts", "\nexport enum A { x }\n", /^enum\.ts:2: .*enum/],
    [
      "imports what is not there",
      "link.ts",
      'import { no } from "./ok.ts";\nconsole.log(no);\n',
      /^link\.ts:1: .*named 'no'/,
    ],
    ["uses a name that does not exist", "name.ts", "\n\nmissing.call();\n", /^name\.ts:3: missing is not/],
  ])("names file and line of code that %s", async (_, name, source, message) => {
    writeFileSync(join(folder, "ok.ts"), "export const ok = 1;\n");
    const error = await errorOfLoading(name, source);
    expect(messageWithPlace(error, folder)).toMatch(message);
  });

  it("stays as it is for any other error", () => {
    expect(messageWithPlace(new Error("QUEUE_URL is not set"))).toBe("QUEUE_URL is not set");
  });
});
