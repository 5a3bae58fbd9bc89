// The lines of a file of JSON lines, as other programs may have written it.
import { describe, expect, it } from "vitest";
import { linesIn } from "../../cli/read-lines.ts";

const linesOf = async (parts: readonly (string | Buffer)[], mostBytes = 1_000) => {
  const stream = (async function* () {
    for (const part of parts) yield Buffer.from(part as string);
  })();
  const lines: string[] = [];
  for await (const line of linesIn(stream, mostBytes)) lines.push(line);
  return lines;
};

describe("the lines of a file", () => {
  it("end at a line feed alone: U+2028, U+2029 and a carriage return may stand within one", async () => {
    expect(await linesOf(['{"a":"x\u2028y\u2029z"}\n{"b":\r1}\n'])).toEqual([
      '{"a":"x\u2028y\u2029z"}',
      '{"b":\r1}',
    ]);
  });

  it("lose a byte order mark before the first, and Windows' carriage returns", async () => {
    expect(await linesOf(["\ufeff1\r\n\r\n\ufeff2\r\n"])).toEqual(["1", "", "\ufeff2"]);
  });

  it("need no line feed behind the last", async () => {
    expect(await linesOf(["1\n2"])).toEqual(["1", "2"]);
    expect(await linesOf([])).toEqual([]);
  });

  it("are whole wherever the file was cut into parts, also within a character", async () => {
    const bytes = Buffer.from("\ufeffgröße 💥\r\nzwei\n\ndrei");
    const each = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    expect(await linesOf(each)).toEqual(["größe 💥", "zwei", "", "drei"]);
  });

  it("are cut behind the bytes that one may have, however long they are", async () => {
    const long = Array.from({ length: 50 }, () => "x".repeat(100));
    expect(await linesOf(["1\n", ...long, "\n", "2\n"], 10)).toEqual(["1", "x".repeat(11), "2"]);
    expect(await linesOf([...long], 10)).toEqual(["x".repeat(11)]);
    expect(await linesOf([`${"x".repeat(10)}\n`], 10)).toEqual(["x".repeat(10)]);
  });
});
