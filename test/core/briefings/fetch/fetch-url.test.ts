// What servers answer, refuse, drip and break, and what a source is then said to have failed of.
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { resolveHost } from "../../../../core/briefings/fetch/connect.ts";
import {
  type FetchUrlOptions,
  fetchUrl,
  parseRetryAfter,
} from "../../../../core/briefings/fetch/fetch-url.ts";
import { type Pages, pages, startWebServer } from "../../../support/web-server.ts";

function options(overrides: Partial<FetchUrlOptions> = {}): FetchUrlOptions {
  return {
    rules: { refuseEndpoint: () => undefined, resolveHost },
    signal: new AbortController().signal,
    headersFor: () => ({}),
    maxBytes: 100_000,
    whenLarger: "refuse",
    timeoutMs: 10_000,
    ...overrides,
  };
}

async function fetchPage(page: Pages[string], overrides: Partial<FetchUrlOptions> = {}) {
  await using server = await startWebServer(pages({ "/page": page }));
  return await fetchUrl(`${server.url}/page`, options(overrides));
}

describe("fetchUrl", () => {
  it.each([
    ["plain", {}, Buffer.from("hello")],
    ["gzip", { "content-encoding": "gzip" }, gzipSync("hello")],
    ["Brotli", { "content-encoding": "br" }, brotliCompressSync("hello")],
    ["named identity", { "content-encoding": "identity" }, Buffer.from("hello")],
  ])("reads a body that is %s", async (_, headers, body) => {
    const answer = await fetchPage({ headers, body });
    expect(answer.body.toString()).toBe("hello");
  });

  it.each([
    ["gzip", gzipSync(Buffer.alloc(50_000_000))],
    ["br", brotliCompressSync(Buffer.alloc(5_000_000))],
  ])("stops a bomb of %s at the cap of decompressed bytes", async (encoding, body) => {
    const failure = fetchPage({ headers: { "content-encoding": encoding }, body });
    await expect(failure).rejects.toMatchObject({ failure: "too-large" });
  });

  it("refuses a body that is encoded twice", async () => {
    const failure = fetchPage({
      headers: { "content-encoding": "gzip, gzip" },
      body: gzipSync(gzipSync("hello")),
    });
    await expect(failure).rejects.toMatchObject({ failure: "unsupported-type" });
  });

  it("says that the connection failed when a compressed body is broken", async () => {
    const failure = fetchPage({ headers: { "content-encoding": "gzip" }, body: "this is no gzip" });
    await expect(failure).rejects.toMatchObject({ failure: "connection" });
  });

  it("takes the first part of a larger body where that is enough", async () => {
    const answer = await fetchPage("x".repeat(300_000), { whenLarger: "cut" });
    expect(answer.body.length).toBeLessThanOrEqual(100_000);
    expect(answer.status).toBe(200);
  });

  it("gives up on a server that drips its answer, when the address's time is over", async () => {
    await using server = await startWebServer((_request, response) => {
      response.writeHead(200).write("a");
    });
    const failure = fetchUrl(server.url, options({ timeoutMs: 100 }));
    await expect(failure).rejects.toMatchObject({ failure: "timeout" });
  });

  it("gives up on a server that never answers", async () => {
    await using server = await startWebServer(() => {});
    await expect(fetchUrl(server.url, options({ timeoutMs: 100 }))).rejects.toMatchObject({
      failure: "timeout",
    });
  });

  it("stops with the caller's reason when it is aborted", async () => {
    const controller = new AbortController();
    await using server = await startWebServer(() => controller.abort(new Error("deadline")));
    await expect(fetchUrl(server.url, options({ signal: controller.signal }))).rejects.toThrow("deadline");
  });

  it("follows five redirects and no more", async () => {
    await using server = await startWebServer((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 0) response.end("arrived");
      else response.writeHead(302, { location: `/${step - 1}` }).end();
    });
    expect((await fetchUrl(`${server.url}/5`, options())).body.toString()).toBe("arrived");
    await expect(fetchUrl(`${server.url}/6`, options())).rejects.toMatchObject({
      failure: "too-many-redirects",
    });
  });

  it.each([
    [404, "not-found", false],
    [410, "not-found", false],
    [401, "refused", false],
    [403, "refused", false],
    [451, "refused", false],
    [418, "unreadable", false],
    [204, "unreadable", false],
    [304, "none", false],
    [408, "server-error", true],
    [429, "rate-limited", true],
    [500, "server-error", true],
    [503, "server-error", true],
  ])("answers status %d as %s", async (status, failure, isPassing) => {
    const fetched = fetchPage({ status });
    if (failure === "none") expect((await fetched).status).toBe(304);
    else await expect(fetched).rejects.toMatchObject({ failure, isPassing });
  });

  it("says how long a site asks to wait, in seconds or as a date", async () => {
    const failure = fetchPage({ status: 503, headers: { "retry-after": "90" } });
    await expect(failure).rejects.toMatchObject({ retryAfterSeconds: 90 });
    const now = Date.UTC(2026, 10, 3, 9);
    expect(parseRetryAfter("Tue, 03 Nov 2026 09:02:00 GMT", now)).toBe(120);
    expect(parseRetryAfter("Tue, 03 Nov 2026 08:00:00 GMT", now)).toBe(0);
    expect(parseRetryAfter("soon", now)).toBeUndefined();
  });

  it("tells a host that does not exist from one that does not answer", async () => {
    const rules = { refuseEndpoint: () => undefined, resolveHost: async () => [] };
    await expect(fetchUrl("http://nowhere.test/", options({ rules }))).rejects.toMatchObject({
      failure: "unknown-host",
      isPassing: false,
    });
    const server = await startWebServer(() => {});
    await server[Symbol.asyncDispose]();
    await expect(fetchUrl(server.url, options())).rejects.toMatchObject({
      failure: "connection",
      isPassing: true,
    });
  });

  it("tries the next address of a host when the first does not answer", async () => {
    await using server = await startWebServer(pages({ "/": "here" }));
    const rules = { refuseEndpoint: () => undefined, resolveHost: async () => ["::1", "127.0.0.1"] };
    const answer = await fetchUrl(`http://two.test:${server.port}/`, options({ rules }));
    expect(answer.body.toString()).toBe("here");
    expect(server.requests[0]?.host).toBe(`two.test:${server.port}`);
  });

  it("says that an answer broke off", async () => {
    await using server = await startWebServer((request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("abc", () => request.socket.destroy());
    });
    await expect(fetchUrl(server.url, options())).rejects.toMatchObject({ failure: "connection" });
  });

  it.each(["video/mp4", "application/pdf", "IMAGE/PNG"])("does not wait for the end of %s", async (type) => {
    await using server = await startWebServer((_request, response) => {
      response.writeHead(200, { "content-type": type }).write("the first of many bytes");
    });
    await expect(fetchUrl(server.url, options())).rejects.toMatchObject({ failure: "unsupported-type" });
  });

  it("says that the connection failed when the server switches to another protocol, or speaks none", async () => {
    await using server = await startWebServer((request) => {
      request.socket.end(
        request.url === "/101"
          ? "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"
          : "SSH-2.0-x\r\n",
      );
    });
    await expect(fetchUrl(`${server.url}/101`, options())).rejects.toMatchObject({ failure: "connection" });
    await expect(fetchUrl(`${server.url}/ssh`, options())).rejects.toMatchObject({ failure: "connection" });
  });

  it("refuses headers without end", async () => {
    const failure = fetchPage({ headers: { "x-long": "y".repeat(40_000) } });
    await expect(failure).rejects.toMatchObject({ failure: "connection" });
  });
});
