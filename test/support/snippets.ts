// The code that a document shows is code that runs: its blocks are compared with the marked parts of the examples.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The parts of a file between `// example: NAME` and `// end`. */
export function examplesIn(path: string): [name: string, code: string][] {
  const source = readFileSync(path, "utf8");
  return [...source.matchAll(/^ *\/\/ example: (.+)\n([\s\S]*?)\n *\/\/ end$/gm)].map(
    ([, name = "", code = ""]) => [name, code],
  );
}

/** Code that moves into a document loses its indentation, and its way to the project's root. */
const plain = (code: string): string =>
  code
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .replaceAll(/"(?:\.\.\/)+((?:core|local)\/)/g, '"./$1')
    .trim();

/**
 * The document shows no TypeScript but marked examples as they run, and blocks of imports. Each example stands in it,
 * unless only `some` do.
 */
export function describeSnippets(
  document: string,
  text: string,
  sources: readonly string[],
  shows: "all" | "some" = "all",
): void {
  const examples = sources.flatMap(examplesIn);
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = ""]) => plain(block));

  describe(`the code in ${document}`, () => {
    it("is there, and so are the examples", () => {
      expect(blocks.length).toBeGreaterThan(0);
      expect(examples.length).toBeGreaterThan(0);
    });

    if (shows === "all") {
      it.each(examples)("shows the example %s as it is run", (_name, code) => {
        expect(plain(text)).toContain(plain(code));
      });
    }

    it("is all run, but for its imports", () => {
      const known = examples.map(([, code]) => plain(code));
      const isOnlyImports = (block: string) => block.replaceAll(/import [\s\S]*?;\n?/g, "").trim() === "";
      expect(blocks.filter((block) => !isOnlyImports(block) && !known.includes(block))).toEqual([]);
    });
  });
}
