// Decompresses the body of an answer, by its bytes where its label is missing or names no coding.
import { pipeline, Readable } from "node:stream";
import * as zlib from "node:zlib";
import { SourceError } from "../source-error.ts";

/** Codings that are registered and cannot be read here. Other unknown labels name no coding: "utf-8", "none", "aws-chunked". */
const unread = /^(?:x-)?(?:compress|exi|pack200-gzip|dc[bz]|bzip2?|xz|lzma|lz4)$/;
const known = /^(?:(?:x-)?gzip|br|deflate|zstd)$/;

/** What to ask servers for. Node reads zstd since 22.15. */
export const acceptedCodings = hasZstd() ? "gzip, br, zstd" : "gzip, br";

/** @throws SourceError `unsupported-type` when the body has a coding that is not read, or several. */
export async function decoded(body: Readable, label: string | undefined, host: string): Promise<Readable> {
  const labels = (label ?? "")
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim());
  const codings = labels.filter((coding) => known.test(coding) || unread.test(coding));
  const { start, whole } = await peek(body);
  const coding = codings[0] ?? codingShownBy(start);
  if (coding === undefined) return whole;
  const decoder = codings.length > 1 ? undefined : createDecoder(coding, start);
  if (decoder === undefined) {
    throw new SourceError(
      "unsupported-type",
      `${host} sent an encoding that is not read: ${codings.join(", ").slice(0, 40) || coding}`,
    );
  }
  // pipeline passes errors on to the decoder, whose reader sees them.
  return pipeline(whole, decoder, () => {});
}

/** The stream with its first bytes read ahead. */
async function peek(body: Readable): Promise<{ start: Buffer; whole: Readable }> {
  const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < 4) {
    const next = await chunks.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  return { start, whole: Readable.from(followedBy(start, chunks), { objectMode: false }) };
}

async function* followedBy(start: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
}

/** Files that were compressed beforehand often come without a label. */
function codingShownBy(start: Buffer): string | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b && start[2] === 8) return "gzip";
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) return "zstd";
  return undefined;
}

function createDecoder(coding: string, start: Buffer) {
  if (coding === "gzip" || coding === "x-gzip") return zlib.createGunzip();
  if (coding === "br") return zlib.createBrotliDecompress();
  // "deflate" means the zlib format, and some servers leave its two bytes out.
  if (coding === "deflate") return isZlib(start) ? zlib.createInflate() : zlib.createInflateRaw();
  if (coding === "zstd" && hasZstd()) return zlib.createZstdDecompress();
  return undefined;
}

function isZlib(start: Buffer): boolean {
  const [first = 0, second = 0] = start;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

function hasZstd(): boolean {
  return typeof zlib.createZstdDecompress === "function";
}
