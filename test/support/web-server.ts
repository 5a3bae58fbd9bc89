// A web server on loopback for tests: answers by a function, and remembers what it was asked.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type WebServer = AsyncDisposable & {
  url: string;
  port: number;
  requests: { path: string; host: string; headers: IncomingHttpHeaders }[];
};
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export async function startWebServer(answer: Answer): Promise<WebServer> {
  const requests: WebServer["requests"] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? "", host: request.headers.host ?? "", headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Pages by path; a page is its body, or a body with status and headers. Anything else, robots.txt too, is not there. */
export type Pages = Record<
  string,
  string | Buffer | { status?: number; headers?: Record<string, string>; body?: string | Buffer }
>;

export function pages(byPath: Pages): Answer {
  return (request, response) => {
    const page = byPath[request.url ?? ""];
    if (page === undefined) {
      response.writeHead(404).end();
      return;
    }
    const {
      status = 200,
      headers = {},
      body = "",
    } = typeof page === "string" || Buffer.isBuffer(page) ? { body: page } : page;
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
  };
}

/** A page that reads as an article. */
export function articlePage(
  title: string,
  sentence = "The ferries between the mainland and the islands sailed again on Monday.",
): string {
  const paragraph = `<p>${sentence} ${"A spokeswoman of the harbour said that everybody was glad about it. ".repeat(3)}</p>`;
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><article><h1>${title}</h1>${paragraph}${paragraph.replace("Monday", "Tuesday")}</article></body></html>`;
}
