// Names that users choose are never keys of a plain object: what would make them such is used nowhere.
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const sources = globSync("{core,functions,local,cli,dashboard}/**/*.ts");

describe("the sources", () => {
  it("are found", () => {
    expect(sources.length).toBeGreaterThan(150);
  });

  it("read no object by z.record, which loses a key called __proto__: byName of local/by-name.ts keeps it", () => {
    const users = sources.filter((file) => /\bz\s*\.record\(/.test(readFileSync(file, "utf8")));
    expect(users).toEqual([]);
  });
});
