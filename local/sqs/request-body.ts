// Reads the body of a request, up to a limit.
import type { IncomingMessage } from "node:http";

/** Room for a batch of 1 MiB whose every byte is escaped (`\\u0009`), and for the percent signs of forms. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Calls one of the two functions, once. Calls neither where the client disconnects before the end. */
export function readBody(request: IncomingMessage, done: (body: Buffer) => void, tooLarge: () => void): void {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) {
    tooLarge();
    return;
  }
  let first: Buffer | undefined;
  let chunks: Buffer[] | undefined;
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      if (bytes - chunk.length <= MAX_BODY_BYTES) tooLarge();
      first = undefined;
      chunks = undefined;
    } else if (first === undefined) {
      first = chunk;
    } else {
      // Almost every request is one chunk and needs no copy.
      chunks ??= [first];
      chunks.push(chunk);
    }
  });
  request.on("end", () => {
    if (bytes <= MAX_BODY_BYTES) done(chunks ? Buffer.concat(chunks) : (first ?? Buffer.alloc(0)));
  });
  request.on("error", () => {});
}
