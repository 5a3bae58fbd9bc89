// Reads a text file, or standard input, as a source.
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Source } from "../core/briefings/request.ts";
import { VisibleError } from "../core/jobs/index.ts";
import { note } from "./print.ts";

/**
 * `-` is standard input. Both are read as streams: a pipe may have its data later, or never end.
 * @throws VisibleError `invalid-request`, `request-too-large`.
 */
export async function fileSource(path: string, maxBytes: number): Promise<Source> {
  const fromStdin = path === "-";
  if (fromStdin && process.stdin.isTTY) note("reading the source from this terminal; end it with Ctrl+D");
  const text = await readText(path, fromStdin ? process.stdin : createReadStream(path), maxBytes);
  const heading = /^#+ +(.+)$/m.exec(text)?.[1];
  return { kind: "text", title: heading ?? (fromStdin ? "Standard input" : basename(path)), text };
}

async function readText(path: string, stream: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) break;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VisibleError(
      "invalid-request",
      `--file ${path} cannot be read: ${reason}`,
      {},
      { cause: error },
    );
  }
  if (bytes <= maxBytes) return Buffer.concat(chunks).toString("utf8");
  throw new VisibleError(
    "request-too-large",
    `--file ${path} has more than the ${maxBytes} bytes that a request may have`,
  );
}
