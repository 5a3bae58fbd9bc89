// Sites that do what the standards allow, or what browsers forgive: each is read, or said to be unreadable with what to try.
import type { IncomingMessage, ServerResponse } from "node:http";
import * as zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { createCookieJar } from "../../../../core/briefings/fetch/cookies.ts";
import { parseRetryAfter } from "../../../../core/briefings/fetch/fetch-url.ts";
import { hostName } from "../../../../core/briefings/outlet.ts";
import { createBriefingTools } from "../../../../core/briefings/setup.ts";
import type { SourceCache } from "../../../../core/briefings/source-cache.ts";
import { articlePage, type Pages, pages, startWebServer } from "../../../support/web-server.ts";

const signal = new AbortController().signal;
const rss = (title: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title><item><title>A</title><link>/a</link></item></channel></rss>`;

function fetchSource(kind: "article" | "feed", url: string, cache?: SourceCache) {
  const tools = createBriefingTools({
    allowPrivateAddresses: true,
    ...(cache === undefined ? {} : { cache }),
  });
  return tools.fetchSource({ kind, url }, { signal });
}

async function read(site: Pages, path = "/a", kind: "article" | "feed" = "article") {
  await using server = await startWebServer(pages(site));
  return await fetchSource(kind, server.url + path);
}

describe("a redirect", () => {
  const needsCookie = (request: IncomingMessage, response: ServerResponse, cookie: string) => {
    if (request.url === "/robots.txt") response.writeHead(404).end();
    else if (request.headers.cookie?.includes("seen=1")) response.end(articlePage("With a cookie"));
    else response.writeHead(302, { location: request.url ?? "/", "set-cookie": cookie }).end();
  };

  it("that sets a cookie and looks for it is followed", async () => {
    await using server = await startWebServer((request, response) =>
      needsCookie(request, response, "seen=1; Path=/; HttpOnly"),
    );
    await expect(fetchSource("article", `${server.url}/a`)).resolves.toMatchObject({
      title: "With a cookie",
    });
    expect(server.requests.filter(({ path }) => path === "/a")).toHaveLength(2);
  });

  it("that looks for a cookie of another site does not get it", async () => {
    await using other = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") response.writeHead(404).end();
      else response.end(articlePage(request.headers.cookie ?? "No cookie came"));
    });
    await using server = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") return void response.writeHead(404).end();
      response
        .writeHead(302, { location: `http://other.localhost:${other.port}/a`, "set-cookie": "seen=1" })
        .end();
    });
    await expect(fetchSource("article", `${server.url}/a`)).resolves.toMatchObject({
      title: "No cookie came",
    });
  });

  it("without end is refused with what to try", async () => {
    await using server = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") response.writeHead(404).end();
      else response.writeHead(302, { location: "/a", "set-cookie": "seen=1; Max-Age=0" }).end();
    });
    await expect(fetchSource("article", `${server.url}/a`)).rejects.toMatchObject({
      failure: "too-many-redirects",
      message: expect.stringContaining("give the address at which a browser arrives"),
    });
  });

  it("by the header Refresh is followed", async () => {
    const site = {
      "/a": { headers: { refresh: "0; url=/b" }, body: "<html><body></body></html>" },
      "/b": articlePage("B"),
    };
    await expect(read(site)).resolves.toMatchObject({ title: "B" });
  });

  it("whose Location is raw UTF-8 is followed", async () => {
    const location = Buffer.from("/über-die-fähre").toString("latin1");
    const path = encodeURI("/über-die-fähre");
    const site = { "/a": { status: 301, headers: { location } }, [path]: articlePage("Fähre") };
    await expect(read(site)).resolves.toMatchObject({ title: "Fähre" });
  });

  it("whose Location is in Latin-1 is followed as it stands", async () => {
    const site = {
      "/a": { status: 301, headers: { location: "/caf\xe9" } },
      "/caf%C3%A9": articlePage("Café"),
    };
    await expect(read(site)).resolves.toMatchObject({ title: "Café" });
  });

  it("by a meta element is followed", async () => {
    const refresh = (to: string) =>
      `<html><head><meta http-equiv="Refresh" content="0; URL='${to}'"></head><body>Moved</body></html>`;
    await expect(read({ "/a": refresh("/b"), "/b": articlePage("Moved here") })).resolves.toMatchObject({
      title: "Moved here",
    });
    await expect(read({ "/a": refresh("/b"), "/b": refresh("/a") })).rejects.toMatchObject({
      failure: "too-many-redirects",
    });
    await expect(
      read({ "/a": refresh("/feed"), "/feed": rss("The feed") }, "/a", "feed"),
    ).resolves.toMatchObject({
      title: "The feed",
    });
  });

  it.each([
    ["that only keeps the page fresh", '<meta http-equiv="refresh" content="300">'],
    ["to the same page", '<meta http-equiv="refresh" content="0;url=/a">'],
    ["after a while", '<meta http-equiv="refresh" content="300; url=/other">'],
    [
      "for browsers without scripts",
      '<noscript><meta http-equiv="refresh" content="0; url=/other"></noscript>',
    ],
  ])("by a meta element %s is none", async (_, meta) => {
    const page = articlePage("Here").replace("<head>", `<head>${meta}`);
    await expect(read({ "/a": page })).resolves.toMatchObject({ title: "Here" });
  });
});

