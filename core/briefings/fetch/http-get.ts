// One GET over a checked connection: headers, and the body decompressed and capped. No redirects, no cookies of its own.
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { SourceError } from "../source-error.ts";
import { type ConnectRules, openConnection } from "./connect.ts";
import { acceptedCodings, decoded } from "./content-coding.ts";
import { describeUnread, isNeverRead } from "./media-types.ts";
import { sendRequest } from "./send-request.ts";

export type HttpAnswer = { url: URL; status: number; headers: IncomingHttpHeaders; body: Buffer };

type GetOptions = {
  rules: ConnectRules;
  headers: Record<string, string>;
  maxBytes: number;
  /** A body above `maxBytes` is refused, or its first part is taken. */
  whenLarger: "refuse" | "cut";
  /** Refuses what its label calls an image, an archive and the like, before it is downloaded. */
  onlyText: boolean;
  signal: AbortSignal;
};

/** 203 is a page that a proxy has changed. */
export function hasPage(status: number): boolean {
  return status === 200 || status === 203;
}

/**
 * Fetches one url. The body is read where there is a page: nobody reads an error page.
 * @throws SourceError; the signal's reason when aborted.
 */
export async function httpGet(url: URL, options: GetOptions): Promise<HttpAnswer> {
  const { signal } = options;
  const socket = await openConnection(url, options.rules, signal);
  try {
    const response = await sendRequest(url, socket, {
      method: "GET",
      headers: { "accept-encoding": acceptedCodings, ...options.headers },
      signal,
    });
    const status = response.statusCode ?? 0;
    const contentType = response.headers["content-type"];
    const hasBody = hasPage(status);
    if (hasBody && options.onlyText && isNeverRead(contentType))
      throw new SourceError("unsupported-type", describeUnread(contentType));
    const body = hasBody ? await readBody(response, url, options) : Buffer.alloc(0);
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

async function readBody(response: IncomingMessage, url: URL, options: GetOptions): Promise<Buffer> {
  const { maxBytes, whenLarger } = options;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of await decoded(response, response.headers["content-encoding"], url.host)) {
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
