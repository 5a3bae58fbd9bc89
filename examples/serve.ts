// Serves the sample sites on loopback, each under a host name of its own, as real outlets have.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Page = { path: string; file: string; type: string; charset?: BufferEncoding };

const html = "text/html; charset=utf-8";

/** Paths as the sites' links name them. */
const sites: Record<string, Page[]> = {
  "corran-gazette": [
    { path: "/feed.xml", file: "feed.xml", type: "application/rss+xml; charset=utf-8" },
    { path: "/news/first-power", file: "first-power.html", type: html },
    // Says nothing of its charset in the header: the page itself does.
    { path: "/news/porpoise-halt", file: "porpoise-halt.html", type: "text/html", charset: "latin1" },
    { path: "/news/price-guarantee", file: "price-guarantee.html", type: html },
    { path: "/news/library-sundays", file: "library-sundays.html", type: html },
    { path: "/robots.txt", file: "robots.txt", type: "text/plain; charset=utf-8" },
  ],
  "northern-ledger": [
    { path: "/atom.xml", file: "atom.xml", type: "application/atom+xml; charset=utf-8" },
    { path: "/markets/strait-energy", file: "strait-energy.html", type: html },
    { path: "/markets/tidal-price", file: "tidal-price.html", type: html },
    { path: "/markets/hallin-brask", file: "hallin-brask.html", type: html },
  ],
  tideline: [
    { path: "/feed.json", file: "feed.json", type: "application/feed+json" },
    { path: "/2026/corran-online", file: "corran-online.html", type: html },
    { path: "/2026/porpoises-and-rotors", file: "porpoises-and-rotors.html", type: html },
  ],
  "courrier-du-detroit": [
    { path: "/index.rdf", file: "index.rdf", type: "application/rdf+xml", charset: "latin1" },
    {
      path: "/hydroliennes",
      file: "hydroliennes.html",
      type: "text/html; charset=iso-8859-1",
      charset: "latin1",
    },
  ],
};

/** `url` is `http://localhost:<port>`; the sites are at `http://<site>.localhost:<port>`. */
export type ExampleServer = { url: string; close(): Promise<void> };

/** Listens on 127.0.0.1 only. Port 0, the default, takes a free one. */
export async function serveExamples(options: { port?: number } = {}): Promise<ExampleServer> {
  // Dates in the samples are hours before this one, so that the news are always of today.
  const startedAt = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const server = createServer((request, response) => answer(request, response, startedAt));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, startedAt: number): void {
  const host = request.headers.host ?? "";
  const site = host.split(".localhost")[0] ?? "";
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const page = sites[site]?.find(({ path }) => path === pathname);
  if (page === undefined) {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("There is no such page.\n");
    return;
  }
  const body = readPage(site, page, `http://${host}`, startedAt);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 16)}"`;
  const headers = { etag, "last-modified": new Date(startedAt).toUTCString(), "content-type": page.type };
  if (request.headers["if-none-match"] === etag) response.writeHead(304, headers).end();
  else response.writeHead(200, { ...headers, "content-length": body.length }).end(body);
}

/** Windows-1252 differs from Latin-1 only in the quotation marks that one of the pages uses. */
const windowsQuotes: Record<string, string> = { "“": "\x93", "”": "\x94", "’": "\x92" };

function readPage(site: string, page: Page, origin: string, startedAt: number): Buffer {
  const text = readFileSync(new URL(`./sites/${site}/${page.file}`, import.meta.url), "utf8")
    .replaceAll("{{origin}}", origin)
    .replace(/\{\{(iso|rfc822) -(\d+)h\}\}/g, (_, format: string, hours: string) => {
      const date = new Date(startedAt - Number(hours) * 3_600_000);
      return format === "iso" ? date.toISOString() : date.toUTCString();
    });
  if (page.charset !== "latin1") return Buffer.from(text);
  return Buffer.from(
    text.replace(/[“”’]/g, (quote) => windowsQuotes[quote] ?? quote),
    "latin1",
  );
}

if (import.meta.main) {
  const server = await serveExamples({ port: Number(process.argv[2] ?? 8787) });
  console.log(
    `Sample sites, for example ${server.url.replace("//", "//corran-gazette.")}/feed.xml (Ctrl-C ends)`,
  );
}