describe("a body", () => {
  const page = Buffer.from(articlePage("Compressed"));
  it.each([
    ["zstd", { "content-encoding": "zstd" }, zlib.zstdCompressSync(page)],
    ["zstd without a label", {}, zlib.zstdCompressSync(page)],
    ["gzip without a label", {}, zlib.gzipSync(page)],
    ["gzip labelled as a file", { "content-type": "application/x-gzip" }, zlib.gzipSync(page)],
    ["gzip labelled as UTF-8", { "content-encoding": "utf-8" }, zlib.gzipSync(page)],
    ["deflate", { "content-encoding": "deflate" }, zlib.deflateSync(page)],
    ["deflate without its header", { "content-encoding": "deflate" }, zlib.deflateRawSync(page)],
    ["plain, labelled as UTF-8", { "content-encoding": "UTF-8" }, page],
    ["plain, labelled as none", { "content-encoding": "none" }, page],
    ["plain, labelled as identity twice", { "content-encoding": "identity, identity" }, page],
    ["in an upper-case coding", { "content-encoding": "GZIP" }, zlib.gzipSync(page)],
  ])("that is %s is read", async (_, headers, body) => {
    await expect(read({ "/a": { headers, body } })).resolves.toMatchObject({ title: "Compressed" });
  });

  it("in a coding that is not read is said to be so", async () => {
    const site = { "/a": { headers: { "content-encoding": "compress" }, body: page } };
    await expect(read(site)).rejects.toMatchObject({
      failure: "unsupported-type",
      message: expect.stringMatching(/encoding that is not read: compress.*give a page/),
    });
  });

  it("that grows without end is stopped without a label too", async () => {
    const site = { "/a": zlib.gzipSync(Buffer.alloc(50_000_000)) };
    await expect(read(site)).rejects.toMatchObject({ failure: "too-large" });
  });
});

describe("a page that names several feeds", () => {
  const link = (href: string, title: string) =>
    `<link rel="alternate" type="application/rss+xml" title="${title}" href="${href}">`;
  const home = `<html><head>${link("/comments.xml", "Comments")}${link("/dead.xml", "Old")}${link("/page.xml", "Page")}${link("/live.xml", "News")}</head><body></body></html>`;

  it("gives the first that is alive and is not of comments", async () => {
    const site = {
      "/": home,
      "/comments.xml": rss("Comments"),
      "/page.xml": articlePage("x"),
      "/live.xml": rss("News"),
    };
    await expect(read(site, "/", "feed")).resolves.toMatchObject({ kind: "feed", title: "News" });
  });

  it("fails for now when one of them may come back", async () => {
    const site = { "/": home, "/dead.xml": { status: 503 } };
    await expect(read(site, "/", "feed")).rejects.toMatchObject({ failure: "server-error", isPassing: true });
  });

  it("fails for good when all are dead, with what to try", async () => {
    await expect(read({ "/": home }, "/", "feed")).rejects.toMatchObject({
      failure: "not-found",
      isPassing: false,
    });
  });
});

