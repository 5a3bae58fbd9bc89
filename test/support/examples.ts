// Compares the examples of a document with the tests that run them.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const withoutIndent = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();

/** Registers the tests. An example stands between `// example: NAME` and `// end` in the test file. */
export function compareExamples(testFile: string, documentFile: string): void {
  const source = readFileSync(testFile, "utf8");
  const document = readFileSync(documentFile, "utf8");
  const examples = [...source.matchAll(/\n {2}\/\/ example: (.+)\n([\s\S]*?)\n {2}\/\/ end\n/g)].map(
    ([, name = "", text = ""]): [string, string] => [name, text],
  );

  it.each(examples)("shows the example %s as it is run here", (_name, text) => {
    expect(withoutIndent(document)).toContain(withoutIndent(text));
  });

  it("shows no other code than what is run here, but for its imports", () => {
    const blocks = [...document.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
    const known = examples.map(([, text]) => withoutIndent(text));
    const unknown = blocks.filter(
      (block) => !block.startsWith("import ") && !known.includes(withoutIndent(block)),
    );
    expect(unknown).toEqual([]);
  });
}
