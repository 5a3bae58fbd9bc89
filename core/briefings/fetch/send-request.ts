// One HTTP request over a connection that was opened and checked before.
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import type { Socket } from "node:net";
import { limits } from "../limits.ts";

type Sent = Pick<RequestOptions, "method" | "signal"> & { headers: Record<string, string>; body?: string };

/** Resolves with the head of the answer; its body is still to be read, or the socket to be destroyed. */
export function sendRequest(
  url: URL,
  socket: Socket,
  { body, headers, ...options }: Sent,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({
      ...options,
      createConnection: () => socket,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, connection: "close", ...headers },
      maxHeaderSize: limits.fetch.headerBytes,
    });
    // A connection that is upgraded, or closes in a way that Node does not call an error, must end the wait as well.
    const onEnd = () => reject(new Error("no answer"));
    sent.on("response", resolve).on("error", reject).on("upgrade", onEnd).on("close", onEnd).end(body);
  });
}
