// One GET over a checked connection: headers, and the body decompressed and capped. No redirects, no cookies.
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { limits } from "../limits.ts";
import { SourceError } from "../source-error.ts";
import { type ConnectRules, openConnection } from "./connect.ts";
import { describeUnread, isNeverRead } from "./media-types.ts";

export type HttpAnswer = { url: URL; status: number; headers: IncomingHttpHeaders; body: Buffer };

type GetOptions = {
  rules: ConnectRules;
  headers: Record<string, string>;
  maxBytes: number;
  /** A body above `maxBytes` is refused, or its first part is taken. */
  whenLarger: "refuse" | "cut";
  signal: AbortSignal;
};

/**
 * Fetches one url. The body is read for 200 only: nobody reads an error page.
 * @throws SourceError; the signal's reason when aborted.
 */
export async function httpGet(url: URL, options: GetOptions): Promise<HttpAnswer> {
  const { signal } = options;
  const socket = await openConnection(url, options.rules, signal);
  try {
    const response = await sendRequest(url, socket, options);
    const status = response.statusCode ?? 0;
    const contentType = response.headers["content-type"];
    if (status === 200 && isNeverRead(contentType))
      throw new SourceError("unsupported-type", describeUnread(contentType));
    const body = status === 200 ? await readBody(response, url, options) : Buffer.alloc(0);
    return { url, status, headers: response.headers, body };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof SourceError) throw error;
    const code = error instanceof Error ? (Reflect.get(error, "code") ?? error.message) : error;
    throw new SourceError("connection", `${url.host} broke off the answer (${String(code)})`, {
      cause: error,
    });
  } finally {
    socket.destroy();
  }
}

function sendRequest(
  url: URL,
  socket: Awaited<ReturnType<typeof openConnection>>,
  { headers, signal }: GetOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({
      createConnection: () => socket,
      method: "GET",
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, connection: "close", "accept-encoding": "gzip, br", ...headers },
      maxHeaderSize: limits.fetch.headerBytes,
      signal,
    });
    // A connection that is upgraded, or closes in a way that Node does not call an error, must end the wait as well.
    const onEnd = () => reject(new Error("no answer"));
    sent.on("response", resolve).on("error", reject).on("upgrade", onEnd).on("close", onEnd).end();
  });
}

async function readBody(response: IncomingMessage, url: URL, options: GetOptions): Promise<Buffer> {
  const { maxBytes, whenLarger } = options;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(response, url)) {
    size += chunk.length;
    if (size > maxBytes && whenLarger === "cut") break;
    if (size > maxBytes) {
      throw new SourceError(
        "too-large",
        `${url.host} sent more than ${maxBytes.toLocaleString("en-US")} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decompressed(response: IncomingMessage, url: URL): Readable {
  const encoding = (response.headers["content-encoding"] ?? "").trim().toLowerCase();
  const decoder = createDecoder(encoding);
  if (decoder === undefined) {
    throw new SourceError(
      "unsupported-type",
      `${url.host} sent an encoding that is not read: ${encoding.slice(0, 40)}`,
    );
  }
  // pipeline passes errors on to the decoder, whose reader sees them.
  return decoder === "none" ? response : pipeline(response, decoder, () => {});
}

function createDecoder(encoding: string) {
  if (encoding === "" || encoding === "identity") return "none";
  if (encoding === "gzip" || encoding === "x-gzip") return createGunzip();
  if (encoding === "br") return createBrotliDecompress();
  if (encoding === "deflate") return createInflate();
  return undefined;
}
