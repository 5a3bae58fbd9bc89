// Reads the lines of a file, or of standard input, one after the other, however many there are.
import { createReadStream } from "node:fs";
import { VisibleError } from "../core/jobs/index.ts";

/** @param file `-` is standard input. @throws VisibleError `usage` when it cannot be read. Lines are as `linesIn` gives them. */
export async function* readLines(file: string, mostBytes: number): AsyncGenerator<string> {
  try {
    yield* linesIn(file === "-" ? process.stdin : createReadStream(file), mostBytes);
  } catch (error) {
    const isRead = error instanceof Error && "syscall" in error;
    if (!isRead) throw error;
    throw new VisibleError("usage", `${file} cannot be read: ${error.message}`, {}, { cause: error });
  }
}

const LINE_FEED = 0x0a;

/**
 * Only a line feed ends a line: JSON may have U+2028 within a text, where Node's `readline` would cut it in two. A byte order
 * mark and carriage returns at the ends are left off. Of a line that has more than `mostBytes` a byte more is given, and no
 * more is kept.
 */
export async function* linesIn(stream: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let room = mostBytes + 1;
  let isFirst = true;
  const add = (part: Buffer) => {
    const kept = part.subarray(0, room);
    parts.push(kept);
    room -= kept.length;
  };
  const takeLine = (): string => {
    const line = Buffer.concat(parts).toString("utf8").replace(/\r$/, "");
    [parts, room] = [[], mostBytes + 1];
    if (!isFirst) return line;
    isFirst = false;
    return line.replace(/^\uFEFF/, "");
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      add(chunk.subarray(from, end));
      yield takeLine();
      from = end + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (parts.length > 0) yield takeLine();
}
