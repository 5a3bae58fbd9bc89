// That no way of writing, resolving or redirecting leads to an address that is not public.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { endpointRule } from "../../../../core/briefings/fetch/public-address.ts";
import { createBriefingTools } from "../../../../core/briefings/setup.ts";
import type { SourceContent } from "../../../../core/briefings/source-content.ts";
import { articlePage, pages, startWebServer, type WebServer } from "../../../support/web-server.ts";

// The protected server stands for anything inside: it must never be asked, whatever a source says.
let inside: WebServer;
// This one plays a public web site: its port alone counts as public, on the same loopback address.
let outside: WebServer;
const signal = new AbortController().signal;

beforeAll(async () => {
  inside = await startWebServer(
    pages({ "/": articlePage("Secret"), "/robots.txt": "User-agent: *\nAllow: /" }),
  );
  outside = await startWebServer((request, response) => {
    const target = new URL(request.url ?? "/", "http://outside").searchParams.get("to");
    if (request.url === "/robots.txt") response.writeHead(404).end();
    else if (target === null) response.end(articlePage("Public"));
    else response.writeHead(request.url?.startsWith("/307") ? 307 : 302, { location: target }).end();
  });
});
beforeEach(() => {
  inside.requests.length = 0;
});
afterAll(async () => {
  await inside[Symbol.asyncDispose]();
  await outside[Symbol.asyncDispose]();
});

const strict = endpointRule({ allowLoopback: false });

function fetchAsIfPublic(url: string, names: Record<string, string[][]> = {}): Promise<SourceContent> {
  const { fetchSource } = createBriefingTools({
    refuseEndpoint: (address, port) =>
      address === "127.0.0.1" && port === outside.port ? undefined : strict(address, port),
    resolveHost: async (hostname) => {
      const answers = names[hostname] ?? [];
      return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    },
  });
  return fetchSource({ kind: "article", url }, { signal });
}

const literals = [
  "127.0.0.1",
  "127.1",
  "127.0.1",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "0x7f.0x0.0x0.0x1",
  "0177.0.0.1",
  "017700000001",
  "127.0.0.1.",
  "127.8.9.10",
  "１２７.０.０.１",
  "127。0。0。1",
  "0.0.0.0",
  "0",
  "[::1]",
  "[::]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b:1::7f00:1]",
  "[2002:7f00:1::]",
  "[2001::1]",
  "[fe80::1]",
  "[fc00::1]",
  "[fd00:ec2::254]",
  "[fec0::1]",
  "[ff02::1]",
  "[2001:db8::1]",
  "[3fff::1]",
  "[100::1]",
  "[5f00::1]",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "printer.localhost",
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.1",
  "192.0.2.1",
  "192.88.99.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
];

