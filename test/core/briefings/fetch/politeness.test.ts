// How sites are treated: robots.txt, conditional requests, turns.
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { createTurns } from "../../../../core/briefings/fetch/host-turns.ts";
import { isAllowed, parseRobots } from "../../../../core/briefings/fetch/robots-rules.ts";
import { createBriefingTools } from "../../../../core/briefings/setup.ts";
import type { SourceCache } from "../../../../core/briefings/source-cache.ts";
import { cpuMsOf } from "../../../support/cpu-time.ts";
import { articlePage, type Pages, pages, startWebServer } from "../../../support/web-server.ts";

const signal = new AbortController().signal;

function memoryCache(): SourceCache & { entries: Map<string, unknown> } {
  const entries = new Map<string, unknown>();
  return {
    entries,
    get: (key) => entries.get(key),
    put: (key, entry) => void entries.set(key, JSON.parse(JSON.stringify(entry))),
  };
}

function tools(cache?: SourceCache) {
  return createBriefingTools({ allowPrivateAddresses: true, ...(cache === undefined ? {} : { cache }) });
}

async function robotsAnswer(robots: Pages[string], path: string) {
  await using server = await startWebServer(pages({ "/robots.txt": robots, [path]: articlePage("Here") }));
  return await tools().fetchSource({ kind: "article", url: `${server.url}${path}` }, { signal });
}

describe("robots.txt", () => {
  it("keeps us from pages that it forbids to everybody", async () => {
    await expect(robotsAnswer("User-agent: *\nDisallow: /private/", "/private/a")).rejects.toMatchObject({
      failure: "blocked-by-robots",
    });
    await expect(robotsAnswer("User-agent: *\nDisallow: /private/", "/open")).resolves.toMatchObject({
      title: "Here",
    });
  });

  it("allows everything when there is none, and nothing while it cannot be read", async () => {
    await expect(robotsAnswer({ status: 404 }, "/a")).resolves.toMatchObject({ title: "Here" });
    await expect(robotsAnswer({ status: 403 }, "/a")).resolves.toMatchObject({ title: "Here" });
    await expect(robotsAnswer({ status: 500 }, "/a")).rejects.toMatchObject({
      failure: "server-error",
      isPassing: true,
    });
  });

  it("is read once for all pages of a site", async () => {
    await using server = await startWebServer(
      pages({ "/robots.txt": "", "/a": articlePage("A"), "/b": articlePage("B") }),
    );
    const { fetchSource } = tools();
    await Promise.all(
      ["/a", "/b", "/a"].map((path) => fetchSource({ kind: "article", url: server.url + path }, { signal })),
    );
    expect(server.requests.filter(({ path }) => path === "/robots.txt")).toHaveLength(1);
  });

  it("is asked for the target of a redirect too", async () => {
    await using server = await startWebServer(
      pages({
        "/robots.txt": "User-agent: BriefingsBot\nDisallow: /secret",
        "/go": { status: 301, headers: { location: "/secret" } },
        "/secret": articlePage("Secret"),
      }),
    );
    await expect(
      tools().fetchSource({ kind: "article", url: `${server.url}/go` }, { signal }),
    ).rejects.toMatchObject({ failure: "blocked-by-robots" });
    expect(server.requests.map(({ path }) => path)).not.toContain("/secret");
  });

  it.each([
    [
      "the group that names us wins over the one for all",
      "User-agent: *\nDisallow: /\n\nUser-agent: briefingsbot\nAllow: /",
      "/a",
      true,
    ],
    [
      "several agents share a group",
      "User-agent: other\nUser-agent: BriefingsBot/2.0\nDisallow: /a",
      "/a",
      false,
    ],
    [
      "groups of one agent are merged",
      "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /b",
      "/b",
      false,
    ],
    ["the longest rule wins", "User-agent: *\nDisallow: /a\nAllow: /a/public", "/a/public/x", true],
    [
      "of equally long rules the one that allows wins",
      "User-agent: *\nDisallow: /page\nAllow: /page",
      "/page",
      true,
    ],
    ["an empty Disallow allows", "User-agent: *\nDisallow:", "/a", true],
    ["a star matches anything", "User-agent: *\nDisallow: /*.pdf", "/a/b.pdf?x", false],
    ["a dollar sign is the end", "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", true],
    ["comments and spaces are ignored", "  user-agent : * # all\n disallow : /a # no", "/a", false],
    ["percent-encodings are compared by meaning", "User-agent: *\nDisallow: /caf%C3%A9", "/café", false],
    [
      "a name that only begins like ours is another's",
      "User-agent: BriefingsBotPlus\nDisallow: /",
      "/a",
      true,
    ],
    ["lines without a group are ignored", "Disallow: /\nSitemap: https://x/y", "/a", true],
  ])("is understood: %s", (_, text, path, expected) => {
    expect(isAllowed(parseRobots(text, "BriefingsBot"), path)).toBe(expected);
  });

  it("costs no time when its patterns are hostile", () => {
    const rules = parseRobots(`User-agent: *\nDisallow: /${"*a".repeat(2_000)}$`, "BriefingsBot");
    const spent = cpuMsOf(() => expect(isAllowed(rules, `/${"a".repeat(2_000)}b`)).toBe(true));
    expect(spent).toBeLessThan(500);
  });
});

