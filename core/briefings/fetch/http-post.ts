// One POST over a checked connection. Redirects are not followed, and the body of the answer is not read.
import type { IncomingHttpHeaders } from "node:http";
import { SourceError } from "../source-error.ts";
import { type ConnectRules, openConnection } from "./connect.ts";
import { sendRequest } from "./send-request.ts";

export type PostAnswer = { status: number; headers: IncomingHttpHeaders };

type PostOptions = {
  rules: ConnectRules;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
};

/** @throws SourceError; the signal's reason when aborted. */
export async function httpPost(url: URL, { rules, headers, body, signal }: PostOptions): Promise<PostAnswer> {
  const socket = await openConnection(url, rules, signal);
  try {
    const length = String(Buffer.byteLength(body));
    const sent = { method: "POST", headers: { ...headers, "content-length": length }, body, signal };
    const response = await sendRequest(url, socket, sent);
    return { status: response.statusCode ?? 0, headers: response.headers };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const code = error instanceof Error ? (Reflect.get(error, "code") ?? error.message) : error;
    throw new SourceError("connection", `${url.host} gave no answer (${String(code)})`, { cause: error });
  } finally {
    // However large its body is.
    socket.destroy();
  }
}