describe("an address that is not public", () => {
  it.each(literals)("is never asked when it is written as %s", async (host) => {
    const { fetchSource } = createBriefingTools();
    const url = `http://${host}:${inside.port}/`;
    await expect(fetchSource({ kind: "article", url }, { signal })).rejects.toMatchObject({
      failure: "blocked-address",
    });
    expect(inside.requests).toEqual([]);
  });

  it.each([
    ["private", [["127.0.0.1"]]],
    ["private in IPv6", [["::1"]]],
    ["private, mapped into IPv6", [["::ffff:127.0.0.1"]]],
    ["public and private at once", [["127.0.0.1", "10.0.0.1"]]],
    ["the cloud's metadata service", [["169.254.169.254"]]],
    ["not an address", [["127.0.0.1:80"]]],
  ])("is never asked through a name whose address is %s", async (_, answers) => {
    await expect(
      fetchAsIfPublic(`http://name.test:${inside.port}/`, { "name.test": answers }),
    ).rejects.toMatchObject({
      failure: "blocked-address",
    });
    expect(inside.requests).toEqual([]);
  });

  it("is never asked through a name that changes its address between two look-ups", async () => {
    const names = { "rebind.test": [["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]] };
    const page = await fetchAsIfPublic(`http://rebind.test:${outside.port}/`, names);
    expect(page).toMatchObject({ title: "Public" });
    await expect(fetchAsIfPublic(`http://rebind.test:${inside.port}/`, names)).rejects.toMatchObject({
      failure: "blocked-address",
    });
    expect(inside.requests).toEqual([]);
  });

  it.each([
    "http://127.0.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "//127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://inside.test:PORT/",
    "http://169.254.169.254/latest/meta-data/",
    "HTTP://0x7f.1:PORT/",
    "http://user:pass@127.0.0.1:PORT/",
    "http://outside.test@127.0.0.1:PORT/",
    "\\\\127.0.0.1:PORT\\",
    "file:///etc/passwd",
    "gopher://127.0.0.1:PORT/_GET",
    "ftp://127.0.0.1:PORT/",
    "data:text/html,hello",
    "javascript:alert(1)",
  ])("is never asked through a redirect to %s", async (target) => {
    const location = encodeURIComponent(target.replace("PORT", String(inside.port)));
    for (const path of ["/", "/307"]) {
      const url = `http://outside.test:${outside.port}${path}?to=${location}`;
      const names = {
        "outside.test": [["127.0.0.1"]],
        "inside.test": [["10.0.0.1"]],
        localhost: [["127.0.0.1"]],
      };
      await expect(fetchAsIfPublic(url, names)).rejects.toMatchObject({ failure: "blocked-address" });
    }
    expect(inside.requests).toEqual([]);
  });

  it("is never asked through a chain of redirects", async () => {
    const names = { "outside.test": [["127.0.0.1"]] };
    const last = `http://127.0.0.1:${inside.port}/`;
    const middle = `http://outside.test:${outside.port}/?to=${encodeURIComponent(last)}`;
    const first = `http://outside.test:${outside.port}/?to=${encodeURIComponent(middle)}`;
    await expect(fetchAsIfPublic(first, names)).rejects.toMatchObject({ failure: "blocked-address" });
    expect(inside.requests).toEqual([]);
  });

  it("is never asked through a site's robots.txt, entries or named feeds", async () => {
    const target = `http://127.0.0.1:${inside.port}/`;
    await using site = await startWebServer((request, response) => {
      if (request.url === "/robots.txt") response.writeHead(301, { location: target }).end();
      else response.end(articlePage("Public"));
    });
    await using home = await startWebServer(
      pages({
        "/": `<html><head><link rel="alternate" type="application/rss+xml" href="${target}"></head><body>Home</body></html>`,
      }),
    );
    const isPublic = [site.port, home.port];
    const { fetchSource } = createBriefingTools({
      refuseEndpoint: (address, port) => (isPublic.includes(port) ? undefined : strict(address, port)),
    });
    await expect(fetchSource({ kind: "article", url: `${site.url}/` }, { signal })).rejects.toMatchObject({
      failure: "blocked-address",
    });
    await expect(fetchSource({ kind: "feed", url: `${home.url}/` }, { signal })).rejects.toMatchObject({
      failure: "blocked-address",
    });
    expect(inside.requests).toEqual([]);
  });

  it("gets no byte when the connection's peer is not the address that was checked", async () => {
    let checks = 0;
    const { fetchSource } = createBriefingTools({
      refuseEndpoint: () => (++checks === 1 ? undefined : "the peer is another"),
    });
    await expect(fetchSource({ kind: "article", url: `${inside.url}/` }, { signal })).rejects.toMatchObject({
      failure: "blocked-address",
    });
    expect(inside.requests).toEqual([]);
  });
});

describe("the setting that allows loopback", () => {
  it.each(["127.0.0.1", "localhost", "news.localhost"])("lets %s be read on any port", async (host) => {
    const { fetchSource } = createBriefingTools({ allowPrivateAddresses: true });
    const page = await fetchSource({ kind: "article", url: `http://${host}:${inside.port}/` }, { signal });
    expect(page).toMatchObject({ title: "Secret" });
  });

  it.each([
    "10.0.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "0.0.0.0",
    "[fd00::1]",
    "[::ffff:127.0.0.1]",
    "100.64.0.1",
  ])("still refuses %s", async (host) => {
    const { fetchSource } = createBriefingTools({ allowPrivateAddresses: true });
    const url = `http://${host}:${inside.port}/`;
    await expect(fetchSource({ kind: "article", url }, { signal })).rejects.toMatchObject({
      failure: "blocked-address",
    });
    expect(inside.requests).toEqual([]);
  });
});

describe("the error of a refused name", () => {
  it.each(["10.11.12.13", "169.254.169.254", "fd00::1", "::1", "127.0.0.1"])(
    "does not tell that it resolves to %s",
    async (address) => {
      const url = "http://intranet.example/";
      const refusal = await fetchAsIfPublic(url, { "intranet.example": [[address]] }).catch((error) => error);
      expect(refusal.message).toMatch(/^intranet\.example: .*not a public address/);
      expect(JSON.stringify([refusal.message, refusal.stack, refusal.cause])).not.toContain(address);
    },
  );

  it("repeats an address that was asked for", async () => {
    await expect(fetchAsIfPublic("http://10.11.12.13/")).rejects.toThrow(
      "10.11.12.13 is not a public address",
    );
  });
});

describe("a public address", () => {
  it.each([22, 25, 6379, 8080, 9200])("is not asked on port %d, which is no web port", (port) => {
    expect(strict("93.184.216.34", port)).toMatch(/not a web port/);
  });

  it.each([
    "93.184.216.34",
    "8.8.8.8",
    "172.32.0.1",
    "192.167.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
  ])("is asked on the web's ports: %s", (address) => {
    expect(strict(address, 443)).toBeUndefined();
    expect(strict(address, 80)).toBeUndefined();
  });
});