describe("conditional requests", () => {
  it("send back a page's ETag and date in the next job, and take an unchanged page from memory", async () => {
    const etag = '"v1"';
    const lastModified = "Tue, 03 Nov 2026 08:00:00 GMT";
    await using server = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") response.writeHead(404).end();
      else if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag, "last-modified": lastModified }).end(articlePage("Remembered"));
    });
    const cache = memoryCache();
    const target = { kind: "article" as const, url: `${server.url}/a` };
    const first = await tools(cache).fetchSource(target, { signal });
    const second = await tools(cache).fetchSource(target, { signal });
    expect(second).toEqual(first);
    const asked = server.requests
      .filter(({ path }) => path === "/a")
      .map(({ headers }) => [headers["if-none-match"], headers["if-modified-since"]]);
    expect(asked).toEqual([
      [undefined, undefined],
      [etag, lastModified],
    ]);
  });

  it("go only to the address that sent the validator, not to what redirects there", async () => {
    await using server = await startWebServer(
      pages({
        "/old": { status: 301, headers: { location: "/new" } },
        "/new": { headers: { etag: '"n"' }, body: articlePage("New") },
      }),
    );
    const cache = memoryCache();
    const target = { kind: "article" as const, url: `${server.url}/old` };
    await tools(cache).fetchSource(target, { signal });
    await tools(cache).fetchSource(target, { signal });
    const validators = server.requests
      .filter(({ path }) => path !== "/robots.txt")
      .map(({ path, headers }) => [path, headers["if-none-match"]]);
    expect(validators.slice(2)).toEqual([
      ["/old", undefined],
      ["/new", '"n"'],
    ]);
  });

  it("are forgotten when the cache holds something else, or fails", async () => {
    await using server = await startWebServer(
      pages({ "/a": { headers: { etag: '"a"' }, body: articlePage("A") } }),
    );
    const broken: SourceCache = {
      get: () => Promise.reject(new Error("the store is away")),
      put: () => Promise.reject(new Error("the store is away")),
    };
    for (const cache of [broken, { get: () => ({ version: 99 }), put: () => {} }]) {
      await expect(
        tools(cache).fetchSource({ kind: "article", url: `${server.url}/a` }, { signal }),
      ).resolves.toMatchObject({ title: "A" });
    }
    expect(server.requests.map(({ headers }) => headers["if-none-match"])).not.toContain('"a"');
  });

  it("keep no page that is too large to remember, and none without a validator", async () => {
    const words = "A sentence that goes on. ".repeat(150);
    const item = (id: number) =>
      `<item><title>Story ${id}</title><link>http://stories.example/${id}</link><description>${words}</description></item>`;
    const feed = (items: number) =>
      `<rss version="2.0"><channel><title>Feed</title>${Array.from({ length: items }, (_, id) => item(id)).join("")}</channel></rss>`;
    const page = (items: number, etag: string) => ({
      headers: { etag, "content-type": "application/rss+xml" },
      body: feed(items),
    });
    await using server = await startWebServer(
      pages({ "/long": page(90, '"l"'), "/short": page(1, '"s"'), "/plain": articlePage("Plain") }),
    );
    const cache = memoryCache();
    const fetched = tools(cache).fetchSource;
    await fetched({ kind: "feed", url: `${server.url}/long` }, { signal });
    await fetched({ kind: "feed", url: `${server.url}/short` }, { signal });
    await fetched({ kind: "article", url: `${server.url}/plain` }, { signal });
    expect([...cache.entries.keys()]).toEqual([`feed ${server.url}/short`]);
  });
});

describe("turns", () => {
  it("let two go at once for each key, the others in order", async () => {
    const take = createTurns(2);
    const order: string[] = [];
    const first = await take("a", signal);
    const second = await take("a", signal);
    const third = take("a", signal).then((done) => {
      order.push("third");
      return done;
    });
    const fourth = take("a", signal).then(() => order.push("fourth"));
    await take("b", signal);
    order.push("other key");
    first();
    const thirdDone = await third;
    first();
    expect(order).toEqual(["other key", "third"]);
    thirdDone();
    await fourth;
    expect(order).toEqual(["other key", "third", "fourth"]);
    second();
  });

  it("are left by whoever is aborted while waiting", async () => {
    const take = createTurns(1);
    const controller = new AbortController();
    const done = await take("a", signal);
    const waiting = take("a", controller.signal);
    controller.abort(new Error("deadline"));
    await expect(waiting).rejects.toThrow("deadline");
    done();
    await expect(take("a", signal)).resolves.toBeTypeOf("function");
  });

  it("hold a site's pages to two at once", async () => {
    let most = 0;
    const open: ServerResponse[] = [];
    // Answers by twos: were there one at once, this would wait for ever.
    await using server = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") return void response.writeHead(404).end();
      most = Math.max(most, open.push(response));
      if (open.length === 2) for (const waiting of open.splice(0)) waiting.end(articlePage("Page"));
    });
    const { fetchSource } = tools();
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        fetchSource({ kind: "article", url: `${server.url}/${i}` }, { signal }),
      ),
    );
    expect(most).toBe(2);
    expect(server.requests.every(({ headers }) => headers["user-agent"]?.startsWith("BriefingsBot/"))).toBe(
      true,
    );
  });
});