describe("a robots.txt", () => {
  const forbidding = "User-agent: *\nDisallow: /a";
  const forbidden = { failure: "blocked-by-robots" };

  it.each([
    ["of a binary type", { headers: { "content-type": "application/octet-stream" }, body: forbidding }],
    ["of an image's type", { headers: { "content-type": "image/png" }, body: forbidding }],
    ["of a PDF's type", { headers: { "content-type": "application/pdf" }, body: forbidding }],
    ["with a byte order mark", { body: `\uFEFF${forbidding}` }],
    ["in UTF-16", { body: Buffer.from(`\uFEFF${forbidding}`, "utf16le") }],
    ["compressed without a label", { body: zlib.gzipSync(forbidding) }],
    ["with the line breaks of old Macs", { body: forbidding.replace("\n", "\r") }],
  ])("%s is obeyed", async (_, robots) => {
    await expect(read({ "/robots.txt": robots, "/a": articlePage("A") })).rejects.toMatchObject(forbidden);
  });

  it("that is redirected is obeyed, and holds for the site that was asked", async () => {
    const site = {
      "/robots.txt": { status: 301, headers: { location: "/1" } },
      "/1": { status: 302, headers: { location: "/2" } },
      "/2": { status: 307, headers: { location: "/3" } },
      "/3": { status: 308, headers: { location: "/4" } },
      "/4": { status: 302, headers: { location: "/rules" } },
      "/rules": forbidding,
      "/a": articlePage("A"),
    };
    await expect(read(site)).rejects.toMatchObject(forbidden);
    await using other = await startWebServer(pages({ "/robots.txt": forbidding }));
    const elsewhere = {
      status: 301,
      headers: { location: `http://other.localhost:${other.port}/robots.txt` },
    };
    await expect(read({ "/robots.txt": elsewhere, "/a": articlePage("A") })).rejects.toMatchObject(forbidden);
  });

  it.each([
    ["is redirected without end", { status: 301, headers: { location: "/robots.txt" } }],
    ["is forbidden", { status: 403 }],
    ["needs a password", { status: 401 }],
    ["is gone", { status: 410 }],
    ["is a page of the site", { body: articlePage("Not found") }],
    ["is a picture", { body: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]) }],
    ["is in a coding that is not read", { headers: { "content-encoding": "compress" }, body: forbidding }],
  ])("that %s forbids nothing", async (_, robots) => {
    await expect(read({ "/robots.txt": robots, "/a": articlePage("A") })).resolves.toMatchObject({
      title: "A",
    });
  });

  it.each([500, 502, 503, 504])("that answers %d forbids everything for now", async (status) => {
    const site = { "/robots.txt": { status, body: "User-agent: *\nAllow: /" }, "/a": articlePage("A") };
    await expect(read(site)).rejects.toMatchObject({ failure: "server-error", isPassing: true });
  });
});

