// Compares the code that a document shows with the examples that the test run executes.
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, it } from "vitest";

/** The parts of a file between `// example: NAME` and `// end`. */
export function examplesIn(path: string): [name: string, code: string][] {
  const source = readFileSync(path, "utf8");
  return [...source.matchAll(/^ *\/\/ example: (.+)\n([\s\S]*?)\n *\/\/ end$/gm)].map(
    ([, name = "", code = ""]) => [name, code],
  );
}

/**
 * Code that moves into a document loses its indentation. Its imports are compared by what they name from the project's
 * root: those of a block that begins with its path, `// core/reports/monthly.ts`, are read from there.
 */
function plain(code: string): string {
  const lines = code.split("\n").map((line) => line.trim());
  const [, file = "a/b/c.ts"] = /^\/\/ (\S+\.ts)$/.exec(lines[0] ?? "") ?? [];
  const imported = (path: string) => {
    const named = /^(?:\.\/|(?:\.\.\/)+)((?:core|local)\/.+)$/.exec(path)?.[1];
    return named ?? (path.startsWith("../") ? posix.join(posix.dirname(file), path) : path);
  };
  return lines
    .join("\n")
    .replaceAll(/ from "([^"]+)"/g, (_, path: string) => ` from "${imported(path)}"`)
    .trim();
}

export type CompareOptions = {
  /** The heading of the only section that is compared; without it the whole document. */
  section?: string;
};

/**
 * Registers the tests. The document shows every example as it runs, and no other TypeScript but blocks of imports.
 * @param files those with the examples.
 */
export function compareExamples(
  files: string | readonly string[],
  document: string,
  { section }: CompareOptions = {},
): void {
  const whole = readFileSync(document, "utf8");
  const text = section === undefined ? whole : (whole.split(`\n## ${section}\n`)[1] ?? "").split("\n## ")[0];
  const blocks = [...(text ?? "").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = ""]) => plain(block));
  const examples = [files].flat().flatMap((file) => examplesIn(file));

  it("shows code, and there are examples", () => {
    expect(blocks.length).toBeGreaterThan(0);
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)("shows the example %s as it is run", (_name, code) => {
    expect(blocks).toContain(plain(code));
  });

  it("shows no other code than what is run, but for its imports", () => {
    const known = examples.map(([, code]) => plain(code));
    const isOnlyImports = (block: string) => block.replaceAll(/import [\s\S]*?;\n?/g, "").trim() === "";
    expect(blocks.filter((block) => !isOnlyImports(block) && !known.includes(block))).toEqual([]);
  });
}
