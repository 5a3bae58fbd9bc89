// The API Gateway front: HTTP requests become HTTP API v2 events, the function's responses become HTTP again.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import * as z from "zod";
import { byName } from "./by-name.ts";
import { toEvent } from "./gateway-event.ts";
import { createGuard, type Guard, refuseForeignWrite } from "./guard.ts";
import { type LambdaFunction, ThrottledError } from "./lambda/lambda-function.ts";

export type GatewayOptions = {
  port: number;
  host: string;
  allowHosts?: readonly string[];
  api: Pick<LambdaFunction, "invoke">;
  /** Pages at the same address: answers what is asked below their path, and returns undefined for the rest. */
  pages?: Pages | undefined;
  log: Logger;
};

export type Pages = (request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined;

export type Gateway = {
  url: string;
  port: number;
  /** Takes no more requests; resolves when those under way are answered. */
  close(): Promise<void>;
  /** Closes connections that are still open: a browser's spare connection, half a request. */
  cut(): void;
};

/** HTTP API's limit of a payload. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

const ProxyResult = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: byName(z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** @throws the server's own error when the port cannot be had (EADDRINUSE, EACCES). */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const guard = createGuard(options.host, options.allowHosts ?? []);
  const server = createServer((request, response) => {
    handle(options, guard, request, response).catch((error: unknown) => {
      // A client that disconnects in the middle of its request is not an error of the gateway.
      options.log[!request.complete ? "debug" : "error"]({ err: error }, "gateway failed");
      if (!response.headersSent) answer(response, 500, "Internal Server Error");
      else response.destroy();
    });
  });
  await listen(server, options.port, options.host);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
    cut: () => server.closeAllConnections(),
  };
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });

async function handle(
  options: GatewayOptions,
  guard: Guard,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = guard(request.headers) ?? refuseForeignWrite(request);
  if (refusal !== undefined) return answer(response, 403, `Forbidden: ${refusal}`);
  const shown = options.pages?.(request, response);
  if (shown) return shown;
  const body = await readBody(request);
  if (body === "too-large") return answer(response, 413, "Request Entity Too Large");

  let payload: unknown;
  try {
    payload = await options.api.invoke(toEvent(request, body));
  } catch (error) {
    // A function's timeout arrives here too: it is shorter than the gateway's 30 seconds.
    if (error instanceof ThrottledError) return answer(response, 429, "Too Many Requests");
    return answer(response, 500, "Internal Server Error");
  }
  reply(response, payload);
}

/** What API Gateway answers by itself has this shape, not problem+json. */
function answer(response: ServerResponse, status: number, message: string): void {
  // 413: the rest of the body is not read, so the connection cannot be used again.
  if (status === 413) response.setHeader("connection", "close");
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ message }));
}

function reply(response: ServerResponse, payload: unknown): void {
  const parsed = ProxyResult.safeParse(payload);
  if (!parsed.success) {
    // HTTP API: a result without statusCode is the body of a 200.
    response.writeHead(200, { "content-type": "application/json" });
    response.end(typeof payload === "string" ? payload : JSON.stringify(payload));
    return;
  }
  const { statusCode, headers, cookies, body = "", isBase64Encoded } = parsed.data;
  for (const [name, value] of headers ?? []) response.setHeader(name, String(value));
  if (cookies) response.setHeader("set-cookie", cookies);
  // Not by writeHead: Node then knows the body's length as it writes the head, and sends both at once, not in chunks.
  response.statusCode = statusCode;
  response.end(isBase64Encoded ? Buffer.from(body, "base64") : body);
}

async function readBody(request: IncomingMessage): Promise<Buffer | "too-large"> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return "too-large";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