describe("a conditional request", () => {
  function cache(): SourceCache {
    const entries = new Map<string, unknown>();
    return {
      get: (key) => entries.get(key),
      put: (key, entry) => void entries.set(key, structuredClone(entry)),
    };
  }

  it("sends a weak ETag as it came", async () => {
    await using server = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") response.writeHead(404).end();
      else if (request.headers["if-none-match"] === 'W/"v1"')
        response.writeHead(304, { etag: 'W/"v1"' }).end();
      else response.writeHead(200, { etag: 'W/"v1"' }).end(articlePage("Remembered"));
    });
    const memory = cache();
    const first = await fetchSource("article", `${server.url}/a`, memory);
    await expect(fetchSource("article", `${server.url}/a`, memory)).resolves.toEqual(first);
    expect(server.requests.map(({ headers }) => headers["if-none-match"])).toContain('W/"v1"');
  });

  it("remembers the validator that a 304 brings", async () => {
    let version = 1;
    await using server = await startWebServer((request, response) => {
      const asked = request.headers["if-none-match"];
      if (request.url === "/robots.txt") response.writeHead(404).end();
      else if (asked !== undefined) response.writeHead(304, { etag: `"v${++version}"` }).end();
      else response.writeHead(200, { etag: '"v1"' }).end(articlePage("Remembered"));
    });
    const memory = cache();
    for (const _ of [1, 2, 3]) await fetchSource("article", `${server.url}/a`, memory);
    const asked = server.requests
      .filter(({ path }) => path === "/a")
      .map(({ headers }) => headers["if-none-match"]);
    expect(asked).toEqual([undefined, '"v1"', '"v2"']);
  });

  it("that was none, and is answered with 304, is asked again past the caches", async () => {
    await using server = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") response.writeHead(404).end();
      else if (request.headers["cache-control"] === "no-cache") response.end(articlePage("Fresh"));
      else response.writeHead(304).end();
    });
    await expect(fetchSource("article", `${server.url}/a`)).resolves.toMatchObject({ title: "Fresh" });
    await expect(read({ "/a": { status: 304 } })).rejects.toMatchObject({
      failure: "unreadable",
      message: expect.stringContaining("304"),
    });
  });
});

describe("a validator", () => {
  const remembered = () => {
    const entries = new Map<string, unknown>();
    const cache: SourceCache = {
      get: (key) => entries.get(key),
      put: (key, entry) => void entries.set(key, structuredClone(entry)),
    };
    return cache;
  };
  /** Reads a page twice; answers what the second request asked, and both titles. */
  async function twice(answer: (request: IncomingMessage, response: ServerResponse) => void, path = "/a") {
    await using server = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") response.writeHead(404).end();
      else answer(request, response);
    });
    const cache = remembered();
    const titles: string[] = [];
    for (const _ of [1, 2]) titles.push((await fetchSource("article", server.url + path, cache)).title);
    const asked = server.requests.filter((request) => request.path !== "/robots.txt");
    return { titles, asked: asked.map(({ headers }) => headers["if-none-match"]) };
  }

  it.each([
    ["weak, in lower case", 'w/"v1"'],
    ["without quotation marks", "v1"],
    ["with a comma and a quotation mark", 'W/"a,\\"b"'],
    ["with letters beyond ASCII", '"\u00fc\u00a7"'],
    ["with the mark of a coding", '"v1-gzip"'],
  ])("%s goes back as it came", async (_, etag) => {
    const { titles, asked } = await twice((request, response) => {
      if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag }).end(articlePage("Remembered"));
    });
    expect(titles).toEqual(["Remembered", "Remembered"]);
    expect(asked).toEqual([undefined, etag]);
  });

  it("that is empty is none", async () => {
    const { asked } = await twice((_, response) =>
      response.writeHead(200, { etag: "" }).end(articlePage("A")),
    );
    expect(asked).toEqual([undefined, undefined]);
  });

  it("that the server refuses with 412 is dropped, and the page read anew", async () => {
    const { titles, asked } = await twice((request, response) => {
      if (request.headers["if-none-match"] !== undefined) response.writeHead(412).end();
      else response.writeHead(200, { etag: 'W/"v1"' }).end(articlePage("A"));
    });
    expect(titles).toEqual(["A", "A"]);
    expect(asked).toEqual([undefined, 'W/"v1"', undefined]);
  });

  it("of a page that redirects elsewhere now is not sent there, and a 304 from there is not believed", async () => {
    let target = "/one";
    const { titles } = await twice((request, response) => {
      if (request.url === "/a") response.writeHead(302, { location: target }).end();
      else if (request.url === "/one") {
        target = "/two";
        response.writeHead(200, { etag: 'W/"v1"' }).end(articlePage("One"));
      } else if (request.headers["cache-control"] === undefined) response.writeHead(304).end();
      else response.writeHead(200, { etag: 'W/"v1"' }).end(articlePage("Two"));
    });
    expect(titles).toEqual(["One", "Two"]);
  });

  it("is not kept of a page that was read by older rules", async () => {
    const content = { kind: "article", title: "Old", text: "hidden words", truncated: false };
    await using server = await startWebServer(pages({ "/a": articlePage("New") }));
    const url = `${server.url}/a`;
    const cache: SourceCache = {
      get: () => ({ version: 1, etag: '"v1"', content: { ...content, url } }),
      put: () => {},
    };
    await expect(fetchSource("article", url, cache)).resolves.toMatchObject({ title: "New" });
    expect(server.requests.at(-1)?.headers).not.toHaveProperty("if-none-match");
  });
});

