// Reads a text file, or standard input: as a source, or as it is.
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Source } from "../core/briefings/request.ts";
import { VisibleError } from "../core/jobs/index.ts";
import { note } from "./print.ts";

/** As a source, with its first heading as the title. @throws as `readInput` does. */
export async function fileSource(path: string, maxBytes: number): Promise<Source> {
  const text = await readInput(path, { option: "--file", what: "source", maxBytes });
  const heading = /^#+ +(.+)$/m.exec(text)?.[1];
  return { kind: "text", title: heading ?? (path === "-" ? "Standard input" : basename(path)), text };
}

/** `option` and `what` it gives are for messages. */
export type InputOptions = { option: string; what: string; maxBytes: number };

/**
 * `-` is standard input. Both are read as streams: a pipe may have its data later, or never end.
 * @throws VisibleError `invalid-request`, `request-too-large`.
 */
export async function readInput(path: string, options: InputOptions): Promise<string> {
  const fromStdin = path === "-";
  if (fromStdin && process.stdin.isTTY)
    note(`reading the ${options.what} from this terminal; end it with Ctrl+D`);
  return await readText(path, fromStdin ? process.stdin : createReadStream(path), options);
}

async function readText(
  path: string,
  stream: AsyncIterable<Buffer>,
  { option, what, maxBytes }: InputOptions,
): Promise<string> {
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
      `${option} ${path} cannot be read: ${reason}`,
      {},
      { cause: error },
    );
  }
  if (bytes <= maxBytes) return Buffer.concat(chunks).toString("utf8");
  throw new VisibleError(
    "request-too-large",
    `${option} ${path} has more than the ${maxBytes} bytes that a ${what} may have`,
  );
}