describe("a site that asks to wait", () => {
  it("until a date is understood by its own clock", async () => {
    const headers = { date: "Tue, 03 Nov 2026 09:00:00 GMT", "retry-after": "Tue, 03 Nov 2026 09:05:00 GMT" };
    await expect(read({ "/a": { status: 429, headers } })).rejects.toMatchObject({
      failure: "rate-limited",
      isPassing: true,
      retryAfterSeconds: 300,
    });
  });

  it.each([
    ["Tuesday, 03-Nov-26 09:02:00 GMT", 120],
    ["Tue Nov  3 09:02:00 2026", 120],
    ["Tue, 03 Nov 2026 09:02:00 GMT", 120],
    ["120", 120],
    ["-5", undefined],
  ])("may write %s", (value, seconds) => {
    expect(parseRetryAfter(value, Date.UTC(2026, 10, 3, 9))).toBe(seconds);
  });
});

describe("an internationalised host", () => {
  it("is asked under its name in ASCII", async () => {
    await using server = await startWebServer(pages({ "/a": articlePage("Bücher") }));
    const url = `http://bücher.localhost:${server.port}/a`;
    await expect(fetchSource("article", url)).resolves.toMatchObject({ title: "Bücher" });
    expect(server.requests.at(-1)?.host).toBe(`xn--bcher-kva.localhost:${server.port}`);
  });

  it.each([
    "http://BÜCHER.localhost",
    "http://bu\u0308cher.localhost",
    "http://xn--bcher-kva.localhost",
    "http://b%C3%BCcher.localhost",
    "http://bücher。localhost",
    "http://ｂücher.localhost",
    "http://bü\u00adcher.localhost",
  ])("is one, however it is written: %s", async (origin) => {
    await using server = await startWebServer(
      pages({ "/robots.txt": "User-agent: *\nDisallow: /secret", "/a": articlePage("Bücher") }),
    );
    await expect(fetchSource("article", `${origin}:${server.port}/a`)).resolves.toMatchObject({
      title: "Bücher",
      url: `http://xn--bcher-kva.localhost:${server.port}/a`,
    });
    expect(new Set(server.requests.map(({ host }) => host))).toEqual(
      new Set([`xn--bcher-kva.localhost:${server.port}`]),
    );
    await expect(fetchSource("article", `${origin}:${server.port}/secret`)).rejects.toMatchObject({
      failure: "blocked-by-robots",
    });
  });

  it.each(["http://a\u200d.example/", "http://bü cher.example/"])(
    "that is none is no address: %s",
    async (url) => {
      await expect(fetchSource("article", url)).rejects.toMatchObject({ failure: "bad-url" });
    },
  );

  it("may end with a point", async () => {
    await using server = await startWebServer(pages({ "/a": articlePage("Bücher") }));
    await expect(fetchSource("article", `http://bücher.localhost.:${server.port}/a`)).resolves.toMatchObject({
      title: "Bücher",
    });
  });

  it("in a feed's links and of a site's cookies is the same host", async () => {
    await using server = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") response.writeHead(404).end();
      else if (request.url === "/feed")
        response.end(
          `<rss version="2.0"><channel><title>B</title><item><title>A</title><link>http://Bücher.localhost:${server.port}/ä</link></item></channel></rss>`,
        );
      else if (request.headers.cookie === "seen=1") response.end(articlePage("Bücher"));
      else
        response
          .writeHead(302, { location: "/a", "set-cookie": "seen=1; Domain=xn--bcher-kva.localhost" })
          .end();
    });
    await expect(fetchSource("feed", `${server.url}/feed`)).resolves.toMatchObject({
      entries: [{ url: `http://xn--bcher-kva.localhost:${server.port}/%C3%A4` }],
    });
    await expect(fetchSource("article", `http://bücher.localhost:${server.port}/a`)).resolves.toMatchObject({
      title: "Bücher",
    });
  });

  it.each([
    ["http://xn--bcher-kva.example/a", "bücher.example"],
    ["http://www.xn--bcher-kva.example:8080/a", "bücher.example:8080"],
    ["http://xn--b1amnebsh.example/", "новости.example"],
    ["http://xn--r8jz45g.example/", "例え.example"],
    // "аpple" with a Cyrillic a: it would pass for another.
    ["http://xn--pple-43d.example/", "xn--pple-43d.example"],
    ["http://plain.example/", "plain.example"],
    ["http://[::1]:80/", "[::1]"],
  ])("is shown to readers in its own letters, unless they could deceive: %s", (url, shown) => {
    expect(hostName(url)).toBe(shown);
  });

  it("may be where a redirect leads, written in UTF-8", async () => {
    await using server = await startWebServer(pages({ "/b": articlePage("Bücher") }));
    const location = Buffer.from(`http://bücher.localhost:${server.port}/b`).toString("latin1");
    await expect(read({ "/a": { status: 302, headers: { location } } })).resolves.toMatchObject({
      title: "Bücher",
    });
  });
});

describe("what cannot be read", () => {
  it.each([
    [{ status: 404 }, /no such page \(404\).*check the address/],
    [{ status: 403 }, /does not let us read.*feed, or the text itself/],
    [{ status: 503 }, /has a problem \(503\).*later attempt/],
    [
      { headers: { "content-type": "application/pdf" }, body: "%PDF-1.7" },
      /application\/pdf.*or the text itself/,
    ],
    [{ body: "<html><body><div id=app></div></body></html>" }, /no article text.*feed, or the text itself/],
  ])("is said with its reason and what to try: %o", async (page, message) => {
    await expect(read({ "/a": page })).rejects.toThrow(message);
  });
});

describe("a cookie", () => {
  const site = new URL("https://www.news.example.co.uk/a/b");
  const kept = (header: string, to: string) => {
    const jar = createCookieJar();
    jar.remember(site, [header]);
    return jar.headerFor(new URL(to, site));
  };
  it.each([
    ["a=1", "https://www.news.example.co.uk/a/c", "a=1"],
    ["a=1", "https://www.news.example.co.uk/other", undefined],
    ["a=1; Path=/", "https://www.news.example.co.uk/other", "a=1"],
    ["a=1; Path=/x", "https://www.news.example.co.uk/xy", undefined],
    ["a=1; Path=/", "https://example.co.uk/", undefined],
    ["a=1; Path=/; Domain=example.co.uk", "https://shop.example.co.uk/", "a=1"],
    ["a=1; Path=/; Domain=.news.example.co.uk", "https://news.example.co.uk/", "a=1"],
    ["a=1; Path=/; Domain=co.uk", "https://other.co.uk/", undefined],
    ["a=1; Path=/; Domain=other.example", "https://other.example/", undefined],
    ["a=1; Path=/; Secure", "http://www.news.example.co.uk/", undefined],
    ["a=1; Path=/; Max-Age=0", "/", undefined],
    ["a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/", undefined],
    ["a=x=y; Path=/", "/", "a=x=y"],
    ["=1", "/a/", undefined],
    ["a=1\u0000b", "/a/", undefined],
  ])("%s is sent to %s as %s", (header, to, expected) => {
    expect(kept(header, to)).toBe(expected);
  });

  it("replaces an earlier one of its name, and ends with it", () => {
    const jar = createCookieJar();
    jar.remember(site, ["a=1; Path=/", "b=2; Path=/", "a=3; Path=/"]);
    expect(jar.headerFor(site)).toBe("b=2; a=3");
    jar.remember(site, ["a=; Path=/; Max-Age=0"]);
    expect(jar.headerFor(site)).toBe("b=2");
  });
});
